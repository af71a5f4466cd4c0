/** Reads tshark's view of a capture: one line a frame, one column a field. */

import type { TheirFrame, TheirIp, TheirTcp, Verdict } from "./model.ts";
import { AGGREGATOR, TSHARK_FIELDS } from "./tshark_fields.ts";

type Column = (name: string) => readonly string[];

const COLUMN_INDEX: ReadonlyMap<string, number> = new Map(TSHARK_FIELDS.map((name, index) => [name, index]));

const FRAGMENT_HEADER = "ipv6.fraghdr";

const STATUS: readonly Verdict[] = ["bad", "good", "unverified"];

function integer(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (!Number.isInteger(value)) throw new Error(`tshark printed ${JSON.stringify(text)} for an integer`);
  return value;
}

function integers(texts: readonly string[]): number[] {
  return texts.map((text) => integer(text)!);
}

function verdictOf(text: string | undefined): Verdict | undefined {
  const status = integer(text);
  return status === undefined ? undefined : STATUS[status];
}

/** The value of header `index` in a column that only headers with a verified checksum fill. */
function calculated(
  values: readonly string[],
  statuses: readonly string[],
  index: number,
): number | undefined {
  const verified = statuses.map((status) => status === "0" || status === "1");
  if (verified.filter(Boolean).length !== values.length || !verified[index]) return undefined;
  return integer(values[verified.slice(0, index).filter(Boolean).length]);
}

function ip4(column: Column, i: number): TheirIp {
  return {
    version: 4,
    src: column("ip.src")[i]!,
    dst: column("ip.dst")[i],
    length: integer(column("ip.len")[i])!,
    headerLength: integer(column("ip.hdr_len")[i])!,
    tos: integer(column("ip.dsfield")[i])!,
    ttl: integer(column("ip.ttl")[i])!,
    flowLabel: undefined,
    id: integer(column("ip.id")[i]),
    df: column("ip.flags.df")[i] === "1",
    moreFragments: column("ip.flags.mf")[i] === "1",
    fragmentOffset: integer(column("ip.frag_offset")[i]) ?? 0,
    checksum: integer(column("ip.checksum")[i]),
    verdict: verdictOf(column("ip.checksum.status")[i]),
    expected: calculated(column("ip.checksum_calculated"), column("ip.checksum.status"), i),
  };
}

/** @param fragment which fragment header is this datagram's; -1: none */
function ip6(column: Column, i: number, fragment: number): TheirIp {
  return {
    version: 6,
    src: column("ipv6.src")[i]!,
    dst: column("ipv6.dst")[i]!,
    length: integer(column("ipv6.plen")[i])! + 40,
    headerLength: 40,
    tos: integer(column("ipv6.tclass")[i])!,
    ttl: integer(column("ipv6.hlim")[i])!,
    flowLabel: integer(column("ipv6.flow")[i]),
    id: undefined,
    df: undefined,
    moreFragments: fragment >= 0 && column("ipv6.fraghdr.more")[fragment] === "1",
    fragmentOffset: fragment < 0 ? 0 : (integer(column("ipv6.fraghdr.offset")[fragment]) ?? 0),
    checksum: undefined,
    verdict: undefined,
    expected: undefined,
  };
}

/** How many options, and how many with each value, the option bytes of one header hold. */
function countOptions(hex: string): { all: number; of: (kind: number) => number; blocks: number } {
  const bytes = Buffer.from(hex, "hex");
  const kinds: number[] = [];
  let blocks = 0;
  for (let at = 0; at < bytes.length; ) {
    const kind = bytes[at]!;
    kinds.push(kind);
    if (kind === 0) break;
    const length = kind === 1 ? 1 : (bytes[at + 1] ?? 0);
    if (length < (kind === 1 ? 1 : 2)) break;
    if (kind === 5) blocks += (length - 2) >> 3;
    at += length;
  }
  return { all: kinds.length, of: (kind) => kinds.filter((k) => k === kind).length, blocks };
}

function firstTcp(column: Column): TheirTcp {
  const first = (name: string): number | undefined => integer(column(name)[0]);
  const headers = column("tcp.srcport").length;
  const headerLength = first("tcp.hdr_len");
  const withOptions = headerLength !== undefined && headerLength > 20;
  const optionBytes = withOptions ? (column("tcp.options")[0] ?? "") : "";
  // With one header in the frame, the columns are this header's.
  const count = headers === 1 ? undefined : countOptions(optionBytes);
  const take = (name: string, n: number | undefined): number[] => integers(column(name).slice(0, n));
  return {
    stream: first("tcp.stream"),
    completeness: first("tcp.completeness"),
    srcPort: first("tcp.srcport")!,
    dstPort: first("tcp.dstport"),
    headerLength,
    flags: first("tcp.flags"),
    seqRaw: first("tcp.seq_raw"),
    ackRaw: first("tcp.ack_raw"),
    seq: first("tcp.seq"),
    ack: first("tcp.ack"),
    length: first("tcp.len"),
    window: first("tcp.window_size_value"),
    windowScaled: first("tcp.window_size"),
    windowFactor: first("tcp.window_size_scalefactor"),
    checksum: first("tcp.checksum"),
    verdict: verdictOf(column("tcp.checksum.status")[0]),
    expected: calculated(column("tcp.checksum_calculated"), column("tcp.checksum.status"), 0),
    urgentPointer: first("tcp.urgent_pointer"),
    optionBytes,
    optionKinds: take("tcp.option_kind", count?.all),
    mss: take("tcp.options.mss_val", count?.of(2)),
    windowShift: take("tcp.options.wscale.shift", count?.of(3)),
    tsVal: take("tcp.options.timestamp.tsval", count?.of(8)),
    tsEcr: take("tcp.options.timestamp.tsecr", count?.of(8)),
    sackLeft: take("tcp.options.sack_le", count?.blocks),
    sackRight: take("tcp.options.sack_re", count?.blocks),
  };
}

/** The last IP header of `below`. Throws where the columns cannot be told apart. */
function lastIp(below: readonly string[], column: Column): TheirIp | undefined {
  const last = below.findLastIndex((protocol) => protocol === "ip" || protocol === "ipv6");
  if (last < 0) return undefined;
  const index = below.filter((protocol) => protocol === below[last]).length - 1;
  const source = below[last] === "ip" ? "ip.src" : "ipv6.src";
  if (index >= column(source).length) {
    throw new Error(`tshark printed ${column(source).length} ${source} for ${below.join(":")}`);
  }
  if (below[last] === "ip") return ip4(column, index);
  const isFragment = below.indexOf(FRAGMENT_HEADER, last) >= 0;
  const fragments = below.filter((protocol) => protocol === FRAGMENT_HEADER).length;
  return ip6(column, index, isFragment ? fragments - 1 : -1);
}

/** Parses one line that tshark printed with {@link TSHARK_FIELDS}. Throws if it is not such a line. */
export function parseTsharkLine(line: string): TheirFrame {
  const cells = line.split("\t");
  if (cells.length !== TSHARK_FIELDS.length)
    throw new Error(`tshark printed ${cells.length} columns: ${line}`);
  const column: Column = (name) => {
    const cell = cells[COLUMN_INDEX.get(name)!]!;
    return cell === "" ? [] : cell.split(AGGREGATOR);
  };
  const protocols = cells[COLUMN_INDEX.get("frame.protocols")!]!.split(":");
  // Behind this header comes payload, even if it looks like a TCP header, too.
  const at = column("tcp.srcport").length > 0 ? protocols.indexOf("tcp") : -1;
  const below = at < 0 ? protocols : protocols.slice(0, at);
  return {
    number: integer(column("frame.number")[0])!,
    time: column("frame.time_epoch")[0]!,
    length: integer(column("frame.len")[0])!,
    captured: integer(column("frame.cap_len")[0])!,
    protocols,
    below,
    tcp: at < 0 ? undefined : firstTcp(column),
    ip: at < 0 ? undefined : lastIp(below, column),
    column,
    messages: column("_ws.expert.message"),
  };
}

/** Frames by number. */
export function parseTshark(stdout: string): Map<number, TheirFrame> {
  const frames = new Map<number, TheirFrame>();
  for (const line of stdout.split("\n")) {
    if (line === "") continue;
    const frame = parseTsharkLine(line);
    frames.set(frame.number, frame);
  }
  return frames;
}
