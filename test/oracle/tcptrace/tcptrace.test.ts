/** tcptrace's table is read as it is printed, and differences are found; a reason is a condition, not an excuse. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CAPTURES } from "../captures.ts";
import type { OurSegment } from "../model.ts";
import type { OurCapture } from "../streams/ours.ts";
import { compareTcptrace } from "./compare.ts";
import { FIGURES, type OurTotals, pairConnections, parseTcptrace } from "./connections.ts";
import { differences } from "./differences.ts";
import { controlSamples } from "./ours.ts";
import { ourSamples } from "./own_samples.ts";
import { TCPTRACE_REASONS, tcptraceReasons } from "./reasons.ts";
import { TcptraceReport } from "./report.ts";
import { tcptraceSamples, tcptraceSummary } from "./tcptrace_samples.ts";

/** Columns as tcptrace names them; values by name, 0 elsewhere. */
function table(values: Readonly<Record<string, number>>): string {
  const sided = [
    ...["total_packets", "unique_bytes_sent", "actual_data_bytes", "rexmt_data_pkts", "rexmt_data_bytes"],
    ...["zwnd_probe_pkts", "outoforder_pkts", "zero_win_adv", "max_owin", "initial_window_bytes"],
    ...["hardware_dups", "RTT_samples", "RTT_min", "RTT_max"],
  ].flatMap((name) => [`${name}_a2b`, `${name}_b2a`]);
  const cells = sided.map((name) => `              ${values[name] ?? 0}`);
  return [
    "#1 TCP connection traced:",
    ["conn_#", "host_a", "host_b", "port_a", "port_b", ...sided, ""].join(","),
    "",
    ["1", ":0001", "198.51.100.2", "40000", "80", ...cells, ""].join(", "),
  ].join("\n");
}

const totals = (some: Partial<OurTotals>): OurTotals => ({
  ...{ packets: 0, payload_bytes: 0, unique_bytes: 0, retrans_packets: 0, retrans_bytes: 0, ooo_packets: 0 },
  ...{ zero_windows: 0, copies: 0, gaps: 0, rtt_count: 0 },
  ...some,
});

const plain = {
  ...{ flow: 0, sender: "client", seq: 0, seq_end: 0, seq_raw: 0, len: 0, win: 1, flags: "." },
  ...{ options: [], rel_ns: 0 },
};

function full(segment: Partial<OurSegment>, i: number): OurSegment {
  const ns = segment.rel_ns ?? 0;
  const ts = `2026-01-01T00:00:00.${ns.toString().padStart(9, "0")}Z`;
  return { ...plain, frame: i + 1, ts, ...segment } as OurSegment;
}

function ours(segments: readonly Partial<OurSegment>[], c2s: Partial<OurTotals>): OurCapture {
  const end = {
    ...{ flow: 0, client_ip: "::1", client_port: 40000, server_ip: "198.51.100.2", server_port: 80 },
    ...{ c2s: totals({ packets: segments.length, ...c2s }), s2c: totals({}) },
  };
  return {
    flows: new Map([[0, { end, segments: segments.map(full) }]]),
    segments: new Map(),
  } as unknown as OurCapture;
}

/** A SYN, its answer after 10 ms, ten bytes, and theirs after 20.4 ms. */
const talk: readonly Partial<OurSegment>[] = [
  { flags: "S", seq_end: 1 },
  { sender: "server", flags: "S.", seq_end: 1, ack: 1, ack_raw: 1, rel_ns: 10e6 },
  { ...{ seq: 1, seq_raw: 1, seq_end: 11, len: 10, ack: 1, ack_raw: 1 }, rel_ns: 30e6 },
  { ...{ sender: "server", seq: 1, seq_raw: 1, seq_end: 1, ack: 11, ack_raw: 11 }, rel_ns: 50_400_000 },
];
const measured = { rtt_count: 1, rtt_min_ns: 20_400_000, rtt_max_ns: 20_400_000 };
const stamps = (ts_val: number, ts_ecr: number) => [{ kind: 8, ts_val, ts_ecr }];

function findings(values: Readonly<Record<string, number>>, capture: OurCapture): [string, string][] {
  const syn = new Map([[0, [{ sender: "client", frame: 2, ns: 10e6 }] as const]]);
  const controls = capture.flows.get(0)!.segments.length > 3 ? syn : undefined;
  const [pair] = pairConnections(parseTcptrace(table(values)), capture, undefined, controls);
  return differences(pair!).map((found) => [found.field, tcptraceReasons(pair!, found)[0]?.id ?? "-"]);
}

describe("differences", () => {
  test("the table is read by the names of its columns", () => {
    const [connection] = parseTcptrace(table({ total_packets_a2b: 3, RTT_min_b2a: 1.5 }));
    expect(connection!.ends).toEqual(["[::1] 40000", "198.51.100.2 80"]);
    expect(connection!.sides.get("[::1] 40000")).toMatchObject({ packets: 3, rtt_min: 0 });
    expect(connection!.sides.get("198.51.100.2 80")).toMatchObject({ packets: 0, rtt_min: 1.5 });
    expect(Object.keys(connection!.sides.get("[::1] 40000")!)).toEqual([...FIGURES]);
    expect(parseTcptrace("Unknown input file format")).toEqual([]);
  });

  test("there are none between equal figures; copies are packets", () => {
    const copied = ours([{ len: 10 }, { len: 10, copy_of: 1 }], {
      packets: 1,
      payload_bytes: 10,
      unique_bytes: 10,
    });
    const theirs = { total_packets_a2b: 2, actual_data_bytes_a2b: 20, unique_bytes_sent_a2b: 10 };
    const all = { ...theirs, rexmt_data_pkts_a2b: 1, rexmt_data_bytes_a2b: 10, hardware_dups_a2b: 1 };
    expect(findings(all, copied)).toEqual([]);
    expect(findings({ ...all, rexmt_data_pkts_a2b: 0 }, copied)).toEqual([["rexmt_packets", "-"]]);
  });

  test("round trips are compared to the last decimal", () => {
    const exchange = ours(talk, { packets: 2, payload_bytes: 10, unique_bytes: 10, ...measured });
    const payload = { total_packets_a2b: 2, actual_data_bytes_a2b: 10, unique_bytes_sent_a2b: 10 };
    const theirs = { ...payload, RTT_samples_a2b: 2, RTT_min_a2b: 10, RTT_max_a2b: 20.4 };
    expect(findings(theirs, exchange)).toEqual([]);
    expect(findings({ ...theirs, RTT_min_a2b: 10.1 }, exchange)).toEqual([["rtt_min", "-"]]);
    expect(findings({ ...theirs, RTT_samples_a2b: 3 }, exchange)).toEqual([["rtt_samples", "-"]]);
  });

  test("samples that our events do not give are told", () => {
    const other = ours([{}], { rtt_count: 2, rtt_min_ns: 1, rtt_max_ns: 3 });
    expect(findings({ total_packets_a2b: 1, RTT_samples_a2b: 2 }, other)).toEqual([["rtt_rule", "-"]]);
  });
});

describe("round trips", () => {
  const sampled = (changes: Readonly<Record<number, Partial<OurSegment>>>) =>
    tcptraceSamples(talk.map((segment, i) => ({ ...full(segment, i), ...changes[i] }))).client;

  test("tcptrace takes one of each acknowledgement of a segment's end", () => {
    expect(sampled({}).map(({ outcome, us }) => [outcome, us])).toEqual([
      ["sample", 10_000],
      ["sample", 20_400],
    ]);
    expect(tcptraceSummary(sampled({}))).toEqual({ rtt_samples: 2, rtt_min: 10, rtt_max: 20.4 });
  });

  test("none inside a segment, nor ever after of that segment", () => {
    const inside = { ...talk[3], ack: 6, ack_raw: 6 };
    const outcomes = tcptraceSamples([...talk.slice(0, 3), inside, talk[3]!].map(full)).client;
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["sample", "no_end", "had_no_end"]);
  });

  test("none of what was sent again, or lies behind something sent later", () => {
    const again = [...talk.slice(0, 3), { ...talk[2]!, rel_ns: 31e6 }, talk[3]!];
    expect(tcptraceSamples(again.map(full)).client[1]!.outcome).toBe("resent");
    const late = { ...talk[2]!, ...{ seq: 11, seq_raw: 11, seq_end: 21, rel_ns: 29e6 } };
    const overtaken = [...talk.slice(0, 2), late, talk[2]!, { ...talk[3]!, ack: 21, ack_raw: 21 }];
    expect(tcptraceSamples(overtaken.map(full)).client.map(({ outcome }) => outcome)).toEqual([
      "sample",
      "sent_later_below",
    ]);
  });

  test("numbers wrap, and an acknowledgement in the next quarter of them gives none", () => {
    const top = 2 ** 32 - 10;
    expect(sampled({ 2: { seq_raw: top }, 3: { ack_raw: 0 } })[1]!.outcome).toBe("quarter_end");
    expect(sampled({ 2: { seq_raw: top - 1 }, 3: { ack_raw: top + 9 } })[1]!.outcome).toBe("sample");
  });

  test("payload sent into a closed window is forgotten", () => {
    expect(sampled({ 1: { win: 0 } }).map(({ outcome }) => outcome)).toEqual(["sample"]);
  });

  test("ours: none over what the capture lacks, and by the stamp of what was sent again", () => {
    const own = (...changed: Partial<OurSegment>[]) =>
      ourSamples([...talk.slice(0, 3), ...changed].map(full)).client.map(({ outcome, ns }) => [outcome, ns]);
    expect(own(talk[3]!)).toEqual([
      ["nothing", Number.NaN],
      ["sample", 20_400_000],
    ]);
    expect(own({ ...talk[3]!, analysis: ["acked_unseen"] })[1]).toEqual(["unseen", Number.NaN]);
    const resent = { ...talk[2]!, rel_ns: 40e6, analysis: ["rto_retransmission"], options: stamps(2, 0) };
    expect(own(resent, { ...talk[3]!, rel_ns: 50e6, options: stamps(9, 2) })[1]).toEqual([
      "resent",
      Number.NaN,
    ]);
    const first = { ...talk[2]!, options: stamps(1, 0) };
    const answer = { ...talk[3]!, rel_ns: 50e6, options: stamps(9, 2) };
    const stamped = [...talk.slice(0, 2), first, resent, answer].map(full);
    expect(ourSamples(stamped).client[1]).toMatchObject({ outcome: "timestamps", ns: 10e6 });
  });

  test("a FIN sent behind the payload, and acknowledged with it, is what is measured", () => {
    const fin = { ...{ flags: "F.", seq: 11, seq_raw: 11, seq_end: 12, rel_ns: 31e6 }, ack: 1, ack_raw: 1 };
    const answer = { ...talk[3]!, ack: 12, ack_raw: 12 };
    expect(ourSamples([...talk.slice(0, 3), fin, answer].map(full)).client[1]!.ns).toBe(19_400_000);
    const again = [...talk.slice(0, 3), fin, { ...fin, rel_ns: 40e6 }, answer];
    expect(ourSamples(again.map(full)).client[1]!.outcome).toBe("resent");
  });

  test("events tell those of SYNs and FINs", () => {
    const lines = [
      { event: "syn_ack", flow: 0, frame: 2, rtt_ns: 5 },
      { event: "established", flow: 0, frame: 3 },
      { event: "fin_ack", flow: 0, frame: 9, ack_ns: 7, fin_sender: "server" },
    ];
    expect(controlSamples(lines.map((line) => JSON.stringify(line)).join("\n")).get(0)).toEqual([
      { sender: "client", frame: 2, ns: 5 },
      { sender: "server", frame: 9, ns: 7 },
    ]);
  });

  test("a cause explains only what both rules bear out", () => {
    const again = [...talk.slice(0, 3), { ...talk[2]!, copy_of: 3, rel_ns: 31e6 }, talk[3]!];
    const copied = ours(again, { packets: 3, payload_bytes: 10, unique_bytes: 10, ...measured });
    const theirs = { total_packets_a2b: 4, actual_data_bytes_a2b: 20, unique_bytes_sent_a2b: 10 };
    const resent = { ...theirs, rexmt_data_pkts_a2b: 1, rexmt_data_bytes_a2b: 10, hardware_dups_a2b: 1 };
    const one = { ...resent, RTT_samples_a2b: 1, RTT_min_a2b: 10, RTT_max_a2b: 10 };
    expect(findings(one, copied)).toEqual([
      ["rtt_samples", "rtt_copied"],
      ["rtt_max", "rtt_copied"],
    ]);
    expect(findings({ ...one, RTT_max_a2b: 11 }, copied)).toEqual([
      ["rtt_samples", "-"],
      ["rtt_max", "-"],
    ]);
  });
});

describe("reasons", () => {
  test("SYNs sent again explain as many retransmissions, and no more", () => {
    const syns = ours(Array(3).fill({ flags: "S", seq_end: 1 }), {});
    const theirs = { total_packets_a2b: 3, rexmt_data_pkts_a2b: 2 };
    expect(findings(theirs, syns)).toEqual([["rexmt_packets", "controls_resent"]]);
    expect(findings({ ...theirs, rexmt_data_pkts_a2b: 3 }, syns)).toEqual([["rexmt_packets", "-"]]);
  });

  test("a FIN explains a byte in flight, and no hundred", () => {
    const fin = ours([{ flags: "S" }, { flags: "F." }], { max_in_flight: 100 });
    expect(findings({ total_packets_a2b: 2, max_owin_a2b: 101 }, fin)).toEqual([
      ["max_owin", "controls_in_flight"],
    ]);
    expect(findings({ total_packets_a2b: 2, max_owin_a2b: 200 }, fin)[0]![1]).not.toBe("controls_in_flight");
  });

  test("have ids of their own", () => {
    expect(new Set(TCPTRACE_REASONS.map(({ id }) => id)).size).toBe(TCPTRACE_REASONS.length);
  });

  test("having compared nothing is no success", () => {
    expect(new TcptraceReport().passed).toBe(false);
  });
});

describe.skipIf(!existsSync(CAPTURES) || spawnSync("tcptrace", ["-version"]).error !== undefined)(
  "real captures",
  () => {
    test("a sample of them has hardly a connection that is not explained", { timeout: 120_000 }, () => {
      const report = compareTcptrace({ paths: [CAPTURES], sample: 100, seed: 1 });
      expect(report.failures).toEqual([]);
      expect(report.unexplainedShare).toBeLessThan(0.01);
      expect(report.oneToOne).toBeGreaterThan(50);
    });
  },
);
