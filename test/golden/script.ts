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

/** Fields of the headers that a script may set to something else than the usual. */
export interface ScriptOverrides {
  readonly ttl?: number;
  readonly tos?: number;
  readonly id?: number;
  readonly urg?: number;
  readonly cksum?: ChecksumChoice;
  /** Bytes captured of the IP datagram. */
  readonly cut?: number;
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

export interface Script {
  readonly detail: "phase" | "segment";
  readonly segments: readonly ScriptSegment[];
}

const DEFAULT_WINDOW = 65_535;
const U8 = 0xff;
const U16 = 0xffff;
const U32 = 0xffff_ffff;
/** Offsets: what a 32-bit number can be told apart from. */
const FAR = 2 ** 40;

/**
 * Reads a script.
 * @throws {ScriptError} with line and column
 */
export function parseScript(text: string): Script {
  const connections = new Map<string, ScriptConnection>();
  const segments: ScriptSegment[] = [];
  let detail: Script["detail"] = "phase";
  for (const [index, lineText] of text.split("\n").entries()) {
    const line = new ScriptLine(lineText, index + 1);
    if (line.isAtEnd) continue;
    if (line.skip("detail")) {
      line.expect("segment");
      detail = "segment";
    } else if (line.skip("connection")) {
      const connection = parseConnection(line, connections);
      connections.set(connection.name, connection);
    } else segments.push(parseSegment(line, index + 1, connections));
    if (!line.isAtEnd) line.fail("expected the end of the line");
  }
  return { detail, segments };
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
  connections: ReadonlyMap<string, ScriptConnection>,
): ScriptSegment {
  const time = parseTime(line);
  const { connection, sender } = parseSender(line, connections);
  const [flags] = line.match(/([FSRP.UEWe]+|none)/, "flags as tcpdump writes them") as [string];
  const { seq, len } = parseRange(line);
  const ack = line.skip("ack") ? line.integer("the acknowledgement number", -FAR, FAR) : undefined;
  if (flags.includes(".") !== (ack !== undefined)) line.fail(`flags ${flags} do not fit: "." needs "ack"`);
  const win = line.skip("win") ? line.integer("the window", 0, U16) : DEFAULT_WINDOW;
  const options = line.peek() === "<" ? parseOptions(line) : [];
  const overrides = parseOverrides(line);
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
    '"detail", "connection", or a time in seconds',
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

function parseOverrides(line: ScriptLine): ScriptOverrides {
  const overrides: { -readonly [K in keyof ScriptOverrides]: ScriptOverrides[K] } = {};
  while (!line.isAtEnd) {
    const name = line.word('one of "ttl", "tos", "id", "urg", "cksum", "cut"');
    switch (name) {
      case "ttl":
      case "tos":
        overrides[name] = line.integer(name, 0, U8);
        break;
      case "id":
      case "urg":
      case "cut":
        overrides[name] = line.integer(name, 0, U16);
        break;
      case "cksum":
        overrides.cksum = line.match(
          /(right|partial|partial_lso|zero|bad)/,
          "right, partial, partial_lso, zero or bad",
        )[0] as ChecksumChoice;
        break;
      default:
        line.fail('expected one of "ttl", "tos", "id", "urg", "cksum", "cut"', 1);
    }
  }
  return overrides;
}
