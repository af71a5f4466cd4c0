import { describe, expect, test } from "vitest";
import { planCapture } from "../bench/generator/plan.ts";
import { COMPARISONS, SIZES } from "../bench/measure/comparisons.ts";
import { keptFlows, memoryBound } from "../bench/measure/memory.ts";
import { parseBenchOptions, ROW_NAMES, selectRows } from "../bench/measure/options.ts";
import type { Command, ProcessCost } from "../bench/measure/process.ts";
import { measureRounds } from "../bench/measure/rounds.ts";
import { assertTotals } from "../bench/measure/totals.ts";
import { aimCells, memoryCells } from "../bench/report/cells.ts";

const MIB = 2 ** 20;

describe("rows", () => {
  test("are named once", () => {
    expect(new Set(ROW_NAMES).size).toBe(ROW_NAMES.length);
    expect(COMPARISONS.every(({ profile }) => SIZES[profile] !== undefined)).toBe(true);
  });

  test("are chosen by name or by a part of it", () => {
    expect(selectRows("mtu/tcpdump")).toEqual(["mtu/tcpdump"]);
    expect(selectRows("tshark")).toEqual(["mtu/tshark", "small-100/tshark", "small-100k/tshark"]);
    expect(selectRows("stdin,memory/live")).toEqual(["mtu/stdin", "memory/live"]);
    expect(selectRows("small-20k")).toEqual(["decode/small-20k", "small-20k/tcptrace"]);
    expect(() => selectRows("tshark,small")).toThrow("no row small;");
  });

  test("memory is measured only when asked for", () => {
    expect(parseBenchOptions([])!.rows).toEqual(ROW_NAMES.filter((name) => !name.startsWith("memory/")));
    expect(parseBenchOptions(["--memory"])!.rows).toEqual([
      "memory/churn",
      "memory/live",
      "memory/syn-flood",
    ]);
    expect(() => parseBenchOptions(["--memory", "--only", "mtu"])).toThrow(RangeError);
  });
});

describe("options", () => {
  test("have the values that DESIGN's ratios are quoted for", () => {
    expect(parseBenchOptions([])).toMatchObject({
      quick: false,
      runtimes: ["deno", "bun"],
      details: ["flow", "phase"],
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
    const contest = { subjects, peer: ["p", "4"] as const, peerOnce: false, peerShare: 1, rounds: 2 };
    const [a, b] = measureRounds(contest, fakeTime(log));
    expect(log.join("")).toBe("apbpapbp");
    // p takes 4, 4.4, 4.8, 5.2
    expect(a!.ratio.max).toBeCloseTo(6 / 4);
    expect(a!.ratio.min).toBeCloseTo(6.6 / 4.8);
    expect(b!.ratio.max).toBeCloseTo(12 / 4.4);
    expect(b!.ratio.median).toBeCloseTo((12 / 4.4 + 13.2 / 5.2) / 2);
    expect(a!.wall.median).toBeCloseTo(6.3);
    expect(a!.cpu).toBeCloseTo(12.6);
    expect(a!.peakBytes).toBe(101 * MIB);
  });

  test("a slow peer runs once a round, and its smaller capture counts by packets", () => {
    const log: string[] = [];
    const contest = { subjects, peer: ["p", "3"] as const, peerOnce: true, peerShare: 0.1, rounds: 2 };
    const [a, b] = measureRounds(contest, fakeTime(log));
    expect(log.join("")).toBe("apbapb");
    expect(a!.ratio.median).toBeCloseTo(0.2);
    expect(b!.ratio.median).toBeCloseTo(0.4);
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
