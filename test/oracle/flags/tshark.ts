/** What tshark is asked for its labels, and how its lines are read. */

import { type WiresharkLabel, wiresharkLabels } from "../../../src/events/anomaly_kinds.ts";
import { type Tool, toolVersion } from "../tools.ts";
import type { TheirFrame } from "./model.ts";

/** A label's field; that of a duplicate ACK has a number. */
function fieldOf(label: WiresharkLabel): string {
  return label === "duplicate_ack" ? "tcp.analysis.duplicate_ack_num" : `tcp.analysis.${label}`;
}

/** Columns, in order; every occurrence of a field in the frame, first to last. */
const FIELDS = [
  "frame.number",
  "frame.time_epoch",
  "frame.len",
  "frame.cap_len",
  "frame.protocols",
  "ip.src",
  "ip.dst",
  "ipv6.src",
  "ipv6.dst",
  "tcp.stream",
  "tcp.srcport",
  "tcp.dstport",
  "tcp.flags",
  "tcp.seq_raw",
  "tcp.ack_raw",
  "tcp.len",
  "tcp.hdr_len",
  "tcp.window_size_value",
  "tcp.options.wscale.shift",
  "tcp.analysis.initial_rtt",
  ...wiresharkLabels.map(fieldOf),
  "_ws.expert.message",
] as const;

const AGGREGATOR = "|";

const ARGS: readonly string[] = [
  "-2",
  "-n",
  "-Y",
  "tcp",
  "-o",
  "tcp.desegment_tcp_streams:FALSE",
  // The port that Linux took before 4789 was assigned; tshark takes it for another protocol's.
  "-d",
  "udp.port==8472,vxlan",
  "-T",
  "fields",
  "-E",
  "separator=/t",
  "-E",
  "occurrence=a",
  "-E",
  `aggregator=${AGGREGATOR}`,
  ...FIELDS.flatMap((field) => ["-e", field]),
  "-r",
];

/** The one call of tshark; frames without TCP are not printed. */
export function tsharkTool(): Tool {
  return { command: "tshark", args: ARGS, version: toolVersion("tshark") };
}

const COLUMN: ReadonlyMap<string, number> = new Map(FIELDS.map((name, index) => [name, index]));

/** Parses one line that tshark printed with {@link FIELDS}. Throws if it is not such a line. */
function parseLine(line: string): TheirFrame {
  const cells = line.split("\t");
  if (cells.length !== FIELDS.length) throw new Error(`tshark printed ${cells.length} columns: ${line}`);
  const column = (name: string): string[] => {
    const cell = cells[COLUMN.get(name)!]!;
    return cell === "" ? [] : cell.split(AGGREGATOR);
  };
  // of several headers in a frame, the first one's
  const first = (name: string): number | undefined => {
    const text = column(name)[0];
    return text === undefined ? undefined : Number(text);
  };
  const has = (label: WiresharkLabel): boolean => column(fieldOf(label)).length > 0;
  const protocols = cells[COLUMN.get("frame.protocols")!]!.split(":");
  const below = protocols.slice(0, protocols.indexOf("tcp"));
  const version = below.findLast((protocol) => protocol === "ip" || protocol === "ipv6");
  const index = below.filter((protocol) => protocol === version).length - 1;
  const [seconds = "0", fraction = ""] = column("frame.time_epoch")[0]?.split(".") ?? [];
  return {
    number: first("frame.number")!,
    time: BigInt(seconds + fraction.padEnd(9, "0")),
    below,
    src: column(`${version}.src`)[index] ?? "",
    dst: column(`${version}.dst`)[index] ?? "",
    srcPort: first("tcp.srcport"),
    dstPort: first("tcp.dstport"),
    stream: first("tcp.stream"),
    flags: first("tcp.flags"),
    seqRaw: first("tcp.seq_raw"),
    ackRaw: first("tcp.ack_raw"),
    len: first("tcp.len"),
    window: first("tcp.window_size_value"),
    windowShift: first("tcp.options.wscale.shift"),
    labels: wiresharkLabels.reduce((bits, label, i) => (has(label) ? bits | (1 << i) : bits), 0),
    duplicateNumber: first("tcp.analysis.duplicate_ack_num"),
    messages: column("_ws.expert.message"),
  };
}

/** Frames with a TCP header, by number. */
export function parseTshark(stdout: string): Map<number, TheirFrame> {
  const frames = new Map<number, TheirFrame>();
  for (const line of stdout.split("\n")) {
    if (line === "") continue;
    const frame = parseLine(line);
    frames.set(frame.number, frame);
  }
  return frames;
}
