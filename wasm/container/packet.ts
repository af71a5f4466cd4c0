// The packet in hand: what a container's reader found of it, and records.ts works off.

/** What a reader returns besides STOP_*: a packet is in hand, or something was passed over up to readPosition. */
export const READ_PACKET: u32 = 64;
export const READ_PASSED: u32 = 65;

/** Where the next record begins. */
export let readPosition: usize = 0;
/** Where its record began: of one that was passed over in several calls perhaps no longer in memory. */
export let packetRecord: usize = 0;
/** The captured bytes, and the original length. */
export let packetFrame: usize = 0;
export let packetCaptured: u32 = 0;
export let packetOriginal: u32 = 0;
/** INTERFACE_* struct; 0: the packet names one that nobody described. */
export let packetInterface: usize = 0;
/** stampOf(), kept for a next packet that has none; and whether it is not the one that was written, which no stamp can tell. */
export let packetStamp: u64 = 0;
export let packetClamped: bool = false;
/** Where options are (pcapng), and their end; 0: nowhere. */
export let packetOptions: usize = 0;
export let packetOptionsEnd: usize = 0;
/** How many packets got lost in front of it, as far as its block says so without an option. */
export let packetDrops: u32 = 0;
export const DROPS_UNKNOWN: u32 = 0xffff;

export function setReadPosition(position: usize): void {
  readPosition = position;
}

export function setPacket(record: usize, frame: usize, captured: u32, original: u32, next: usize): void {
  packetRecord = record;
  packetFrame = frame;
  packetCaptured = captured;
  packetOriginal = original;
  packetOptions = 0;
  packetDrops = DROPS_UNKNOWN;
  readPosition = next;
}

export function setOrigin(from: usize, stamp: u64, clamped: bool): void {
  packetInterface = from;
  packetStamp = stamp;
  packetClamped = clamped;
}

/** `stamp` is that of the packet before. */
export function setStampBefore(stamp: u64): void {
  packetStamp = stamp;
}

export function setOptions(options: usize, end: usize): void {
  packetOptions = options;
  packetOptionsEnd = end;
}

export function setDrops(drops: u32): void {
  packetDrops = drops;
}
