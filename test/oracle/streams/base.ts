/** The number that tshark 4.0 takes for the initial one of each direction: what it tells reused ports by. */

import type { TheirFrame } from "../model.ts";
import type { TheirStream } from "./model.ts";
import { ACK, SYN } from "./totals.ts";

function key(ip: string | undefined, port: number | undefined): string {
  return `${ip} ${port}`;
}

/**
 * The base of the direction in which `frame` goes, as it stands when `frame` comes; undefined where nothing set one.
 * Set by the direction's first segment, or before that by what the other one acknowledges.
 */
export function baseBefore(stream: TheirStream, frame: TheirFrame): number | undefined {
  const bases = new Map<string, number>();
  for (const { number, tcp, ip } of stream.frames) {
    if (number >= frame.number) break;
    // A header without a length (quoted, cut, or of a fragment) sets nothing.
    if (
      ip === undefined ||
      tcp?.seqRaw === undefined ||
      tcp.flags === undefined ||
      tcp.length === undefined
    ) {
      continue;
    }
    const own = key(ip.src, tcp.srcPort);
    const peer = key(ip.dst, tcp.dstPort);
    const isSyn = (tcp.flags & SYN) !== 0;
    const isAck = (tcp.flags & ACK) !== 0;
    // A SYN-ACK with another number moves the base.
    if (!bases.has(own) || (isSyn && isAck)) bases.set(own, (tcp.seqRaw - (isSyn ? 0 : 1)) >>> 0);
    if (isAck && tcp.ackRaw !== undefined && !bases.has(peer)) bases.set(peer, (tcp.ackRaw - 1) >>> 0);
  }
  return frame.ip && frame.tcp ? bases.get(key(frame.ip.src, frame.tcp.srcPort)) : undefined;
}

/** SYN without ACK. */
export function isBareSyn(frame: TheirFrame): boolean {
  return ((frame.tcp?.flags ?? 0) & (SYN | ACK)) === SYN;
}

/** SYN and ACK. */
export function isSynAck(frame: TheirFrame): boolean {
  return ((frame.tcp?.flags ?? 0) & (SYN | ACK)) === (SYN | ACK);
}
