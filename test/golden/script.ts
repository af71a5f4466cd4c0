/**
 * Segment scripts: what passed a tap, one segment a line, in the notation of test/data/README.md.
 */

import type { ByteOrder } from "../support/builder/numbers.ts";
import type { ChecksumChoice } from "../support/capture_builder.ts";
import { parseLayers, type ScriptLayer } from "./script_layers.ts";
import { ScriptLine } from "./script_line.ts";
import { SCRIPT_LINKS, type ScriptLink } from "./script_links.ts";
import { newRun, parseRunLine, type ScriptRun } from "./script_run.ts";
import { parseSegment } from "./script_segment.ts";

export { SCRIPT_LINKS, type ScriptLink } from "./script_links.ts";
export { SCRIPT_OPTIONS, type ScriptOptionName } from "./script_run.ts";

/** Two endpoints and their initial sequence numbers, which the segments' numbers are relative to. */
export interface ScriptConnection {
  readonly name: string;
  /** `address:port` or `[address]:port` of `c` and of `s`. */
  readonly c: string;
  readonly s: string;
  readonly isn: { readonly c: number; readonly s: number };
}

export type ScriptOption =
  | { readonly name: "nop" | "eol" | "sack_permitted" }
  | { readonly name: "mss" | "wscale"; readonly value: number }
  | { readonly name: "timestamps"; readonly tsVal: number; readonly tsEcr: number }
  /** Edges relative to the other endpoint's ISN. */
  | { readonly name: "sack"; readonly blocks: readonly (readonly [left: number, right: number])[] }
  /** `length`: the length byte, if it is not to be the true one. */
  | {
      readonly name: "kind";
      readonly kind: number;
      readonly data: string;
      readonly length: number | undefined;
    };

/** Fields of the headers, and of the frame around them, that a script may set to something else than the usual. */
export interface ScriptOverrides {
  readonly ttl?: number;
  readonly tos?: number;
  readonly id?: number;
  readonly urg?: number;
  readonly cksum?: ChecksumChoice;
  /** Seed of other payload bytes than the usual ones. */
  readonly data?: number;
  /** Bytes captured of the IP datagram. */
  readonly cut?: number;
  /** The fraction of the stamp as it is stored, instead of that of the time; classic pcap only. */
  readonly fraction?: number;
  /** Last byte of the sender's link-layer address. */
  readonly mac?: number;
  /** VLAN id of an 802.1Q tag; Ethernet only. */
  readonly vlan?: number;
  /** Index of the interface, and the packet's direction on it; SLL2 only. */
  readonly iface?: number;
  readonly pktdir?: "in" | "out";
}

/** A packet that is no TCP: it only moves the clock. */
export interface ScriptOther {
  readonly line: number;
  readonly time: bigint;
  readonly other: true;
  readonly layers?: readonly ScriptLayer[];
}

export interface ScriptSegment {
  /** Line of the script, from 1. */
  readonly line: number;
  /** Nanoseconds since the script's second 0. */
  readonly time: bigint;
  readonly connection: ScriptConnection;
  readonly sender: "c" | "s";
  /** Letters of tcpdump. */
  readonly flags: string;
  /** Relative to the sender's ISN. */
  readonly seq: number;
  readonly len: number;
  /** Relative to the other endpoint's ISN. */
  readonly ack: number | undefined;
  readonly win: number;
  readonly options: readonly ScriptOption[];
  readonly overrides: ScriptOverrides;
  /** What is around the datagram, outermost first. */
  readonly layers?: readonly ScriptLayer[];
}

export type ScriptPacket = ScriptSegment | ScriptOther;

/** The script of a classic pcap file. */
export interface Script extends Omit<ScriptRun, "connections"> {
  /** Default `ethernet`. */
  readonly link?: ScriptLink;
  /** Of the file's headers; `both`: the same lines come of two files. Default `little`. */
  readonly byteOrder?: ByteOrder | "both";
  /** Default `nanoseconds`. */
  readonly resolution?: "microseconds" | "nanoseconds";
  /** In the order of the file, with packets among them that are no TCP. */
  readonly segments: readonly ScriptPacket[];
}

/** What the lines so far have said. */
interface Draft {
  link: ScriptLink;
  byteOrder: ByteOrder | "both" | undefined;
  resolution: Script["resolution"];
  layers: readonly ScriptLayer[];
  readonly run: ReturnType<typeof newRun>;
  readonly segments: ScriptPacket[];
}

/**
 * Reads a script.
 * @throws {ScriptError} with line and column
 */
export function parseScript(text: string): Script {
  const draft: Draft = {
    link: "ethernet",
    byteOrder: undefined,
    resolution: undefined,
    layers: [],
    run: newRun(),
    segments: [],
  };
  for (const [index, lineText] of text.split("\n").entries()) {
    const line = new ScriptLine(lineText, index + 1);
    if (line.isAtEnd) continue;
    parseLine(line, index + 1, draft);
    if (!line.isAtEnd) line.fail("expected the end of the line");
  }
  const { link, byteOrder, resolution, segments } = draft;
  const { detail, events, options } = draft.run;
  return {
    detail,
    ...(events && { events }),
    options,
    link,
    ...(byteOrder && { byteOrder }),
    ...(resolution && { resolution }),
    segments,
  };
}

function parseLine(line: ScriptLine, lineNumber: number, draft: Draft): void {
  if (parseRunLine(line, draft.run)) return;
  // a file has one link type, byte order and resolution, so they are said in front
  const first = (what: string): void => {
    if (draft.segments.length > 0) line.fail(`expected the ${what} before the first packet`, 1);
  };
  if (line.skip("link")) {
    first("link type");
    draft.link = line.choice(SCRIPT_LINKS);
  } else if (line.skip("byte_order")) {
    first("byte order");
    draft.byteOrder = line.choice(["little", "big", "both"]);
  } else if (line.skip("resolution")) {
    first("resolution");
    draft.resolution = line.choice(["microseconds", "nanoseconds"]);
  } else if (line.skip("encapsulate")) {
    draft.layers = parseLayers(line);
  } else {
    const time = parseTime(line);
    const layers = draft.layers.length > 0 ? { layers: draft.layers } : {};
    const packet: ScriptPacket = line.skip("other")
      ? { line: lineNumber, time, other: true }
      : parseSegment(line, { line: lineNumber, time }, { ...draft.run, link: draft.link, fraction: true });
    draft.segments.push({ ...packet, ...layers });
  }
}

function parseTime(line: ScriptLine): bigint {
  const [seconds, fraction = ""] = line.match(
    /(\d+)(?:\.(\d{1,9}))?/,
    '"detail", "events", "option", "connection", "link", "byte_order", "resolution", "encapsulate", or a time in seconds',
  );
  return BigInt(seconds!) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
}
