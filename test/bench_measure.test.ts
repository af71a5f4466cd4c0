import { describe, expect, test } from "vitest";
import { planCapture } from "../bench/generator/plan.ts";
import { CAPTURES, captureOptions } from "../bench/measure/captures.ts";
import { COMPARISONS, VARIANTS } from "../bench/measure/comparisons.ts";
import { estimate } from "../bench/measure/estimate.ts";
import { GROWTH_SERIES, sizeOfStep } from "../bench/measure/growth.ts";
import { keptFlows, memoryBound } from "../bench/measure/memory.ts";
import { parseBenchOptions, ROW_NAMES, selectRows } from "../bench/measure/options.ts";
import {
  assertCounts,
  type CountReader,
  countedTotals,
  floorTotals,
  type PeerCounts,
  tcptraceLines,
  tsharkConversations,
  tsharkFields,
  verboseLines,
} from "../bench/measure/peer_counts.ts";
import { type Command, type ProcessCost, summarizeCosts } from "../bench/measure/process.ts";
import { measureAmid, measureBeside, type RoundsResult } from "../bench/measure/rounds.ts";
import { readUntil } from "../bench/measure/slow_reading.ts";
import { assertTotals } from "../bench/measure/totals.ts";
import { aimCells, memoryCells } from "../bench/report/cells.ts";

const MIB = 2 ** 20;

describe("rows", () => {
  test("are named once", () => {
    expect(new Set(ROW_NAMES).size).toBe(ROW_NAMES.length);
  });

  test("a capture's rows are neighbours: it is made once", () => {
    const captures = COMPARISONS.map(({ capture }) => capture);
    const runs = captures.filter((capture, i) => capture !== captures[i - 1]);
    expect(new Set(runs).size).toBe(runs.length);
  });

  test("every capture, in full and in quick size, can be made", () => {
    for (const quick of [true, false]) {
      for (const name of Object.keys(CAPTURES) as (keyof typeof CAPTURES)[]) {
        const options = captureOptions(name, { quick, packets: undefined, seed: 1 });
        expect(planCapture(options).flows).toBeGreaterThan(0);
      }
      for (const { capture, shape } of VARIANTS) {
        const options = captureOptions(capture, { quick, packets: undefined, seed: 1 });
        expect(planCapture({ ...options, ...shape }).packets).toBeGreaterThan(0);
      }
      for (const { steps, label } of GROWTH_SERIES) {
        const labels = steps.map((step) => label(sizeOfStep(step, quick)));
        expect(new Set(labels).size).toBe(steps.length);
        for (const step of steps) expect(planCapture(sizeOfStep(step, quick)).packets).toBeGreaterThan(0);
      }
    }
  });

  test("are chosen by name or by a part of it", () => {
    expect(selectRows("mtu/tcpdump")).toEqual(["mtu/tcpdump"]);
    expect(selectRows("tshark")).toEqual([
      ...["mtu/tshark", "small-100/tshark", "small-100k/tshark", "lossy/tshark"],
    ]);
    expect(selectRows("stdin,memory/live")).toEqual(["start/stdin", "mtu/stdin", "memory/live"]);
    expect(() => selectRows("tshark,small")).toThrow("no row small;");
  });

  test("all are measured, but for those that are not asked for or skipped", () => {
    expect(parseBenchOptions([])!.rows).toEqual(ROW_NAMES);
    expect(parseBenchOptions(["--skip", "memory,growth"])!.rows).toEqual(
      ROW_NAMES.filter((name) => !/^(memory|growth)\//.test(name)),
    );
    expect(parseBenchOptions(["--rows", "mtu", "--skip", "decode,tshark"])!.rows).toContain("mtu/stdin");
    expect(parseBenchOptions(["--rows", "mtu", "--skip", "mtu"])!.rows).toEqual([]);
  });
});

describe("estimate", () => {
  const of = (...args: string[]): number => estimate(parseBenchOptions(args)!);

  test("grows with rows, runtimes, details and rounds", () => {
    expect(of()).toBeGreaterThan(of("--skip", "growth"));
    expect(of("--rows", "mtu")).toBeGreaterThan(of("--rows", "mtu", "--runtimes", "deno"));
    expect(of("--rows", "mtu")).toBeGreaterThan(of("--rows", "mtu", "--details", "flow"));
    expect(of("--rows", "mtu", "--rounds", "9")).toBeGreaterThan(of("--rows", "mtu"));
    expect(of("--quick")).toBeLessThan(of() / 5);
  });
});

describe("options", () => {
  test("have the values that DESIGN's ratios are quoted for", () => {
    expect(parseBenchOptions([])).toMatchObject({
      quick: false,
      runtimes: ["deno", "bun", "node"],
      details: ["flow", "phase", "segment"],
      rounds: 5,
      packets: undefined,
    });
    expect(parseBenchOptions(["--quick", "--packets", "20k", "--details", "phase"])).toMatchObject({
      quick: true,
      details: ["phase"],
      rounds: 3,
      packets: 20_000,
    });
    expect(parseBenchOptions(["--help"])).toBeUndefined();
  });

  test.each([
    ["--rounds", "0"],
    ["--runtimes", "deno,java"],
    ["--details", "segments"],
    ["--rows", "nothing"],
    ["--packets", "many"],
  ])("%s %s is refused", (name, value) => {
    expect(() => parseBenchOptions([name, value])).toThrow(RangeError);
  });
});

describe("rounds", () => {
  /** Runs nothing; the wall time of a command is its second word, and grows by a tenth with every run of it. */
  function fakeTime(log: string[]): (command: Command) => ProcessCost {
    return ([name, wall]) => {
      const runs = log.filter((one) => one === name).length;
      log.push(name);
      const seconds = Number(wall) * (1 + runs / 10);
      return { wall: seconds, cpu: 2 * seconds, peakBytes: (100 + runs) * MIB, floorBytes: 30 * MIB };
    };
  }
  const subjects: Command[] = [
    ["a", "6"],
    ["b", "12"],
  ];

  test("a subject is compared with the run of the peer behind it", () => {
    const log: string[] = [];
    const [a, b] = measureBeside(subjects, ["p", "4"], 2, fakeTime(log));
    expect(log.join("")).toBe("apbpapbp");
    // p takes 4, 4.4, 4.8, 5.2
    expect(a!.ratio.max).toBeCloseTo(6 / 4);
    expect(a!.ratio.min).toBeCloseTo(6.6 / 4.8);
    expect(b!.ratio.max).toBeCloseTo(12 / 4.4);
    expect(b!.ratio.median).toBeCloseTo((12 / 4.4 + 13.2 / 5.2) / 2);
    const cost = summarizeCosts(a!.costs);
    expect(cost.wall.median).toBeCloseTo(6.3);
    expect(cost.cpu).toBeCloseTo(12.6);
    expect(cost.peakBytes).toBe(101 * MIB);
  });

  test("peers amid the subjects run once a round, and a smaller capture counts by packets", () => {
    const log: string[] = [];
    const peers = [{ command: ["p", "3"] as const, share: 0.1 }];
    const [[a, b]] = measureAmid(subjects, peers, 2, fakeTime(log)) as [RoundsResult[]];
    expect(log.join("")).toBe("apbapb");
    expect(a!.ratio.median).toBeCloseTo(0.2);
    expect(b!.ratio.median).toBeCloseTo(0.4);
  });

  test.each([
    [3, "apqbr"],
    [2, "apbq"],
  ])("%i peers are spread over the round", (count, order) => {
    const log: string[] = [];
    const peers = (["p", "q", "r"] as const).slice(0, count).map((name) => ({
      command: [name, "3"] as const,
      share: 1,
    }));
    const results = measureAmid(subjects, peers, 1, fakeTime(log));
    expect(log.join("")).toBe(order);
    expect(results.map((ofPeer) => ofPeer.map(({ ratio }) => ratio.median))).toEqual(peers.map(() => [2, 4]));
  });
});

describe("memory", () => {
  test("the bound is 110 MiB, the pool, and 1 KiB a connection; 60 MiB more on Bun", () => {
    expect(memoryBound("deno", 100_000)).toBe(174 * MIB + 100_000 * 1024);
    expect(memoryBound("bun", 0)).toBe(234 * MIB);
    expect(memoryBound("node", 1)).toBeUndefined();
  });

  test("connections are kept while they live and 5 s more; unanswered ones 130 s; a million at most", () => {
    // a connection ends every 3 * 50 µs
    expect(keptFlows(planCapture({ profile: "aborted", packets: 30e6 }))).toBe(100_000 + 33_334);
    // one every 12 * 8 µs
    expect(keptFlows(planCapture({ profile: "small-100k", packets: 12e6 }))).toBe(20_000 + 52_084);
    expect(keptFlows(planCapture({ profile: "small-20k", packets: 10e6 }))).toBe(20_000);
    expect(keptFlows(planCapture({ profile: "syn-flood", packets: 10e6 }))).toBe(1e6);
    expect(keptFlows(planCapture({ profile: "syn-flood", packets: 500 }))).toBe(500);
  });
});

describe("cells", () => {
  test("an aim is met up to its value", () => {
    expect(aimCells(1.3, 1.3, 2)).toEqual(["<= 1.30", "yes"]);
    expect(aimCells(1.31, 1.3, 2)).toEqual(["<= 1.30", "NO"]);
    expect(aimCells(9, undefined, 2)).toEqual(["-", "-"]);
  });

  test("a peak that is not above the floor is only known to be no more", () => {
    const cost = { peakBytes: 100 * MIB, floorBytes: 30 * MIB };
    expect(memoryCells(cost, 99 * MIB)).toEqual(["100", "<= 99", "NO"]);
    expect(memoryCells({ ...cost, floorBytes: 100 * MIB }, 110 * MIB)).toEqual(["<= 100", "<= 110", "yes"]);
    expect(memoryCells(cost, undefined)).toEqual(["100", "-", "-"]);
  });
});

describe("what other programs count", () => {
  function read(reader: CountReader, lines: readonly string[]): PeerCounts {
    for (const line of lines) reader.line(line);
    return reader.counts();
  }

  test("is read from what they print", () => {
    expect(read(countedTotals(), ["12 packets"])).toEqual({ packets: 12 });
    expect(read(countedTotals(), ["File name:   a", "Number of packets:   12"])).toEqual({ packets: 12 });
    const verbose = [
      "22:13:20.258468 IP (tos 0x0, ttl 57, id 5, offset 0, flags [DF], proto TCP (6), length 60)",
      "    10.1.64.37.34075 > 10.2.0.54.7103: Flags [S], cksum 0x373a (correct), seq 37, length 0",
      "22:13:20.258482 IP6 (hlim 57) ::1.2 > ::2.3: Flags [S], cksum 0xf174 (incorrect -> 0x1), seq 3, length 0",
    ];
    expect(read(verboseLines(), verbose)).toEqual({ packets: 2, good: 1 });
    const trace = [
      "14 packets seen, 12 TCP packets traced",
      "TCP connection info:",
      "  1: 10.1.64.37:34075 - 10.2.0.54:7103 (a2b)              6>    6<  (complete)",
    ];
    expect(read(tcptraceLines(), trace)).toEqual({ packets: 12, connections: 1 });
    const lost = ["WARNING!! AVL_WhichDir() should not return 0 if", ...trace];
    expect(read(tcptraceLines(), lost)).toEqual({ packets: 12 });
    const fields = ["tcp.stream", "tcp.analysis.flags", "tcp.checksum.status"];
    expect(read(tsharkFields(fields), ["0\t\t1", "1\t\t0", "0\t1\t1"])).toEqual({
      ...{ packets: 3, connections: 2, good: 2 },
    });
    const conversations = [
      "                                    | Frames  Bytes | | Frames  Bytes | | Frames  Bytes |",
      "10.1.64.37:34075  <-> 10.2.0.54:7103      6 425 bytes       5 41 kB      11 840 bytes   0.0   0.6147",
    ];
    expect(read(tsharkConversations(), conversations)).toEqual({ packets: 11, connections: 1 });
    expect(read(floorTotals(), ["5 packets 4 segments 2 connections 1 bad"])).toEqual({
      ...{ packets: 5, connections: 2, good: 3 },
    });
  });

  test("must be what was generated", () => {
    const made = { packets: 5, flows: 2 };
    expect(assertCounts({ packets: 5, good: 5 }, made)).toEqual(["packets", "good checksums"]);
    expect(() => assertCounts({ packets: 5, connections: 3 }, made)).toThrow("3 connections");
    expect(() => assertCounts(read(countedTotals(), []), made)).toThrow("NaN packets");
  });
});

describe("slow reader", () => {
  test("what was read until a time is what was noted before it", () => {
    const notes = [
      [100, 5],
      [200, 9],
    ] as const;
    const reading = { bytes: 12, startedAt: 100, endedAt: 300, notes, lastLine: "" };
    expect([99, 100, 199, 250].map((time) => readUntil(reading, time))).toEqual([0, 5, 5, 9]);
  });
});

describe("totals", () => {
  const summary = {
    ...{ packets: 7, flows: 1, ipv6Packets: 0, payloadBytes: 9 },
    ...{ resentPackets: 0, latePackets: 0, frameBytes: 500, fileBytes: 700 },
  };
  const line = {
    ...{ event: "capture_end", complete: true, packets: 7, bytes: 500, tcp_segments: 7, flows: 1 },
    ...{ non_tcp: 0, cksum_good: 7, copies: 0, backward_time: 0 },
  };

  test("are those of the generator", () => {
    expect(() => assertTotals(JSON.stringify(line), summary)).not.toThrow();
  });

  test.each([
    { copies: 1 },
    { flows: 2 },
    { packets: 6 },
    { complete: false },
    { cksum_good: 6 },
    { event: "flow_end" },
  ])("%o is an error", (wrong) => {
    const [field] = Object.keys(wrong);
    expect(() => assertTotals(JSON.stringify({ ...line, ...wrong }), summary)).toThrow(`${field} is `);
  });
});
