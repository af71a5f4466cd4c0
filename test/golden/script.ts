/**
 * Segment scripts: what passed a tap, one segment a line, in the notation of test/data/README.md.
 */
import type { ChecksumChoice } from "../support/capture_builder.ts";
import { ScriptLine } from "./script_line.ts";

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
  /** Bytes captured of the IP datagram. */
  readonly cut?: number;
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
}

export type ScriptPacket = ScriptSegment | ScriptOther;

export const SCRIPT_LINKS = ["ethernet", "sll2"] as const;
export type ScriptLink = (typeof SCRIPT_LINKS)[number];

/** Names behind `option`: bounds and times (in seconds) of the analysis. */
export const SCRIPT_OPTIONS = [
  "max_flows",
  "half_open_timeout",
  "established_timeout",
  "fin_timeout",
  "linger",
  "turn_idle",
  "turn_limit",
] as const;
export type ScriptOptionName = (typeof SCRIPT_OPTIONS)[number];

export interface Script {
  readonly detail: "phase" | "segment";
  /** Default `ethernet`. */
  readonly link?: ScriptLink;
  readonly options?: ReadonlyMap<ScriptOptionName, number>;
  /** In the order of the file, with packets among them that are no TCP. */
  readonly segments: readonly ScriptPacket[];
}

const DEFAULT_WINDOW = 65_535;
const U8 = 0xff;
const MAX_VLAN = 0xfff;
const U16 = 0xffff;
const U32 = 0xffff_ffff;
/** Offsets: what a 32-bit number can be told apart from. */
const FAR = 2 ** 40;

/** What the lines so far have said. */
interface Draft {
  detail: Script["detail"];
  link: ScriptLink;
  readonly options: Map<ScriptOptionName, number>;
  readonly connections: Map<string, ScriptConnection>;
  readonly segments: ScriptPacket[];
}

/**
 * Reads a script.
 * @throws {ScriptError} with line and column
 */
export function parseScript(text: string): Script {
  const draft: Draft = {
    detail: "phase",
    link: "ethernet",
    options: new Map(),
    connections: new Map(),
    segments: [],
  };
  for (const [index, lineText] of text.split("\n").entries()) {
    const line = new ScriptLine(lineText, index + 1);
    if (line.isAtEnd) continue;
    parseLine(line, index + 1, draft);
    if (!line.isAtEnd) line.fail("expected the end of the line");
  }
  const { detail, link, options, segments } = draft;
  return { detail, link, options, segments };
}

function parseLine(line: ScriptLine, lineNumber: number, draft: Draft): void {
  if (line.skip("detail")) {
    line.expect("segment");
    draft.detail = "segment";
  } else if (line.skip("link")) {
    // the frames in front would be of another link type, and a file has one
    if (draft.segments.length > 0) line.fail("expected the link type before the first packet", 1);
    draft.link = line.choice(SCRIPT_LINKS);
  } else if (line.skip("option")) {
    const name = line.choice(SCRIPT_OPTIONS);
    if (draft.options.has(name)) line.fail("expected an option that is not given yet", 1);
    draft.options.set(name, name === "max_flows" ? line.integer(name, 0, U32) : line.seconds(name));
  } else if (line.skip("connection")) {
    const connection = parseConnection(line, draft.connections);
    draft.connections.set(connection.name, connection);
  } else {
    const time = parseTime(line);
    const packet = line.skip("other")
      ? { line: lineNumber, time, other: true as const }
      : parseSegment(line, lineNumber, time, draft);
    draft.segments.push(packet);
  }
}

function parseConnection(
  line: ScriptLine,
  connections: ReadonlyMap<string, ScriptConnection>,
): ScriptConnection {
  const [name] = line.match(/([a-z]\w*)/, "a name") as [string];
  if (connections.has(name)) line.fail("expected a name that is not taken", 1);
  const c = parseEndpoint(line);
  const s = parseEndpoint(line);
  line.expect("isn");
  const isn = { c: line.integer("the ISN of c", 0, U32), s: line.integer("the ISN of s", 0, U32) };
  return { name, c, s, isn };
}

function parseEndpoint(line: ScriptLine): string {
  const [endpoint] = line.match(/([\d.]+:\d+|\[[0-9a-f:.]+\]:\d+)/, "address:port or [address]:port");
  return endpoint!;
}

function parseSegment(
  line: ScriptLine,
  lineNumber: number,
  time: bigint,
  { connections, link }: Draft,
): ScriptSegment {
  const { connection, sender } = parseSender(line, connections);
  const [flags] = line.match(/([FSRP.UEWe]+|none)/, "flags as tcpdump writes them") as [string];
  const { seq, len } = parseRange(line);
  const ack = line.skip("ack") ? line.integer("the acknowledgement number", -FAR, FAR) : undefined;
  if (flags.includes(".") !== (ack !== undefined)) line.fail(`flags ${flags} do not fit: "." needs "ack"`);
  const win = line.skip("win") ? line.integer("the window", 0, U16) : DEFAULT_WINDOW;
  const options = line.peek() === "<" ? parseOptions(line) : [];
  const overrides = parseOverrides(line, link);
  return {
    line: lineNumber,
    time,
    connection,
    sender,
    flags: flags === "none" ? "" : flags,
    seq,
    len,
    ack,
    win,
    options,
    overrides,
  };
}

function parseTime(line: ScriptLine): bigint {
  const [seconds, fraction = ""] = line.match(
    /(\d+)(?:\.(\d{1,9}))?/,
    '"detail", "link", "option", "connection", or a time in seconds',
  );
  return BigInt(seconds!) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
}

function parseSender(
  line: ScriptLine,
  connections: ReadonlyMap<string, ScriptConnection>,
): { connection: ScriptConnection; sender: "c" | "s" } {
  const [name, sender] = line.match(/(?:([a-z]\w*)\.)?([cs])/, "c or s, or NAME.c or NAME.s");
  const only = connections.size === 1 ? [...connections.values()][0] : undefined;
  const connection = name === undefined ? only : connections.get(name);
  if (connection === undefined) {
    line.fail(name === undefined ? "expected NAME.c or NAME.s" : `no connection ${name}`, 1);
  }
  return { connection, sender: sender as "c" | "s" };
}

/** `start:end(length)`, where the end is behind the payload: SYN and FIN don't count, as in tcpdump. */
function parseRange(line: ScriptLine): { seq: number; len: number } {
  const [start, end, length] = line.match(/(-?\d+):(-?\d+)\((\d+)\)/, "start:end(length)").map(Number);
  if (end! - start! !== length) line.fail(`${start}:${end} are not ${length} bytes`, 1);
  return { seq: start!, len: length };
}

function parseOptions(line: ScriptLine): ScriptOption[] {
  line.expect("<");
  const options = [parseOption(line)];
  while (line.skip(",")) options.push(parseOption(line));
  line.expect(">");
  return options;
}

function parseOption(line: ScriptLine): ScriptOption {
  const name = line.word("an option");
  switch (name) {
    case "nop":
    case "eol":
    case "sack_permitted":
      return { name };
    case "mss":
      return { name, value: line.integer("the MSS", 0, U16) };
    case "wscale":
      return { name, value: line.integer("the shift count", 0, U8) };
    case "timestamps":
      return { name, tsVal: line.integer("TSval", 0, U32), tsEcr: line.integer("TSecr", 0, U32) };
    case "sack": {
      const blocks: [number, number][] = [];
      do {
        const [left, right] = line.match(/(-?\d+):(-?\d+)/, "left:right").map(Number);
        blocks.push([left!, right!]);
      } while (line.peek() !== "," && line.peek() !== ">");
      return { name, blocks };
    }
    case "kind": {
      const kind = line.integer("the option's kind", 0, U8);
      const data = /^([0-9a-f]{2})+$/.test(line.peek() ?? "") ? line.word("data") : "";
      const length = line.skip("length") ? line.integer("the length byte", 0, U8) : undefined;
      return { name, kind, data, length };
    }
    default:
      return line.fail("expected an option", 1);
  }
}

const OVERRIDES = ["ttl", "tos", "id", "urg", "cksum", "cut", "mac", "vlan", "iface", "pktdir"] as const;
const CHECKSUMS = ["right", "partial", "partial_lso", "zero", "bad"] as const;
const PACKET_DIRECTIONS = ["in", "out"] as const;

function parseOverrides(line: ScriptLine, link: ScriptLink): ScriptOverrides {
  const overrides: { -readonly [K in keyof ScriptOverrides]: ScriptOverrides[K] } = {};
  while (!line.isAtEnd) {
    const name = line.choice(OVERRIDES);
    switch (name) {
      case "ttl":
      case "tos":
      case "mac":
        overrides[name] = line.integer(name, 0, U8);
        break;
      case "id":
      case "urg":
      case "cut":
        overrides[name] = line.integer(name, 0, U16);
        break;
      case "cksum":
        overrides.cksum = line.choice(CHECKSUMS);
        break;
      case "vlan":
        if (link !== "ethernet") line.fail(`no vlan with link ${link}`, 1);
        overrides.vlan = line.integer(name, 0, MAX_VLAN);
        break;
      case "iface":
      case "pktdir":
        if (link !== "sll2") line.fail(`no ${name} with link ${link}`, 1);
        if (name === "iface") overrides.iface = line.integer(name, 0, U32);
        else overrides.pktdir = line.choice(PACKET_DIRECTIONS);
    }
  }
  return overrides;
}
