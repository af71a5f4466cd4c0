/** Reads tcptrace's table and puts its connections beside ours, by addresses and ports. */

import { spawnSync } from "node:child_process";
import { address } from "../frames.ts";
import type { OurSegment } from "../model.ts";
import { readCapture } from "../records.ts";
import type { OurCapture } from "../streams/ours.ts";
import type { Tool } from "../tools.ts";
import type { ControlSample, Sender } from "./own_samples.ts";

/** `-n`: no names, `-l`: all figures, `-r`: round trips, `-W`: bytes in flight. */
const ARGS = ["-nlrW", "--csv"];

/** Throws when tcptrace cannot be run. */
export function tcptraceTool(): Tool {
  const { stdout, stderr, error } = spawnSync("tcptrace", ["-version"], { encoding: "utf8" });
  if (error) throw new Error(`tcptrace cannot be run: ${error.message}`);
  const version = /version [\d.]+/.exec(`${stdout}${stderr}`)?.[0] ?? "unknown";
  return { command: "tcptrace", args: ARGS, version };
}

/** One end of a connection: `address port`. */
export type End = string;

/** Figures that are compared; those of SUMS add up over the parts of a connection. */
export const SUMS = [
  "packets",
  "data_bytes",
  "unique_bytes",
  "rexmt_packets",
  "rexmt_bytes",
  "ooo_packets",
  "zero_windows",
  "copies",
] as const;
export const SINGLES = ["initial_window", "max_owin", "rtt_samples", "rtt_min", "rtt_max"] as const;
export type Figure = (typeof SUMS)[number] | (typeof SINGLES)[number];
export const FIGURES: readonly Figure[] = [...SUMS, ...SINGLES];

/** tcptrace's column of each figure, without `_a2b`; times are in milliseconds with one decimal. */
const COLUMNS: Readonly<Record<Figure, string>> = {
  packets: "total_packets",
  data_bytes: "actual_data_bytes",
  unique_bytes: "unique_bytes_sent",
  rexmt_packets: "rexmt_data_pkts",
  rexmt_bytes: "rexmt_data_bytes",
  ooo_packets: "outoforder_pkts",
  zero_windows: "zero_win_adv",
  copies: "hardware_dups",
  initial_window: "initial_window_bytes",
  max_owin: "max_owin",
  rtt_samples: "RTT_samples",
  rtt_min: "RTT_min",
  rtt_max: "RTT_max",
};

export type Side = Readonly<Record<Figure, number>>;

/** One of tcptrace's connections. */
export interface TheirConnection {
  readonly ends: readonly [a: End, b: End];
  /** What the end sent. */
  readonly sides: ReadonlyMap<End, Side>;
  /** Without the figures that are compared: probes, and what it found missing. */
  readonly probes: ReadonlyMap<End, number>;
}

/** tcptrace prints a colon too few where an address begins with zeros. */
const theirAddress = (text: string): string => address(/^:[^:]/.test(text) ? `:${text}` : text);

/** Reads what `tcptrace --csv` prints. */
export function parseTcptrace(text: string): TheirConnection[] {
  const lines = text.split("\n");
  const headAt = lines.findIndex((line) => line.startsWith("conn_#,"));
  if (headAt < 0) return [];
  const head = lines[headAt]!.split(",");
  const column = (cells: readonly string[], name: string): number => Number(cells[head.indexOf(name)]);
  const found: TheirConnection[] = [];
  for (const line of lines.slice(headAt + 1)) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const cells = line.split(",").map((cell) => cell.trim());
    const end = (host: number, port: number): End => `${theirAddress(cells[host]!)} ${cells[port]}`;
    const ends = [end(1, 3), end(2, 4)] as const;
    const side = (suffix: string): Side =>
      Object.fromEntries(
        FIGURES.map((figure) => [figure, column(cells, `${COLUMNS[figure]}${suffix}`)]),
      ) as Record<Figure, number>;
    found.push({
      ends,
      sides: new Map([
        [ends[0], side("_a2b")],
        [ends[1], side("_b2a")],
      ]),
      probes: new Map([
        [ends[0], column(cells, "zwnd_probe_pkts_a2b")],
        [ends[1], column(cells, "zwnd_probe_pkts_b2a")],
      ]),
    });
  }
  return found;
}

/** The figures of `flow_end` that are compared or explain a difference. */
export interface OurTotals {
  readonly packets: number;
  readonly payload_bytes: number;
  readonly unique_bytes: number;
  readonly retrans_packets: number;
  readonly retrans_bytes: number;
  readonly ooo_packets: number;
  readonly zero_windows: number;
  readonly copies: number;
  readonly gaps: number;
  readonly initial_window_bytes?: number;
  readonly max_in_flight?: number;
  readonly rtt_count: number;
  readonly rtt_min_ns?: number;
  readonly rtt_max_ns?: number;
}

/** One of our connections. */
export interface OurFlow {
  readonly end: {
    readonly flow: number;
    readonly client_ip: string;
    readonly client_port: number;
    readonly server_ip: string;
    readonly server_port: number;
    readonly reason: string;
    readonly vlans?: readonly number[];
    readonly tunnels?: readonly string[];
    readonly limits?: readonly string[];
    readonly c2s: OurTotals;
    readonly s2c: OurTotals;
  };
  readonly segments: readonly OurSegment[];
  /** Round trips of SYNs and FINs. */
  readonly controls: readonly ControlSample[];
}

/** What has the same addresses and ports on both sides. */
export interface Pair {
  readonly flows: OurFlow[];
  readonly theirs: TheirConnection[];
  /** Packets of the capture that are nothing to us. */
  readonly undecoded: number;
  /** True for a frame with nothing in front of a TCP header but Ethernet and a whole IP header without extensions. */
  readonly isPlain: (frame: number) => boolean;
  /** Packets of the capture. */
  readonly packets: number;
}

export const endsOf = ({ end }: OurFlow): readonly [client: End, server: End] => [
  `${address(end.client_ip)} ${end.client_port}`,
  `${address(end.server_ip)} ${end.server_port}`,
];

export const totalsOf = (flow: OurFlow, from: End): OurTotals =>
  endsOf(flow)[0] === from ? flow.end.c2s : flow.end.s2c;

export const totalsOfSender = (flow: OurFlow, sender: Sender): OurTotals =>
  sender === "client" ? flow.end.c2s : flow.end.s2c;

export const senderOf = (flow: OurFlow, from: End): Sender =>
  endsOf(flow)[0] === from ? "client" : "server";

/** Segments that an end of the pair sent. */
export const segmentsOf = (flow: OurFlow, from: End): OurSegment[] =>
  flow.segments.filter(({ sender }) => (sender === "client") === (endsOf(flow)[0] === from));

const LINKTYPE_ETHERNET = 1;
const ETHERNET_BYTES = 14;
const RECORD_HEADER_BYTES = 16;
const TCP = 6;

/** Tells plain frames of a classic capture: those that any reader takes for the same. */
export function plainFrames(capture: Uint8Array): (frame: number) => boolean {
  const { records } = readCapture(capture);
  return (frame) => {
    const record = records[frame - 1];
    if (record?.linkType !== LINKTYPE_ETHERNET) return false;
    const bytes = capture.subarray(record.start + RECORD_HEADER_BYTES, record.end);
    const type = (bytes[12]! << 8) | bytes[13]!;
    const ip = bytes.subarray(ETHERNET_BYTES);
    if (type === 0x86dd) return ip[6] === TCP;
    const length = (ip[2]! << 8) | ip[3]!;
    return type === 0x0800 && ip[0] === 0x45 && ip[9] === TCP && length > 0 && length <= ip.length;
  };
}

export function pairConnections(
  theirs: readonly TheirConnection[],
  ours: OurCapture,
  isPlain: (frame: number) => boolean = () => true,
  controls: ReadonlyMap<number, readonly ControlSample[]> = new Map(),
): Pair[] {
  const pairs = new Map<string, Pair>();
  const packets = ours.end?.packets ?? 0;
  const undecoded = (ours.end?.undecoded ?? []).reduce((sum, { n }) => sum + n, 0);
  const pairOf = (ends: readonly [End, End]): Pair => {
    const key = [...ends].sort().join(" ");
    const known = pairs.get(key) ?? { flows: [], theirs: [], undecoded, isPlain, packets };
    pairs.set(key, known);
    return known;
  };
  for (const [number, flow] of ours.flows) {
    const one = { ...flow, controls: controls.get(number) ?? [] } as unknown as OurFlow;
    pairOf(endsOf(one)).flows.push(one);
  }
  for (const connection of theirs) pairOf(connection.ends).theirs.push(connection);
  return [...pairs.values()];
}
