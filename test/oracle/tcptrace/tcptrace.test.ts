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
import { TCPTRACE_REASONS, tcptraceReasons } from "./reasons.ts";
import { TcptraceReport } from "./report.ts";

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

function ours(segments: readonly Partial<OurSegment>[], c2s: Partial<OurTotals>): OurCapture {
  const end = {
    ...{ flow: 0, client_ip: "::1", client_port: 40000, server_ip: "198.51.100.2", server_port: 80 },
    ...{ c2s: totals({ packets: segments.length, ...c2s }), s2c: totals({}) },
  };
  const plain = {
    flow: 0,
    sender: "client",
    seq: 0,
    seq_end: 0,
    seq_raw: 0,
    len: 0,
    win: 1,
    flags: ".",
    options: [],
  };
  const full = segments.map((segment, i) => ({ ...plain, frame: i + 1, ...segment }));
  return { flows: new Map([[0, { end, segments: full }]]), segments: new Map() } as unknown as OurCapture;
}

function findings(values: Readonly<Record<string, number>>, capture: OurCapture): [string, string][] {
  const [pair] = pairConnections(parseTcptrace(table(values)), capture);
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

  test("round trips are compared where there are any, to the last decimal", () => {
    const measured = ours([{}], { rtt_count: 2, rtt_min_ns: 1_449_999, rtt_max_ns: 3e6 });
    const theirs = { total_packets_a2b: 1, RTT_samples_a2b: 2, RTT_min_a2b: 1.4, RTT_max_a2b: 3 };
    expect(findings(theirs, measured)).toEqual([]);
    expect(findings({ ...theirs, RTT_min_a2b: 1.3 }, measured)).toEqual([["rtt_min", "-"]]);
    expect(findings({ ...theirs, RTT_samples_a2b: 3 }, measured)).toEqual([["rtt_samples", "-"]]);
  });
});

describe("reasons", () => {
  test("SYNs sent again explain as many retransmissions, and no more", () => {
    const syns = ours([{ flags: "S" }, { flags: "S" }, { flags: "S" }], {});
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
      expect(report.unexplainedShare).toBeLessThan(0.05);
      expect(report.oneToOne).toBeGreaterThan(50);
    });
  },
);
