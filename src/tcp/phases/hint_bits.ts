/**
 * C_HINTS: what hints and the outcome will need to know of segments that are long gone. Eight bits for each side, then
 * those of the connection.
 */

/** Steps of the IP identification in a row that fit the run below; stays at its greatest, from which a jump tells. */
export const HB_ID_RUN = 3;
/** The run is one of zeros; else it counts up. */
export const HB_ID_ZERO = 1 << 2;
/** The TTL was not always the same: it tells nothing. */
export const HB_TTL_VARIED = 1 << 3;
/** The side's last segment was a keep-alive probe, a RST. */
export const HB_KEEP_ALIVE = 1 << 4;
export const HB_LAST_IS_RST = 1 << 5;
/** The side broke a long silence, and the other one has not answered yet. */
export const HB_BROKE_SILENCE = 1 << 6;
/** The side opened another connection with these addresses and ports. */
export const HB_OPENED_ANOTHER = 1 << 7;

/** Where the bits of a side begin. */
export const hintShift = (side: number): number => side * 8;

/** Payload was seen, and the last of it was the server's. */
export const HB_PAYLOAD = 1 << 16;
export const HB_PAYLOAD_BY_SERVER = 1 << 17;
/** A SYN-ACK came again, later than it can have crossed its acknowledgement. */
export const HB_SYN_ACK_AGAIN = 1 << 18;
/** A later SYN-ACK lacks the options that the first one had. */
export const HB_OPTIONS_SHRUNK = 1 << 19;
/** TSvals of SYN-ACKs differ by whole units of a cookie: once, twice; or by something else. */
export const HB_COOKIE_STEP = 1 << 20;
export const HB_COOKIE_STEPS = 1 << 21;
export const HB_OTHER_STEP = 1 << 22;
/** The SYN-ACK acknowledges the SYN without its payload. */
export const HB_SYN_DATA_REFUSED = 1 << 23;
/** The client's SYN, the server's SYN-ACK came again at once with another MSS. */
export const HB_SYN_MSS_DIFFERS = 1 << 24;
export const HB_SYN_ACK_MSS_DIFFERS = 1 << 25;
/** How it was opened, an index into OPEN_KINDS: later SYNs do not change that. */
export const HB_OPEN_SHIFT = 26;
export const HB_OPEN_MASK = 3;
