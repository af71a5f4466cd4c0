/**
 * Packets of block scripts: the stamp, and what a packet block holds.
 */
import type { ByteOrder } from "../support/builder/pcapng.ts";
import { filler } from "../support/capture_builder.ts";
import { parseHex } from "./ng_options.ts";
import type { ScriptConnection } from "./script.ts";
import { SCRIPT_EPOCH, scriptFrame } from "./script_capture.ts";
import type { ScriptLayer } from "./script_layers.ts";
import type { ScriptLine } from "./script_line.ts";
import type { ScriptLink } from "./script_links.ts";
import { parseSegment } from "./script_segment.ts";

const U32 = 0xffff_ffff;
const U64_MAX = 2n ** 64n - 1n;
const NANOSECONDS = 1_000_000_000n;
/** if_tsresol: the power is one of 2. */
const BINARY = 0x80;

/** What packets of an interface need to know of it. */
export interface NgInterface {
  /** Undefined: one that scripts cannot make frames of. */
  readonly link: ScriptLink | undefined;
  /** if_tsresol. */
  readonly resolution: number;
  /** if_tsoffset. */
  readonly offset: bigint;
}

/** Seconds since 2024, rounded down to the interface's units, or `@` and the units themselves. */
export function parseStamp(line: ScriptLine, source: NgInterface | undefined): bigint {
  const [units, seconds, fraction = ""] = line.match(
    /(?:@(\d+)|(\d+)(?:\.(\d{1,9}))?)/,
    "seconds, or @ and the stamp's units",
  );
  if (units !== undefined) {
    if (BigInt(units) > U64_MAX) line.fail("expected a stamp of 64 bits", 1);
    return BigInt(units);
  }
  const { resolution, offset } = source ?? { resolution: 6, offset: 0n };
  const inSecond = resolution < BINARY ? 10n ** BigInt(resolution) : 2n ** BigInt(resolution - BINARY);
  const nanoseconds =
    (BigInt(SCRIPT_EPOCH) - offset + BigInt(seconds!)) * NANOSECONDS + BigInt(fraction.padEnd(9, "0"));
  const stamp = (nanoseconds * inSecond) / NANOSECONDS;
  if (stamp < 0n || stamp > U64_MAX)
    line.fail("expected a stamp that fits into 64 bits of this interface", 1);
  return stamp;
}

/** A segment, `other`, or any bytes: the frame, and how much of it is captured. */
export function parsePacket(
  line: ScriptLine,
  lineNumber: number,
  source: NgInterface | undefined,
  draft: {
    readonly run: { readonly connections: ReadonlyMap<string, ScriptConnection> };
    readonly byteOrder: ByteOrder;
    readonly layers: readonly ScriptLayer[];
    readonly packets: number;
  },
): { data: Uint8Array; cut?: number } {
  if (line.skip("frame")) {
    if (line.skip("size")) return { data: filler(line.integer("bytes", 0, U32)) };
    return { data: parseHex(line, "a frame") };
  }
  // a packet of an interface that is not there has to look like something
  const link = source === undefined ? "ethernet" : source.link;
  if (link === undefined) line.fail("expected frame: the link type has only a number");
  const place = { line: lineNumber, time: 0n };
  const packet = line.skip("other")
    ? { ...place, other: true as const }
    : parseSegment(line, place, { ...draft.run, link });
  const { data, cut } = scriptFrame(
    { ...packet, layers: draft.layers },
    draft.packets,
    link,
    draft.byteOrder,
  );
  return cut === undefined ? { data } : { data, cut };
}
