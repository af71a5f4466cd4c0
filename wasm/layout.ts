/**
 * The memory layout that the WASM decoder and TypeScript share: the one source of every offset.
 *
 * Only `export const NAME: i32-sized integer` is allowed here, so that the same file compiles under
 * AssemblyScript (which folds the constants) and TypeScript. Every field is one u32 word; names end in the
 * struct they belong to, values are word slots, and `*_WORDS` is the size. The host must be little-endian, as
 * WebAssembly is; the decoder's wrapper checks that, and `LAYOUT_VERSION`, on load.
 */

/** Raised with every change of a slot, a bit or a code below; also exported by the module. */
export const LAYOUT_VERSION = 3;

// ---- decode(): why it stopped -------------------------------------------------------------------------

/** All complete records of the input are taken; what is left is less than one record. */
export const STOP_NEED_INPUT = 0;
/** The batch has no room for another record. */
export const STOP_BATCH_FULL = 1;
/** A block that TypeScript parses starts at FRAMING_POSITION (pcapng section, interface, statistics). */
export const STOP_CONTROL_BLOCK = 2;
/** The last record of the batch is an IP fragment that may carry (part of) a TCP segment. */
export const STOP_FRAGMENT = 3;
/** Broken framing at FRAMING_POSITION; FRAMING_ERROR says which. */
export const STOP_ERROR = 4;

/** The next packet is not stamped before FRAMING_UNTIL. */
export const STOP_UNTIL = 5;

/** FRAMING_ERROR: the captured length of a record (FRAMING_RECORD_LENGTH) is above FRAMING_MAX_CAPTURED. */
export const ERROR_RECORD_LENGTH = 1;
/** FRAMING_ERROR: the length of a pcapng block (FRAMING_RECORD_LENGTH) is less than its type needs. */
export const ERROR_BLOCK_SHORT = 2;
/** FRAMING_ERROR: the two lengths of a pcapng block differ; the second one is FRAMING_SECOND_LENGTH. */
export const ERROR_BLOCK_LENGTHS = 3;
/** FRAMING_ERROR: the captured length of a pcapng packet (FRAMING_RECORD_LENGTH) is more than its block holds. */
export const ERROR_BLOCK_PACKET = 4;
/** FRAMING_ERROR: the length of a pcapng block (FRAMING_RECORD_LENGTH) is above MAX_BLOCK_BYTES. */
export const ERROR_BLOCK_LONG = 5;

// ---- framing state of one source ----------------------------------------------------------------------

/** CONTAINER_*. */
export const FRAMING_CONTAINER = 0;
/** Address of the interface table: INTERFACE_* structs. Classic pcap has one interface. */
export const FRAMING_INTERFACES = 1;
/** 1: header fields are big-endian. */
export const FRAMING_BIG_ENDIAN = 2;
/** Interfaces of the present section that are in the table. */
export const FRAMING_INTERFACE_COUNT = 3;
/** Order of the two length fields: LENGTHS_*. */
export const FRAMING_LENGTHS = 4;
/** Largest captured length that is believed, in bytes. */
export const FRAMING_MAX_CAPTURED = 5;
/** Address of the next unread byte. */
export const FRAMING_POSITION = 6;
/** Address just past the last byte of input. */
export const FRAMING_LIMIT = 7;
/** Bytes of a record or block that are still to be passed over. */
export const FRAMING_SKIP = 8;
/** Captured length of the record, or length of the block, that FRAMING_SKIP or an ERROR_* is about. */
export const FRAMING_RECORD_LENGTH = 9;
/** ERROR_* of the last STOP_ERROR. */
export const FRAMING_ERROR = 10;
/** Stamp of the packet before, for steps backwards: seconds (low and high word) and nanoseconds. */
export const FRAMING_LAST_SEC = 11;
export const FRAMING_LAST_SEC_HIGH = 12;
export const FRAMING_LAST_NSEC = 13;
/** Bytes of the record or block that FRAMING_SKIP is about, from its first one. */
export const FRAMING_SKIP_TOTAL = 14;
/** Of a packet that is passed over: address of its interface, or 0. */
export const FRAMING_SKIP_INTERFACE = 15;
/** Its original length and its stamp: seconds, high word, nanoseconds. */
export const FRAMING_SKIP_ORIGINAL = 16;
export const FRAMING_SKIP_SEC = 17;
export const FRAMING_SKIP_SEC_HIGH = 18;
export const FRAMING_SKIP_NSEC = 19;
/** Bytes of a record header of classic pcap: 16, or 24 in Kuznetzov's modified format. */
export const FRAMING_HEADER_BYTES = 20;
/** Stamp below which packets are taken, seconds low, high and nanoseconds: STOP_UNTIL comes at another. */
export const FRAMING_UNTIL_SEC = 21;
export const FRAMING_UNTIL_SEC_HIGH = 22;
export const FRAMING_UNTIL_NSEC = 23;
/** Stamp of the packet that STOP_UNTIL is about. */
export const FRAMING_NEXT_SEC = 24;
export const FRAMING_NEXT_SEC_HIGH = 25;
export const FRAMING_NEXT_NSEC = 26;
/** The length behind a block, with ERROR_BLOCK_LENGTHS. */
export const FRAMING_SECOND_LENGTH = 27;
/** pcapng: comments on packets, since TypeScript cleared it. */
export const FRAMING_COMMENTS = 28;
/** pcapng: the length that must stand at the position, behind a block that was passed over; 0: none. */
export const FRAMING_TRAILER = 29;
/** 1: what FRAMING_SKIP is about is a packet, which counts once it was seen whole. */
export const FRAMING_SKIP_PACKET = 30;
export const FRAMING_WORDS = 32;

/** FRAMING_CONTAINER values. */
export const CONTAINER_NONE = 0;
export const CONTAINER_PCAP = 1;
export const CONTAINER_PCAPNG = 2;

// ---- pcapng block types (draft-ietf-opsawg-pcapng section 4) -------------------------------------------

/** Reads the same in both byte orders. */
export const BLOCK_SECTION_HEADER = 0x0a0d0d0a;
export const BLOCK_INTERFACE_DESCRIPTION = 1;
/** Obsolete. */
export const BLOCK_PACKET = 2;
export const BLOCK_SIMPLE_PACKET = 3;
export const BLOCK_NAME_RESOLUTION = 4;
export const BLOCK_INTERFACE_STATISTICS = 5;
export const BLOCK_ENHANCED_PACKET = 6;

// ---- interface of a source: what its packets have in common -------------------------------------------

/** LINKTYPE_ value. */
export const INTERFACE_LINK_TYPE = 0;
/** Unit of the stamps as if_tsresol has it: 10^-n, or with the top bit 2^-n of a second. */
export const INTERFACE_RESOLUTION = 1;
/** Seconds to add to the stamps (if_tsoffset), signed: low and high word. */
export const INTERFACE_OFFSET = 2;
export const INTERFACE_OFFSET_HIGH = 3;
/** What goes into REC_INTERFACE: INTERFACE_NAMED and an index, or INTERFACE_NONE. */
export const INTERFACE_NUMBER = 4;
/** Bytes of the frame check sequence behind each frame. */
export const INTERFACE_FCS = 5;
/** Bytes of a packet that are captured at most; 0: no limit. */
export const INTERFACE_SNAPLEN = 6;
/** 1: packets of the link type are decoded. */
export const INTERFACE_SUPPORTED = 7;
/** Packets passed over because they are not, since TypeScript cleared it. */
export const INTERFACE_UNSUPPORTED = 8;
/** 1: packets have told how many others were dropped; their sum is INTERFACE_DROPS. */
export const INTERFACE_TELLS_DROPS = 9;
/** Units of a second, and the first unit of the second that was met last, with that second: all as 64 bits. */
export const INTERFACE_UNITS = 10;
export const INTERFACE_SECOND_START = 12;
export const INTERFACE_SECOND = 14;
/** Packets that were dropped, by those that tell (epb_dropcount), low and high word; stops at MAX_DROPS. */
export const INTERFACE_DROPS = 16;
export const INTERFACE_DROPS_HIGH = 17;
export const INTERFACE_WORDS = 18;
/** Interfaces of a section that fit into the table; packets of others can't be decoded. */
export const MAX_INTERFACES = 4096;

/** INTERFACE_NUMBER: nothing is known that could be told. */
export const INTERFACE_NONE = 0xffffffff;
/** REC_INTERFACE: an index into the names of interfaces; without this bit it is a number of the capturing system. */
export const INTERFACE_NAMED = 0x80000000;

/** captured length, then original length (pcap 2.3 and later as libpcap writes it). */
export const LENGTHS_CAPTURED_FIRST = 0;
/** original length first (before 2.3, and DG/UX). */
export const LENGTHS_ORIGINAL_FIRST = 1;
/** pcap 2.3: both orders exist; the smaller of the two is the captured length. */
export const LENGTHS_SMALLER_IS_CAPTURED = 2;

// ---- capture clock: one a run, over all files ---------------------------------------------------------

/** The greatest stamp that counts so far: seconds (low and high word) and nanoseconds. Set by the first packet. */
export const CLOCK_SEC = 0;
export const CLOCK_SEC_HIGH = 1;
export const CLOCK_NSEC = 2;
/** What TypeScript knows of it by the records so far; three words each, like the clock itself. */
export const CLOCK_KNOWN = 3;
/** A stamp more than an hour ahead, and the greatest of it and of those that agree with it. */
export const CLOCK_CANDIDATE = 6;
export const CLOCK_GREATEST = 9;
/** How many packets behind the candidate have agreed. */
export const CLOCK_AGREED = 12;
/** CLOCK_NOT_SET, CLOCK_RUNS or CLOCK_WAITS. */
export const CLOCK_PHASE = 13;
export const CLOCK_WORDS = 16;

/** CLOCK_PHASE: there was no packet yet. */
export const CLOCK_NOT_SET = 0;
/** CLOCK_PHASE: there is no candidate. */
export const CLOCK_RUNS = 1;
/** CLOCK_PHASE: there is one. */
export const CLOCK_WAITS = 2;

// ---- batch header: counters of one decode call, then the records --------------------------------------

/** Number of records in the batch, clock records included. */
export const BATCH_COUNT = 0;
/** Room for records, at least 2: a packet may take a clock record besides its own. Set by TypeScript. */
export const BATCH_CAPACITY = 1;
/** Capture records (packets of any kind) passed since BATCH_* was cleared by TypeScript. */
export const BATCH_PACKETS = 2;
/** Their original lengths, summed: low and high word. */
export const BATCH_BYTES = 3;
export const BATCH_BYTES_HIGH = 4;
/** Packets that were understood and carry no TCP. */
export const BATCH_NON_TCP = 5;
/** Packets whose stamp is before that of the packet before them. */
export const BATCH_BACKWARD_TIME = 6;
/** Earliest and latest stamp of the call: seconds low, high, nanoseconds. Valid when BATCH_PACKETS > 0. */
export const BATCH_FIRST_SEC = 7;
export const BATCH_FIRST_SEC_HIGH = 8;
export const BATCH_FIRST_NSEC = 9;
export const BATCH_LAST_SEC = 10;
export const BATCH_LAST_SEC_HIGH = 11;
export const BATCH_LAST_NSEC = 12;
/** Packets whose stamp is before 1970 or after 2514, and was moved to that. */
export const BATCH_CLAMPED_TIME = 13;
/** UNDECODED_REASONS counters, in the order of the UNDECODED_* codes. */
export const BATCH_UNDECODED = 16;
export const BATCH_WORDS = 40;

/** Why a packet could not be decoded: offsets into BATCH_UNDECODED. */
export const UNDECODED_LINK_TYPE_UNSUPPORTED = 0;
export const UNDECODED_LINK_HEADER_CUT = 1;
export const UNDECODED_LINK_HEADER_MALFORMED = 2;
export const UNDECODED_IP_HEADER_CUT = 3;
export const UNDECODED_IP_HEADER_MALFORMED = 4;
export const UNDECODED_IPV6_EXTENSION_CUT = 5;
export const UNDECODED_IPV6_EXTENSION_MALFORMED = 6;
export const UNDECODED_IP_FRAGMENT = 7;
export const UNDECODED_TCP_HEADER_CUT = 8;
export const UNDECODED_TCP_HEADER_MALFORMED = 9;
export const UNDECODED_TUNNEL_HEADER_CUT = 10;
export const UNDECODED_TUNNEL_HEADER_MALFORMED = 11;
/** More layers around the datagram than LAYERS_MAX. */
export const UNDECODED_ENCAPSULATED_TOO_DEEP = 12;
/** TCP whose headers are compressed (RFC 1144). */
export const UNDECODED_HEADER_COMPRESSED = 13;
/** The packet names an interface that its section does not describe. */
export const UNDECODED_INTERFACE_UNKNOWN = 14;
export const UNDECODED_REASONS = 15;

// ---- record: one TCP segment, or what the capture clock says (STATUS_CLOCK) ---------------------------
//
//   0            1              2            3
//  +------------+--------------+------------+------------+
//  | seconds    | seconds high | nanosecond | flow + dir |
//  | ports      | seq          | ack        | flags, win |   the TCP header's first 16 bytes, byte-swapped
//  | payload    | status       | TSval      | TSecr      |
//  | IP length  | id, ttl, tos | checksums  | digest     |
//  | interface  | tunnels      | IP header  | TCP header |
//  | frame      | record       | path       | end        |
//  +------------+--------------+------------+------------+

/** Seconds since 1970-01-01 UTC, low and high word, and nanoseconds 0 .. 999,999,999. */
export const REC_SEC = 0;
export const REC_SEC_HIGH = 1;
export const REC_NSEC = 2;
/** Flow index (FLOW_INDEX_MASK) and direction (FLOW_REVERSED). */
export const REC_FLOW = 3;
/** Source port << 16 | destination port. */
export const REC_PORTS = 4;
/** SEG.SEQ and SEG.ACK as on the wire. */
export const REC_SEQ = 5;
export const REC_ACK = 6;
/** Data offset (4 bits), reserved (3), flags AE CWR ECE URG ACK PSH RST SYN FIN (9), window (16). */
export const REC_FLAGS_WINDOW = 7;
/** Payload length in bytes by the IP length, captured or not. */
export const REC_PAYLOAD_LENGTH = 8;
/** STATUS_* bits. */
export const REC_STATUS = 9;
/** TSval and TSecr; valid with STATUS_TIMESTAMPS (RFC 7323 3.2). */
export const REC_TSVAL = 10;
export const REC_TSECR = 11;
/** Length of the IP datagram in bytes, IP header included. */
export const REC_IP_LENGTH = 12;
/** IPv4 identification << 16 (0 for IPv6) | TTL or hop limit << 8 | type of service or traffic class. */
export const REC_ID_TTL_TOS = 13;
/** TCP checksum as stored << 16 | the value it should have (0 when the verdict is "unverified"). */
export const REC_CHECKSUMS = 14;
/** Digest of the captured payload: different digests prove different bytes; equal ones prove nothing. */
export const REC_DIGEST = 15;
/** Interface, INTERFACE_NAMED or by number (SLL2); valid with STATUS_INTERFACE. */
export const REC_INTERFACE = 16;
/** Id of the layers around the datagram, VLAN tags and tunnels; 0: none, LAYERS_UNKNOWN: the table was full. */
export const REC_TUNNELS = 17;
/** Addresses in linear memory of the innermost IP header and of the TCP header. */
export const REC_IP_ADDRESS = 18;
export const REC_TCP_ADDRESS = 19;
/** Frame number, less that of the batch's first packet. */
export const REC_FRAME = 20;
/** Address of the capture's record header. */
export const REC_RECORD_ADDRESS = 21;
/**
 * Digest of where the packet was seen: interface, packet type, link-layer addresses and VLAN ids. 0 for link types that
 * have none of them. Different digests prove different paths.
 */
export const REC_PATH = 22;
/** Address just past the captured bytes that may be the datagram's: of the frame, or of the innermost tunnel. */
export const REC_END_ADDRESS = 23;
export const REC_WORDS = 24;

/** REC_FLOW: the flow index. */
export const FLOW_INDEX_MASK = 0x7fffffff;
/** REC_FLOW: the sender is the key's second endpoint. */
export const FLOW_REVERSED = 0x80000000;

/** REC_STATUS: the datagram is IPv6. */
export const STATUS_IPV6 = 1;
/** REC_STATUS: verdict on the IPv4 header checksum, CHECKSUM_* << 1; CHECKSUM_NONE for IPv6. */
export const STATUS_IP_CHECKSUM_SHIFT = 1;
/** REC_STATUS: verdict on the TCP checksum, CHECKSUM_* << 4. */
export const STATUS_TCP_CHECKSUM_SHIFT = 4;
export const STATUS_CHECKSUM_MASK = 7;
/** REC_STATUS: REC_TSVAL and REC_TSECR are valid. */
export const STATUS_TIMESTAMPS = 1 << 7;
/** REC_STATUS: PACKET_DIRECTION_* << 8. */
export const STATUS_DIRECTION_SHIFT = 8;
export const STATUS_DIRECTION_MASK = 3;
/** REC_STATUS: not all bytes of the segment were captured. */
export const STATUS_CUT = 1 << 10;
/** REC_STATUS: the IP length field is 0 (segmentation offload); the frame's length was taken. */
export const STATUS_IP_LENGTH_ZERO = 1 << 11;
/** REC_STATUS: the datagram is longer than the frame's original length; the IP length was taken. */
export const STATUS_IP_LENGTH_BEYOND_FRAME = 1 << 12;
/** REC_STATUS: an IP fragment, left to TypeScript (STOP_FRAGMENT). */
export const STATUS_FRAGMENT = 1 << 13;
/** REC_STATUS: REC_INTERFACE is valid. */
export const STATUS_INTERFACE = 1 << 14;
/** REC_STATUS: the stamp is above the capture clock and did not move it. */
export const STATUS_CLOCK_UNMOVED = 1 << 15;
/**
 * REC_STATUS: no segment but a clock record. REC_SEC, REC_SEC_HIGH and REC_NSEC are the capture clock, REC_FRAME and
 * REC_RECORD_ADDRESS are those of the packet at which it is told; the latter is a signed number, as the beginning of a
 * packet that is only passed over may have left memory. All other slots are 0.
 */
export const STATUS_CLOCK = 1 << 16;

/** REC_STATUS: the datagram was put together from fragments; its header is that of the first one. */
export const STATUS_REASSEMBLED = 1 << 17;

// ---- record of an IP fragment (STATUS_FRAGMENT): slots that are a segment's otherwise ------------------

/** Protocol of what is fragmented. */
export const REC_FRAGMENT_PROTOCOL = REC_PORTS;
/** Where its payload belongs in the datagram's, in bytes. */
export const REC_FRAGMENT_OFFSET = REC_SEQ;
/** 1: more fragments follow. */
export const REC_FRAGMENT_MORE = REC_ACK;
/** Identification: 16 bits of IPv4, 32 of IPv6. */
export const REC_FRAGMENT_ID = REC_FLAGS_WINDOW;
/** IPv6: address of the next-header byte that announces the fragment header. */
export const REC_FRAGMENT_NEXT_HEADER = REC_CHECKSUMS;
// REC_TCP_ADDRESS is the fragment's payload, REC_PAYLOAD_LENGTH its length by the IP header.

// ---- layers around a datagram: VLAN tags and tunnels, outermost first ----------------------------------

/** Layers of one packet at most. */
export const LAYERS_MAX = 15;
/** Different stacks of layers that are told apart; ids are 1 .. LAYERS_STACKS - 1. */
export const LAYERS_STACKS = 65_536;
/** REC_TUNNELS: one more stack than fit into the table. */
export const LAYERS_UNKNOWN = LAYERS_STACKS;
/** A stack: the number of its layers, then one word each: kind << 24 | id, with LAYER_HAS_ID if the id means anything. */
export const STACK_COUNT = 0;
export const STACK_LAYERS = 1;
export const STACK_WORDS = 16;
/** Which layers belong to the flow key besides addresses and ports: VLAN ids; VNIs of VXLAN and Geneve. */
export const SCOPE_VLAN = 1;
export const SCOPE_VNI = 2;
export const LAYER_HAS_ID = 0x80000000;
export const LAYER_KIND_SHIFT = 24;
export const LAYER_KIND_MASK = 0x7f;
export const LAYER_ID_MASK = 0xffffff;

/** 802.1Q and alike; id 0, which is a priority and no VLAN, makes no layer. */
export const LAYER_VLAN = 1;
export const LAYER_MPLS = 2;
export const LAYER_PPPOE = 3;
export const LAYER_GRE = 4;
export const LAYER_ERSPAN = 5;
/** Id: VNI. */
export const LAYER_VXLAN = 6;
export const LAYER_VXLAN_GPE = 7;
export const LAYER_GENEVE = 8;
export const LAYER_GTP = 9;
/** IPv4 in IPv4, IPv6 in IPv4, IPv4 in IPv6, IPv6 in IPv6. */
export const LAYER_IPIP = 10;
export const LAYER_6IN4 = 11;
export const LAYER_4IN6 = 12;
export const LAYER_6IN6 = 13;
export const LAYER_TEREDO = 14;
export const LAYER_L2TP = 15;
export const LAYER_NSH = 16;
/** Id: instance, where the header has one. */
export const LAYER_LISP = 17;

export const CHECKSUM_NONE = 0;
export const CHECKSUM_GOOD = 1;
/** The stored value is the folded pseudo-header sum, not inverted. */
export const CHECKSUM_PARTIAL = 2;
/** The same, with length 0 in the pseudo-header. */
export const CHECKSUM_PARTIAL_LSO = 3;
/** Stored 0x0000, and wrong. */
export const CHECKSUM_ZERO = 4;
export const CHECKSUM_BAD = 5;
/** Not all bytes of the sum were captured. */
export const CHECKSUM_UNVERIFIED = 6;

export const PACKET_DIRECTION_UNKNOWN = 0;
export const PACKET_DIRECTION_IN = 1;
export const PACKET_DIRECTION_OUT = 2;

/** Bits of the flags half-word (REC_FLAGS_WINDOW >>> 16), RFC 9293 3.1 and RFC 7560 (AE). */
export const FLAG_FIN = 0x001;
export const FLAG_SYN = 0x002;
export const FLAG_RST = 0x004;
export const FLAG_PSH = 0x008;
export const FLAG_ACK = 0x010;
export const FLAG_URG = 0x020;
export const FLAG_ECE = 0x040;
export const FLAG_CWR = 0x080;
export const FLAG_AE = 0x100;

// ---- link types that the decoder reads (LINKTYPE_ values of the pcap drafts) --------------------------

export const LINKTYPE_NULL = 0;
export const LINKTYPE_ETHERNET = 1;
export const LINKTYPE_SLIP = 8;
export const LINKTYPE_PPP = 9;
export const LINKTYPE_FDDI = 10;
/** LINKTYPE_RAW is 101; 12 and 14 are what some systems wrote for it. */
export const LINKTYPE_RAW_12 = 12;
export const LINKTYPE_RAW_14 = 14;
export const LINKTYPE_PPP_HDLC = 50;
export const LINKTYPE_PPP_ETHER = 51;
export const LINKTYPE_RAW = 101;
export const LINKTYPE_C_HDLC = 104;
export const LINKTYPE_IEEE802_11 = 105;
export const LINKTYPE_FRELAY = 107;
export const LINKTYPE_LOOP = 108;
export const LINKTYPE_LINUX_SLL = 113;
export const LINKTYPE_IEEE802_11_PRISM = 119;
export const LINKTYPE_IEEE802_11_RADIOTAP = 127;
export const LINKTYPE_ARCNET_LINUX = 129;
export const LINKTYPE_IEEE802_11_AVS = 163;
export const LINKTYPE_JUNIPER_ETHER = 178;
export const LINKTYPE_PPI = 192;
export const LINKTYPE_IPV4 = 228;
export const LINKTYPE_IPV6 = 229;
export const LINKTYPE_NFLOG = 239;
export const LINKTYPE_IPOIB = 242;
export const LINKTYPE_PKTAP = 258;
export const LINKTYPE_LINUX_SLL2 = 276;

// ---- memory -------------------------------------------------------------------------------------------

/** Bytes that may be read past the end of any buffer by a 16-byte load; their values never matter. */
export const OVERREAD_BYTES = 64;
/** Classic pcap record header. */
export const PCAP_RECORD_HEADER_BYTES = 16;
/** Largest pcapng block that is believed. */
export const MAX_BLOCK_BYTES = 134_283_264;
/** Blocks up to this length are looked at as a whole; of longer packet blocks the options are passed over. */
export const MAX_WHOLE_BLOCK_BYTES = 393_216;
/** Words of the hash seed: seventeen random u64. */
export const HASH_SEED_WORDS = 34;

// ---- flow key: one cache line, found by flow index ----------------------------------------------------
//
//  +--------+--------+--------+--------+
//  | ports  | kind   | hash   | next   |
//  | first endpoint's address          |   IPv4: its first word
//  | second endpoint's address         |
//  | scope  |                          |
//  +--------+--------+--------+--------+

/** Port of the first endpoint << 16 | port of the second, in network byte order each. */
export const KEY_PORTS = 0;
/** 4 or 6: the IP version. */
export const KEY_KIND = 1;
/** The seeded hash of the key. */
export const KEY_HASH = 2;
/** Next free index + 1, while the index is free. */
export const KEY_NEXT = 3;
export const KEY_FIRST = 4;
export const KEY_SECOND = 8;
/** Id of the VLAN ids and VNIs that are part of the key; 0: none are. */
export const KEY_SCOPE = 12;
/** log2 of a key's bytes. */
export const KEY_SHIFT = 6;
/** log2 of the keys in one page; pages never move. */
export const KEY_PAGE_SHIFT = 16;
/** Pages that the page table has room for: 2^26 flows, more than 4 GiB hold. */
export const KEY_PAGES = 1024;
