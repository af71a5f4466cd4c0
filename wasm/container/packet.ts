// The packet in hand: what a container's reader found of it, and records.ts works off. Every store here is one a packet, so
// what is the same for all packets of a source is set once a call.

/** What a reader returns besides STOP_*: a packet is in hand, or something was passed over up to readPosition. */
export const READ_PACKET: u32 = 64;
export const READ_PASSED: u32 = 65;

/** Where the next record begins. */
export let readPosition: usize = 0;
/** The captured bytes, and the original length. */
export let packetFrame: usize = 0;
export let packetCaptured: u32 = 0;
export let packetOriginal: u32 = 0;
/** stampOf(); kept for a next packet that has none. */
export let packetStamp: u64 = 0;
/** INTERFACE_* struct; 0: the packet names one that nobody described. */
export let packetInterface: usize = 0;

// pcapng alone
/** The stamp is not the one that was written, which no stamp can tell. */
export let packetClamped: bool = false;
/** Where options are, and their end; 0: nowhere. */
export let packetOptions: usize = 0;
export let packetOptionsEnd: usize = 0;
/** Bytes of its frame check sequence, if its options tell; 0: as for others of its interface. */
export let packetFcs: u32 = 0;
/** How many packets got lost in front of it, as far as its block says so without an option. */
export let packetDrops: u32 = 0;
export const DROPS_UNKNOWN: u32 = 0xffff;

/** A decode call begins: `from` is the interface of the packets that name none, `stamp` that of the packet before. */
export function beginPackets(from: usize, stamp: u64): void {
  packetInterface = from;
  packetStamp = stamp;
  packetClamped = false;
  packetFcs = 0;
}

export function setReadPosition(position: usize): void {
  readPosition = position;
}

export function setPacket(frame: usize, captured: u32, original: u32, next: usize): void {
  packetFrame = frame;
  packetCaptured = captured;
  packetOriginal = original;
  readPosition = next;
}

export function setStamp(stamp: u64): void {
  packetStamp = stamp;
}

export function setOrigin(from: usize, stamp: u64, clamped: bool): void {
  packetInterface = from;
  packetStamp = stamp;
  packetClamped = clamped;
  packetOptions = 0;
  packetFcs = 0;
  packetDrops = DROPS_UNKNOWN;
}

export function setOptions(options: usize, end: usize): void {
  packetOptions = options;
  packetOptionsEnd = end;
}

export function setFcs(bytes: u32): void {
  packetFcs = bytes;
}

export function setDrops(drops: u32): void {
  packetDrops = drops;
}
