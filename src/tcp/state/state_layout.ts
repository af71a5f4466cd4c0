/**
 * Where a connection's state lies in its page: words (Int32Array) and numbers (Float64Array), first those of the
 * connection, then a block for each endpoint. Typed arrays, because objects cost two to four times as much from
 * 100,000 flows on.
 */

//
// What every segment touches lies together, in lines of 64 bytes: with many live flows the analysis waits for little
// else than these lines. Endpoint slots count from the endpoint's base; the blocks of client and server alternate.
//
//   words    0      flags, index, ports, first FIN | client | server | -           every segment
//            16     client address | server address | client cold | server cold     first segment, SYN, FIN
//            32     client cold | server cold | -
//
//   numbers  0      connection          every segment
//            8, 16  client, server      every segment
//            24, 32 client, server      SYN, FIN, RST
//            40, 48 client, server      SYN; 56 connection

// ---- words of a connection ----

/** CF_* bits. */
export const C_FLAGS = 0;
/** The flow index (a key, not a connection) that it stands on. */
export const C_INDEX = 1;
/** Client port << 16 | server port. */
export const C_PORTS = 2;
/** CLIENT or SERVER plus 1: who sent the first FIN; 0: nobody yet. */
export const C_FIRST_FIN = 3;
/** Addresses as four words each in memory order; IPv4 uses the first. */
export const C_CLIENT_ADDRESS = 16;
export const C_SERVER_ADDRESS = 20;

/** C_FLAGS: the phase, an index into PHASES. */
export const CF_PHASE_MASK = 3;
/** C_FLAGS: what the roles come from, an index into ROLE_SOURCES << 2. */
export const CF_ROLE_SHIFT = 2;
export const CF_ROLE_MASK = 3;
export const CF_IPV6 = 1 << 4;
/** The client is the second endpoint of the flow key. */
export const CF_CLIENT_IS_SECOND = 1 << 5;
export const CF_ESTABLISHED = 1 << 6;
/** Both FINs are acknowledged. */
export const CF_CLOSED = 1 << 7;
/** A RST that its receiver accepts was seen. */
export const CF_RESET = 1 << 8;
/** A later segment contradicts the roles. */
export const CF_ROLE_CONFLICT = 1 << 9;
/** The server sent the last packet. */
export const CF_LAST_BY_SERVER = 1 << 10;

// ---- numbers of a connection ----

/** Stamp of the first packet. */
export const CN_START_SEC = 0;
export const CN_START_NSEC = 1;
/** Stamp, frame, file and byte offset of the last packet. */
export const CN_LAST_SEC = 2;
export const CN_LAST_NSEC = 3;
export const CN_LAST_FRAME = 4;
export const CN_LAST_FILE = 5;
export const CN_LAST_OFFSET = 6;
export const CN_FLOW = 7;
export const CN_STREAM = 56;

// ---- words of an endpoint ----

/** EF_* bits. */
export const E_FLAGS = 0;
/** Index into stateNames. */
export const E_STATE = 1;
/** Wire value of offset 0. Valid with EF_BASE. */
export const E_BASE = 2;
/** Window of the last segment, as on the wire. */
export const E_WINDOW = 3;
/** MSS and shift count as announced; valid with EF_MSS and EF_WSCALE. */
export const E_MSS = 20;
export const E_WSCALE = 21;
/** TSval of the last SYN or SYN-ACK. */
export const E_SYN_TSVAL = 22;
/** SYN segments without ACK sent, and SYN-ACK segments. */
export const E_SYN_COUNT = 23;
export const E_SYN_ACK_COUNT = 28;
/** FIN segments sent with the FIN's number. */
export const E_FIN_COUNT = 29;

export const EF_BASE = 1 << 0;
/** A SYN (with or without ACK) was sent, and E_BASE is its ISN. */
export const EF_SYN = 1 << 1;
/** The SYN came without ACK. */
export const EF_BARE_SYN = 1 << 2;
export const EF_SYN_ACKED = 1 << 3;
export const EF_MSS = 1 << 4;
export const EF_WSCALE = 1 << 5;
export const EF_SACK_PERMITTED = 1 << 6;
export const EF_TIMESTAMPS = 1 << 7;
/** ECE and CWR on the SYN, or ECE alone on the SYN-ACK (RFC 3168 6.1.1). */
export const EF_ECN = 1 << 8;
export const EF_FIN = 1 << 9;
export const EF_FIN_ACKED = 1 << 10;
/** The FIN segment acknowledges the peer's FIN. */
export const EF_FIN_ACKS_FIN = 1 << 11;
/** The FIN segment is the first to acknowledge the peer's FIN. */
export const EF_FIN_FIRST_ACKS_FIN = 1 << 12;
/** New payload was sent in a segment that acknowledges the peer's FIN and is no FIN. */
export const EF_DATA_AFTER_FIN = 1 << 13;
export const EF_RST = 1 << 14;
/** EN_ACK holds an acknowledgement. */
export const EF_ACKED = 1 << 15;
/** A segment other than a RST was sent, and E_WINDOW holds its window. */
export const EF_WINDOW = 1 << 16;
/** Not all options of the SYN were captured: what is not set may have been there. */
export const EF_OPTIONS_CUT = 1 << 17;
/** E_WINDOW is that of a SYN, which is never scaled (RFC 7323 2.2). */
export const EF_SYN_WINDOW = 1 << 18;
/** Payload of the SYN was acknowledged by the SYN-ACK (RFC 7413). */
export const EF_SYN_DATA_ACKED = 1 << 19;
/** A bare SYN was sent after the peer's SYN had been acknowledged. */
export const EF_SPLIT = 1 << 20;

// ---- numbers of an endpoint ----

/** Offset behind the highest number sent. */
export const EN_NEXT = 0;
/** Highest acknowledgement sent, as an offset of the peer. */
export const EN_ACK = 1;
export const EN_PACKETS = 2;
export const EN_IP_BYTES = 3;
export const EN_PAYLOAD_BYTES = 4;
export const EN_CHECKSUM_GOOD = 5;
export const EN_CHECKSUM_PARTIAL = 6;
export const EN_CHECKSUM_UNVERIFIED = 7;
export const EN_CHECKSUM_BAD = 16;
export const EN_FIN_PACKETS = 17;
export const EN_RST_PACKETS = 18;
/** Offset of the number that the FIN occupies; time (ns since the start) and frame of its first sending. */
export const EN_FIN = 19;
export const EN_FIN_TIME = 20;
export const EN_FIN_FRAME = 21;
/** When the FIN was acknowledged. */
export const EN_FIN_ACK_TIME = 22;
/** When the first and the last SYN or SYN-ACK was sent. */
export const EN_FIRST_SYN_TIME = 23;
export const EN_SYN_TIME = 32;

export const CLIENT = 0;
export const SERVER = 1;

/** Words and numbers of one connection: whole lines. */
export const STATE_WORDS = 48;
export const STATE_NUMBERS = 64;

/** Where the words of an endpoint begin, behind those of its connection. */
export const endpointWords = (side: number): number => 4 + side * 4;
/** Where the numbers of an endpoint begin. */
export const endpointNumbers = (side: number): number => 8 + side * 8;

/** Value of `phase`, by CF_PHASE_MASK. */
export const PHASES = ["handshake", "transfer", "teardown", "closed"] as const;
export const PHASE_HANDSHAKE = 0;
export const PHASE_TRANSFER = 1;
export const PHASE_TEARDOWN = 2;
export const PHASE_CLOSED = 3;

/** Value of `role_from`. */
export const ROLE_SOURCES = ["syn", "syn_ack", "port", "first"] as const;
export const ROLE_SYN = 0;
export const ROLE_SYN_ACK = 1;
export const ROLE_PORT = 2;
export const ROLE_FIRST = 3;
