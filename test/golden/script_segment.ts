/**
 * A segment in the notation of test/data/README.md.
 */
import type { ScriptConnection, ScriptOption, ScriptOverrides, ScriptSegment } from "./script.ts";
import type { ScriptLine } from "./script_line.ts";
import { linkAllows, type ScriptLink } from "./script_links.ts";

const DEFAULT_WINDOW = 65_535;
const U8 = 0xff;
const MAX_VLAN = 0xfff;
const U16 = 0xffff;
const U32 = 0xffff_ffff;
/** Offsets: what a 32-bit number can be told apart from. */
const FAR = 2 ** 40;

/** What the lines in front have said. */
export interface SegmentContext {
  readonly connections: ReadonlyMap<string, ScriptConnection>;
  readonly link: ScriptLink;
  /** Whether the container has stamps of seconds and a fraction. */
  readonly fraction?: boolean;
}

/** From `WHO` to the end of the line. */
export function parseSegment(
  line: ScriptLine,
  place: { readonly line: number; readonly time: bigint },
  { connections, link, fraction = false }: SegmentContext,
): ScriptSegment {
  const { connection, sender } = parseSender(line, connections);
  const [flags] = line.match(/([FSRP.UEWe]+|none)/, "flags as tcpdump writes them") as [string];
  const { seq, len } = parseRange(line);
  const ack = line.skip("ack") ? line.integer("the acknowledgement number", -FAR, FAR) : undefined;
  if (flags.includes(".") !== (ack !== undefined)) line.fail(`flags ${flags} do not fit: "." needs "ack"`);
  const win = line.skip("win") ? line.integer("the window", 0, U16) : DEFAULT_WINDOW;
  const options = line.peek() === "<" ? parseOptions(line) : [];
  const overrides = parseOverrides(line, link, fraction);
  return {
    ...place,
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

const OVERRIDES = [
  "ttl",
  "tos",
  "id",
  "urg",
  "cksum",
  "data",
  "cut",
  "mac",
  "vlan",
  "iface",
  "pktdir",
  "fraction",
] as const;
const CHECKSUMS = ["right", "partial", "partial_lso", "zero", "bad"] as const;
const PACKET_DIRECTIONS = ["in", "out"] as const;

function parseOverrides(line: ScriptLine, link: ScriptLink, hasFraction: boolean): ScriptOverrides {
  const overrides: { -readonly [K in keyof ScriptOverrides]: ScriptOverrides[K] } = {};
  while (!line.isAtEnd) {
    const name = line.choice(OVERRIDES);
    if (!linkAllows(link, name)) line.fail(`no ${name} with link ${link}`, 1);
    if (name === "fraction" && !hasFraction) line.fail("no fraction in pcapng", 1);
    switch (name) {
      case "ttl":
      case "tos":
      case "mac":
      case "data":
        overrides[name] = line.integer(name, 0, U8);
        break;
      case "id":
      case "urg":
      case "cut":
        overrides[name] = line.integer(name, 0, U16);
        break;
      case "fraction":
        overrides.fraction = line.integer(name, 0, U32);
        break;
      case "cksum":
        overrides.cksum = line.choice(CHECKSUMS);
        break;
      case "vlan":
        overrides.vlan = line.integer(name, 0, MAX_VLAN);
        break;
      case "iface":
      case "pktdir":
        if (name === "iface") overrides.iface = line.integer(name, 0, U32);
        else overrides.pktdir = line.choice(PACKET_DIRECTIONS);
    }
  }
  return overrides;
}
