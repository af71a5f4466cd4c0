/**
 * Where a connection's state lies in its page, which is seen as words (Int32Array) and as numbers (Float64Array). Typed
 * arrays, because objects cost two to four times as much from 100,000 flows on.
 */

//
// What a steady segment (steady/) touches lies together, in lines of 64 bytes: with many live flows the analysis waits for
// little else than these lines. Endpoint slots count from the endpoint's base, which is the connection's for the client
// and 8 slots behind it for the server; the slots of the connection lie where no endpoint has one.
//
//   words    0      client | server                       every segment
//            16     flags of the endpoints, connection     every segment
//   numbers  16, 24 client, server                        every segment
//   words    64     client | server                       what is not steady
//            80     client | server, connection           what is not steady, SYN, FIN
//            96     client | server                       SYN, FIN, RST, checksums that are not good
//            112    addresses, history                    first segment, what is unusual
//   numbers  64, 72 client, server                        what is not steady, SYN, FIN
//            80     connection                            what is not steady
//
// The last of these numbers is two words of the connection, 174 and 175. What is counted of unusual segments is nearly
// always zero, and lies elsewhere (unusual_counts.ts).

// ---- words of a connection ----

/** CF_* bits. */
export const C_FLAGS = 18;
/** The flow index (a key, not a connection) that it stands on. */
export const C_INDEX = 19;
/** Client port << 16 | server port. */
export const C_PORTS = 20;
/** File of the last packet. */
export const C_LAST_FILE = 21;
/** Fraction of the stamps of the first and the last packet, in nanoseconds. */
export const C_START_NSEC = 28;
export const C_LAST_NSEC = 29;
/** Segments of the client, then of the server; copies left out. */
export const C_PACKETS = 86;
/** The block of the open turn of data (data/turn_block.ts); valid with CF_TURN_OPEN. */
export const C_TURN = 31;
/** The block of the client's, of the server's turn that waits for its acknowledgement (data/held_lines.ts); 0: none. */
export const C_HELD = 26;
/** Addresses as four words each in memory order; IPv4 uses the first. */
export const C_CLIENT_ADDRESS = 112;
export const C_SERVER_ADDRESS = 116;
/** Six words of Zeek's history (summary/zeek_letters.ts, zeek_history.ts). */
export const C_HISTORY = 120;
/** Counts of its anomalies (analysis/anomaly_counts.ts), its pauses (metrics/stalls.ts): handles, 0: none. */
export const C_ANOMALIES = 126;
export const C_STALLS = 127;
/** HB_* bits (phases/hint_bits.ts). */
export const C_HINTS = 22;
/** Behind a RST: the states that it ended, and who sent it (phases/reset_marks.ts). */
export const C_FORMER = 94;
/** The block of what is noted behind it; valid with CF_RESET and without CF_CLOSED. */
export const C_RESET_MARKS = 174;
/** Counts of what is unusual in it (unusual_counts.ts): handle, 0: none. */
export const C_UNUSUAL = 175;
/** Low 32 bits of its number (CN_FLOW). */
export const C_FLOW = 23;
/** Wireshark's number, modulo 2^32. */
export const C_STREAM = 95;
/** Wire value behind the last byte of the last turn. */
export const C_PREVIOUS_SEQ_END = 30;

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
/** C_FLAGS: CLIENT or SERVER plus 1: who sent the first FIN; 0: nobody yet. */
export const CF_FIRST_FIN_SHIFT = 11;
export const CF_FIRST_FIN_MASK = 3;
/** C_FLAGS: Wireshark's tcp.completeness, six bits. */
export const CF_COMPLETENESS_SHIFT = 13;
export const CF_COMPLETENESS_MASK = 63;
/** A turn of data is open; the server's. */
export const CF_TURN_OPEN = 1 << 19;
export const CF_TURN_BY_SERVER = 1 << 20;
/** CN_PREVIOUS_END is set: something that a turn can follow; it was a turn, the server's. */
export const CF_HAS_PREVIOUS = 1 << 21;
export const CF_PREVIOUS_IS_TURN = 1 << 22;
export const CF_PREVIOUS_BY_SERVER = 1 << 23;
/** C_FLAGS: bounds of memory that were met, LIMITS << 24. */
export const CF_LIMITS_SHIFT = 24;
export const CF_LIMIT_HOLES = 1 << 24;
export const CF_LIMIT_HELD_LINES = 1 << 25;
export const CF_LIMIT_HISTORY = 1 << 26;
export const CF_LIMIT_METRICS = 1 << 27;
export const CF_LIMIT_SENT = 1 << 28;
export const CF_LIMIT_SACK = 1 << 29;
export const CF_LIMIT_HISTOGRAMS = 1 << 30;
export const CF_LIMIT_ANOMALIES = 1 << 31;

/** Values of `limits`, in the order of the CF_LIMIT_* bits. */
export const LIMITS = [
  "holes",
  "held_lines",
  "history",
  "metrics",
  "sent_segments",
  "sack",
  "histograms",
  "anomalies",
] as const;

// ---- numbers of a connection ----

/** The first packet's stamp, as nanoseconds since the run's first record. */
export const CN_START = 22;
/** Second of that stamp. */
export const CN_START_SEC = 80;
/** The capture clock at the last SYN or SYN-ACK. */
export const CN_SYN_CLOCK = 83;
/** Second of the stamp, frame and byte offset of the last packet. */
export const CN_LAST_SEC = 81;
/** When the last turn ended, or else the connection was established. */
export const CN_PREVIOUS_END = 84;
export const CN_LAST_FRAME = 30;
export const CN_LAST_OFFSET = 23;
/** The capture clock at the last packet. */
export const CN_LAST_CLOCK = 82;
export const CN_FLOW = 85;
/** The capture clock at the last payload either way; once closed or reset: at that time. */
export const CN_PAYLOAD_CLOCK = 31;
/** Wireshark's time of the last SYN, then its first round trip (wireshark/labels.ts). */
export const CN_WIRESHARK_RTT = 86;

// ---- words of an endpoint ----

/** Steady segments since all other slots were brought up to date (steady/tally.ts). */
export const E_TALLY = 3;
/** Bytes of their IP datagrams. */
export const E_TALLY_IP_BYTES = 17;
/** Low 32 bits of the frame that first carried its highest acknowledgement. */
export const E_ACK_FRAME = 7;
/** Low 32 bits of the frame of its last SYN or SYN-ACK that was no retransmission. */
export const E_SYN_FRAME = 98;
/** EF_* bits. */
export const E_FLAGS = 16;
/** Index into stateNames. */
export const E_STATE = 64;
/** Wire value of offset 0. Valid with EF_BASE. */
export const E_BASE = 65;
/** Window of the last segment, as on the wire. */
export const E_WINDOW = 66;
/** Least << 16 | greatest window without SYN and RST, as on the wire; valid with EF_WINDOW_RANGE. */
export const E_WINDOW_RANGE = 5;
/**
 * Low half: Zeek's state of the endpoint and what its history has (zeek_history.ts). High half: index of its address in
 * the table of capture hosts + 1, or 0.
 */
export const E_ZEEK = 67;
export const E_HOST_SHIFT = 16;
/** Zeek: the number behind the highest one that it sent itself, as on the wire. */
export const E_LAST_SEQ = 68;
/** What is kept of a side that sends payload (metrics/track.ts): handle, 0: none. */
export const E_TRACK = 6;
/** Wireshark's view of the endpoint (wireshark/labels.ts), all as on the wire. */
export const E_WIRESHARK_NEXT = 0;
export const E_WIRESHARK_MAX = 71;
export const E_WIRESHARK_ACK = 1;
/** Window << 16 | duplicate ACKs in a row. */
export const E_WIRESHARK_WINDOW = 2;
/** Low half: duplicate ACKs in a row. High half: AR_* bits. */
export const E_ACK_RUN = 69;
export const E_CHECKSUM_GOOD = 80;
/** IPv4 identification << 16 | TTL of its last segment without RST; 0: none. */
export const E_ID_TTL = 4;
/** List of the holes in what was sent (holes.ts) + 1; 0: none. */
export const E_HOLES = 70;
/** MSS | shift count << 16 as announced; valid with EF_MSS and EF_WSCALE. */
export const E_MSS_WSCALE = 81;
/** TSval of the last SYN or SYN-ACK. */
export const E_SYN_TSVAL = 82;
/** SYN segments without ACK sent, and SYN-ACK segments. */
export const E_SYN_COUNT = 83;
export const E_SYN_ACK_COUNT = 84;
/** FIN segments sent with the FIN's number. */
export const E_FIN_COUNT = 85;
/** SEG.SEQ of the last FIN and of the last RST in the history. */
export const E_HISTORY_FIN = 96;
export const E_HISTORY_RST = 97;
export const E_FIN_PACKETS = 99;
export const E_RST_PACKETS = 100;
/** Low 32 bits of the frame of the first FIN. */
export const E_FIN_FRAME = 101;
export const E_CHECKSUM_PARTIAL = 102;
export const E_CHECKSUM_UNVERIFIED = 103;

/** E_ACK_RUN: duplicate ACKs in a row; stays at its greatest. */
export const AR_COUNT_MASK = 0xffff;
/** E_ACK_RUN: its last segment was a keep-alive probe, a probe of a closed window, closed its own window. */
export const AR_KEEP_ALIVE = 1 << 16;
export const AR_WINDOW_PROBE = 1 << 17;
/** E_ACK_RUN: the last new byte that it sent was a probe of a closed window, which may have been refused. */
export const AR_PROBE_BYTE = 1 << 18;
/** E_ACK_RUN: shift count of its windows + 1; 0: not known (segment/window.ts). */
export const AR_SCALE_SHIFT = 19;
export const AR_SCALE_MASK = 31;
/** E_ACK_RUN: Wireshark's state of the endpoint (wireshark/labels.ts), eight bits. */
export const AR_WIRESHARK_SHIFT = 24;

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
/** E_WINDOW_RANGE is set. */
export const EF_WINDOW_RANGE = 1 << 21;
/** EN_EDGE is set. */
export const EF_EDGE = 1 << 22;
/** The turn before, which it sent, was cut by the time limit. */
export const EF_TURN_LIMITED = 1 << 23;
/** EN_LAST_TIME is set. */
export const EF_LAST_TIME = 1 << 24;
/** It was the last to send new payload. */
export const EF_SPOKE_LAST = 1 << 28;
/** Of the client, about both: only probes and their answers were sent since what C_STALLS says (metrics/stalls.ts). */
export const EF_PAUSED = 1 << 29;
/** The flags of Accurate ECN on the SYN, or an answer to them on the SYN-ACK (RFC 9768 3.1.1). */
export const EF_ACCURATE_ECN = 1 << 25;

// ---- numbers of an endpoint ----

/** Offset behind the highest number sent. */
export const EN_NEXT = 16;
/** Highest acknowledgement sent, as an offset of the peer. */
export const EN_ACK = 17;
/** Offset of the peer behind the last byte that any window of this endpoint allowed; valid with EF_EDGE. */
export const EN_EDGE = 18;
export const EN_IP_BYTES = 64;
export const EN_PAYLOAD_BYTES = 65;
export const EN_UNIQUE_BYTES = 66;
/** When its last segment was seen; valid with EF_LAST_TIME. */
export const EN_LAST_TIME = 19;
/** Longest time between two of its segments, from its first payload on. */
export const EN_IDLE_MAX = 21;
/** When Wireshark's E_WIRESHARK_NEXT rose. */
export const EN_WIRESHARK_NEXT_TIME = 20;
/** Offset of the number that the FIN occupies; when it was first sent (ns since the start). */
export const EN_FIN = 67;
export const EN_FIN_TIME = 68;
/**
 * When the FIN was acknowledged. Before that, when it was last sent ({@link EN_FIN_LAST_TIME}); before that, when the SYN
 * was acknowledged.
 */
export const EN_FIN_LAST_TIME = 69;
export const EN_FIN_ACK_TIME = 69;
/** When the first and the last SYN or SYN-ACK was sent. */
export const EN_FIRST_SYN_TIME = 70;
export const EN_SYN_TIME = 71;
export const CLIENT = 0;
export const SERVER = 1;

/** Bytes of one connection: whole lines. */
export const STATE_BYTES = 704;

/** Where the words of an endpoint begin, behind those of its connection. */
export const endpointWords = (side: number): number => side * 8;
/** Where the numbers of an endpoint begin. */
export const endpointNumbers = (side: number): number => side * 8;

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
