/** What holds of the figures whatever the traffic, and at their bounds. */
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { newDirectionTotals } from "../../../src/events/mod.ts";
import { phaseEventSchema } from "../../../src/events/schemas.ts";
import { PoolBudget } from "../../../src/tcp/lifecycle/pool.ts";
import { Metrics } from "../../../src/tcp/metrics/metrics.ts";
import { Senders } from "../../../src/tcp/sent/senders.ts";
import { ConnectionStore } from "../../../src/tcp/state/connection_store.ts";
import { CF_LIMIT_METRICS, CLIENT } from "../../../src/tcp/state/state_layout.ts";
import { FLAG_ACK } from "../../../wasm/layout.ts";
import { randomScript } from "../random_segments.ts";
import { newConnection, OneSegment } from "../state_builder.ts";
import { linesOf, scriptOf } from "./analyze_script.ts";

type Totals = Readonly<Record<string, number | undefined>>;

const endOf = (segments: string) =>
  linesOf(scriptOf(segments), { detail: "flow" }).find(({ event }) => event === "flow_end")!;
const totalsOf = (segments: string, direction: "c2s" | "s2c"): Totals => endOf(segments)[direction] as Totals;

describe("figures", () => {
  it("are the same at every level of detail", () => {
    fc.assert(
      fc.property(randomScript(40), (script) => {
        const endsAt = (detail: "flow" | "phase" | "segment") =>
          linesOf(script, { detail }).filter(({ event }) => event === "flow_end");
        expect(endsAt("phase")).toEqual(endsAt("flow"));
        expect(endsAt("segment")).toEqual(endsAt("flow"));
      }),
      { numRuns: 60 },
    );
  });

  it("go together", () => {
    fc.assert(
      fc.property(randomScript(60), (script) => {
        for (const end of linesOf(script, { detail: "flow" }).filter(({ event }) => event === "flow_end")) {
          v.parse(phaseEventSchema, end);
          for (const totals of [end.c2s, end.s2c] as Totals[]) {
            const { wire_segments = 0, retrans_wire_segments = 0, max_in_flight = 0 } = totals;
            expect(retrans_wire_segments).toBeLessThanOrEqual(wire_segments);
            expect(max_in_flight).toBeGreaterThanOrEqual(0);
            expect(totals.goodput_bps ?? 0).toBeLessThanOrEqual(totals.throughput_bps ?? 0);
            expect(totals.initial_window_bytes ?? 0).toBeLessThanOrEqual(totals.unique_bytes!);
            expect(totals.response_p50_ns ?? 0).toBeLessThanOrEqual(totals.response_p99_ns ?? 0);
            expect(totals.response_p99_ns ?? 0).toBeLessThanOrEqual(totals.response_max_ns ?? 0);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("responses", () => {
  const OPEN = "0 c S 0:0(0)\n0.001 s S. 0:0(0) ack 1\n0.002 c . 1:1(0) ack 1\n";

  it("are those of the turns, however long the peer pauses", () => {
    const script = scriptOf(
      `${OPEN}0.01 c P. 1:11(10) ack 1\n0.03 s P. 1:11(10) ack 11\n5 c P. 11:21(10) ack 11\n5.5 s P. 11:21(10) ack 21`,
    );
    const lines = linesOf(script);
    const responses = (dir: string) =>
      lines
        .filter((line) => line.event === "data" && line.dir === dir)
        .flatMap((line) => line.response_ns ?? []);
    const end = lines.find(({ event }) => event === "flow_end")!;
    expect(responses("s2c")).toEqual([20_000_000, 500_000_000]);
    expect(end.s2c).toMatchObject({ response_count: 2, response_min_ns: 20e6, response_max_ns: 500e6 });
    expect(responses("c2s")).toEqual([4_970_000_000]);
    expect(end.c2s).toMatchObject({ response_count: 1, response_min_ns: 4970e6, response_p50_ns: 4970e6 });
  });

  it("are none where the first segment does not acknowledge all", () => {
    const crossed = `${OPEN}0.01 c P. 1:11(10) ack 1\n0.02 c P. 11:21(10) ack 1\n0.03 s P. 1:11(10) ack 11`;
    expect(totalsOf(`${crossed}\n0.04 s P. 11:21(10) ack 21`, "s2c").response_count).toBe(0);
  });
});

describe("segments on the wire", () => {
  const one = (client: string, server: string, segment: string): Totals =>
    totalsOf(
      `0 c S 0:0(0) ${client}\n0.001 s S. 0:0(0) ack 1 ${server}\n0.002 c . 1:1(0) ack 1\n${segment}`,
      "c2s",
    );

  it.each<[string, string, string, string, number]>([
    ["as large as the MSS is one", "<mss 1460>", "<mss 1460>", "0.01 c . 1:1461(1460) ack 1", 1],
    ["larger by a byte is two", "<mss 1460>", "<mss 1460>", "0.01 c . 1:1462(1461) ack 1", 2],
    ["of a whole number is that", "<mss 1460>", "<mss 1460>", "0.01 c . 1:4381(4380) ack 1", 3],
    [
      "with options holds less",
      "<mss 1460>",
      "<mss 1460>",
      "0.01 c . 1:1461(1460) ack 1 <nop, nop, timestamps 1 1>",
      2,
    ],
    ["follows the lower MSS of both", "<mss 500>", "<mss 9000>", "0.01 c . 1:1001(1000) ack 1", 2],
    ["is one where the peer told no MSS", "<mss 500>", "", "0.01 c . 1:1001(1000) ack 1", 1],
  ])("a segment %s", (_, client, server, segment, count) => {
    expect(one(client, server, segment).wire_segments).toBe(count);
  });

  it("count what was sent again as large as it is", () => {
    const again = "0.01 c . 1:4381(4380) ack 1\n0.02 c . 2921:5841(2920) ack 1\n0.03 c . 1:1461(1460) ack 1";
    expect(one("<mss 1460>", "<mss 1460>", again)).toMatchObject({
      wire_segments: 6,
      retrans_wire_segments: 2,
      retrans_ppm: 333_333,
    });
  });
});

describe("without an acknowledgement ever seen", () => {
  it("there is neither an initial window nor anything in flight", () => {
    const totals = totalsOf("0 c S 0:0(0)\n0.1 c . 1:11(10) ack 1\n0.2 c . 11:21(10) ack 1", "c2s");
    expect(totals).toMatchObject({ wire_segments: 2, throughput_bps: 1600, idle_max_ns: 100_000_000 });
    expect(totals.initial_window_bytes).toBeUndefined();
    expect(totals.max_in_flight).toBeUndefined();
  });
});

describe("without memory", () => {
  it("the figures are absent, and the connection says so", () => {
    const pool = new PoolBudget(0);
    const metrics = new Metrics(pool, new Senders(pool), 2e8);
    const connection = newConnection(new ConnectionStore());
    const one = new OneSegment();
    const segment = one.fill({ flags: FLAG_ACK, seq: 1, length: 10, frame: 1 });
    metrics.before(connection, segment, true);
    segment.newBytes = 10;
    metrics.after(connection, segment);
    expect(connection.has(CF_LIMIT_METRICS)).toBe(true);
    const totals = newDirectionTotals();
    metrics.fill(totals, connection, CLIENT);
    expect(totals).toEqual(newDirectionTotals());
    expect(metrics.stallsOf(connection)).toBeUndefined();
    metrics.close(connection);
  });
});
