/** From a frame of any link type to its innermost TCP segment. */
import { addressText } from "./bytes.ts";
import { type Found, readDatagram } from "./ip.ts";
import { readLink } from "./link.ts";
import type { Segment } from "./types.ts";
import { type Frame, Walk } from "./walk.ts";

/** Original lengths above this are no frame's; they count as this where they stand in for an IP length. */
const MAX_ORIGINAL = 2 ** 30 - 1;

/** What the container knows of a packet. A link layer that knows better replaces it. */
export interface Known {
  readonly pktDir?: Segment["pktDir"];
  readonly iface?: number | undefined;
  /** Bytes of the frame check sequence. */
  readonly fcs?: number;
}

/** A segment without what its place in a file tells. */
export type FrameSegment = Omit<Segment, "sec" | "nsec" | "clock" | "frame" | "recordOffset">;

/**
 * Decodes the frame `bytes[start..end)`, which went to `originalEnd` on the wire.
 * Throws NonTcp, Undecoded, or IpFragment, which is for reassembly (see fragments.ts).
 */
export function readFrame(
  bytes: Uint8Array,
  start: number,
  end: number,
  originalEnd: number,
  linkType: number,
  known: Known = {},
): FrameSegment {
  return readFrameAndPath(bytes, start, end, originalEnd, linkType, known).read();
}

/** The same in two steps: `walk` has direction, interface and path even if `read` throws. */
export function readFrameAndPath(
  bytes: Uint8Array,
  start: number,
  end: number,
  originalEnd: number,
  linkType: number,
  known: Known = {},
): { readonly walk: Walk; read(): FrameSegment } {
  const walk = new Walk(known);
  // some writers leave the original length below the captured one; there were at least the bytes that are there
  const longest = Math.min(Math.max(originalEnd, end), start + MAX_ORIGINAL);
  const wireEnd = Math.max(start, longest - (known.fcs ?? 0));
  const frame: Frame = { bytes, end: Math.min(end, wireEnd), originalEnd: wireEnd };
  return { walk, read: () => segment(readLink(frame, start, linkType, walk), start, walk, false) };
}

/** Decodes a datagram that was put together from fragments: `bytes` with the first `captured` of them known. */
export function readWholeDatagram(
  bytes: Uint8Array,
  captured: number,
  linkOffset: number,
  walk: Walk,
): FrameSegment {
  const frame: Frame = { bytes, end: captured, originalEnd: bytes.length };
  return segment(readDatagram(frame, 0, walk), linkOffset, walk, true);
}

function segment(found: Found, linkOffset: number, walk: Walk, fromFragments: boolean): FrameSegment {
  const { ip, tcp, ipOffset, frame } = found;
  return {
    linkOffset,
    ipOffset,
    tcpOffset: ip.upperOffset,
    endOffset: frame.end,
    pktDir: walk.pktDir,
    iface: walk.iface,
    path: walk.path.join(", "),
    layers: [...walk.layers],
    reassembled: fromFragments && ipOffset === 0,
    fromFragments,
    ipVersion: ip.ipVersion,
    src: addressText(ip.srcBytes),
    dst: addressText(ip.dstBytes),
    srcBytes: ip.srcBytes,
    dstBytes: ip.dstBytes,
    ipLength: ip.ipLength,
    ipId: ip.ipId,
    ttl: ip.ttl,
    tos: ip.tos,
    ipChecksum: ip.ipChecksum,
    ipLengthZero: ip.ipLengthZero,
    ipLengthBeyondFrame: ipOffset + ip.ipLength > frame.originalEnd,
    ...tcp,
  };
}
