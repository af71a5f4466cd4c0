// A digest of where a packet was seen: interface, packet type, link-layer addresses and VLAN ids. Copies of a packet
// that were captured at two places differ in it. Nobody gains by making two paths look alike, so it has no seed.
import { load16be } from "../byte_order";

// odd numbers without structure: the fractional bits of the golden ratio, and of the square roots of 2 and 3
const FACTOR: u64 = ((<u64>0x9e3779b9) << 32) | 0x7f4a7c15;
const OTHER_FACTOR: u64 = ((<u64>0x6a09e667) << 32) | 0xf3bcc909;
const TAG_FACTOR: u64 = ((<u64>0xbb67ae85) << 32) | 0x84caa73b;
// what keeps the link types apart
const ETHERNET: u64 = 1 << 56;
const SLL: u64 = 2 << 56;
const SLL2: u64 = 3 << 56;
const FDDI: u64 = 4 << 56;
const WLAN: u64 = 5 << 56;
const ARCNET: u64 = 6 << 56;
const NFLOG: u64 = 7 << 56;
const FRAME_RELAY: u64 = 8 << 56;
const IPOIB: u64 = 9 << 56;
const INSIDE: u64 = 10 << 56;
const PKTAP: u64 = 11 << 56;

const ADDRESS_BYTES: u32 = 8;
const VLAN_ID: u32 = 0x0fff;

function digest(one: u64, other: u64): u32 {
  const product = one * FACTOR;
  return <u32>(((product ^ (product >> 32) ^ other) * OTHER_FACTOR) >> 32);
}

/** Both MAC addresses. */
export function ethernetPath(frame: usize): u32 {
  return digest(load<u64>(frame), <u64>load<u32>(frame, 8) | ETHERNET);
}

/** The sender's address at `address`; what is behind its length may be anything (old kernels left it unset). */
function senderAddress(address: usize, length: u32): u64 {
  return length ? load<u64>(address) & (u64.MAX_VALUE >> <u64>((ADDRESS_BYTES - length) << 3)) : 0;
}

/** Packet type and sender's address. */
export function sllPath(frame: usize): u32 {
  const length = min<u32>(load16be(frame + 4), ADDRESS_BYTES);
  const rest = <u64>load<u16>(frame) | ((<u64>length) << 40) | SLL;
  return digest(senderAddress(frame + 6, length), rest);
}

/** Interface, packet type and sender's address. */
export function sll2Path(frame: usize): u32 {
  const length = min<u32>(load<u8>(frame, 11), ADDRESS_BYTES);
  const rest = <u64>load<u32>(frame, 4) | ((<u64>load<u8>(frame, 10)) << 32) | ((<u64>length) << 40) | SLL2;
  return digest(senderAddress(frame + 12, length), rest);
}

/** Both MAC addresses, which are behind the frame control. */
export function fddiPath(frame: usize): u32 {
  return digest(load<u64>(frame, 1), <u64>load<u32>(frame, 9) | FDDI);
}

/** The `count` addresses of an 802.11 frame: three, or four, the last one of which is behind the sequence control. */
export function wlanPath(frame: usize, count: u32): u32 {
  const first = digest(load<u64>(frame, 4), <u64>load<u32>(frame, 12));
  const third = <u64>load<u32>(frame, 16) | ((<u64>load<u16>(frame, 20)) << 32);
  const path = digest(third, <u64>first | WLAN);
  if (count < 4) return path;
  return digest(<u64>load<u32>(frame, 24) | ((<u64>load<u16>(frame, 28)) << 32), <u64>path | WLAN);
}

/** Source and destination. */
export function arcnetPath(frame: usize): u32 {
  return digest(<u64>load<u16>(frame), ARCNET);
}

/** The address of `length` (2 to 4) bytes, which is that of a virtual circuit. */
export function frameRelayPath(frame: usize, length: u32): u32 {
  const address = load<u32>(frame) & (<u32>0xffffffff >> ((4 - length) << 3));
  return digest(<u64>address, <u64>length | FRAME_RELAY);
}

/** The hardware address of 20 bytes at `address`. */
export function ipoibPath(address: usize): u32 {
  return digest(load<u64>(address), <u64>digest(load<u64>(address, 8), <u64>load<u32>(address, 16)) | IPOIB);
}

/** Interfaces, and the hook that logged. */
export function nflogPath(interfaceIn: u32, interfaceOut: u32, hook: u32): u32 {
  return digest(((<u64>interfaceIn) << 32) | <u64>interfaceOut, <u64>(hook & 0xffff) | NFLOG);
}

/** The path on the interface whose name is from `name` to `end`. */
export function namedPath(path: u32, name: usize, end: usize): u32 {
  path = digest(<u64>path, PKTAP);
  for (; name < end; name++) {
    path = <u32>(((((<u64>path) << 8) | <u64>load<u8>(name)) * TAG_FACTOR) >> 32);
  }
  return path;
}

/** The path of a frame inside a tunnel, or of a mirrored one: where both were seen. */
export function insidePath(outer: u32, inner: u32): u32 {
  return digest(<u64>outer, <u64>inner | INSIDE);
}

/** The path inside the VLAN whose tag control information is at `tci`: 12 bits of id below the priority. */
export function taggedPath(path: u32, tci: usize): u32 {
  const id = load16be(tci) & VLAN_ID;
  return <u32>(((((<u64>path) << 12) | <u64>id) * TAG_FACTOR) >> 32);
}
