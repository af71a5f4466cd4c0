/** The TCP header and checksum of the reference decoder. */
import { read16, read32, sum16 } from "./bytes.ts";
import type { IpResult } from "./ip.ts";
import { type Checksum, type Segment, Undecoded } from "./types.ts";
import type { Frame } from "./walk.ts";

export type TcpResult = Pick<
  Segment,
  | "srcPort"
  | "dstPort"
  | "seq"
  | "ack"
  | "dataOffset"
  | "flags"
  | "window"
  | "payloadLength"
  | "tcpChecksum"
  | "tsVal"
  | "tsEcr"
  | "cut"
>;

export function readTcp(frame: Frame, ip: IpResult, ipOffset: number): TcpResult {
  const { bytes } = frame;
  const at = ip.upperOffset;
  const tcpLength = ipOffset + ip.ipLength - at;
  if (tcpLength < 20) throw new Undecoded("tcp_header_malformed");
  if (at + 20 > frame.end) throw new Undecoded("tcp_header_cut");
  const headerLength = (bytes[at + 12]! >> 4) * 4;
  if (headerLength < 20 || headerLength > tcpLength) throw new Undecoded("tcp_header_malformed");

  const stamps = timestamps(bytes.subarray(at + 20, Math.min(at + headerLength, frame.end)));
  const captured = bytes.subarray(at, Math.min(at + tcpLength, frame.end));
  return {
    srcPort: read16(bytes, at),
    dstPort: read16(bytes, at + 2),
    seq: read32(bytes, at + 4),
    ack: read32(bytes, at + 8),
    dataOffset: headerLength / 4,
    flags: read16(bytes, at + 12) & 0x0fff,
    window: read16(bytes, at + 14),
    payloadLength: tcpLength - headerLength,
    tcpChecksum: checksum(captured, tcpLength, ip),
    tsVal: stamps && read32(stamps, 0),
    tsEcr: stamps && read32(stamps, 4),
    cut: captured.length < tcpLength,
  };
}

/** TSval and TSecr of the first well-formed timestamps option (RFC 7323 3.2); `options` are the captured ones. */
function timestamps(options: Uint8Array): Uint8Array | undefined {
  let at = 0;
  while (at < options.length && options[at] !== 0) {
    if (options[at] === 1) {
      at += 1;
      continue;
    }
    const length = options[at + 1] ?? 0;
    if (length < 2 || at + length > options.length) return undefined;
    if (options[at] === 8 && length === 10) return options.subarray(at + 2, at + 10);
    at += length;
  }
  return undefined;
}

function checksum(captured: Uint8Array, tcpLength: number, ip: IpResult): Checksum {
  const pseudoSum = (length: number) =>
    sum16(
      ip.firstSrc,
      ip.finalDst,
      [0, 6],
      [length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255],
    );
  const stored = read16(captured, 16);
  const complete = captured.length === tcpLength;
  const pseudo = pseudoSum(tcpLength);
  const words = (value: number) => [value >> 8, value & 255];
  const expected = complete
    ? 65_535 - sum16(words(pseudo), captured.subarray(0, 16), captured.subarray(18))
    : undefined;

  if (complete && sum16(words(pseudo), captured) === 65_535) return { stored, expected, verdict: "good" };
  if (stored === pseudo) return { stored, expected, verdict: "partial" };
  if (stored === pseudoSum(0)) return { stored, expected, verdict: "partial_lso" };
  if (!complete) return { stored, expected, verdict: "unverified" };
  return { stored, expected, verdict: stored === 0 ? "zero" : "bad" };
}
