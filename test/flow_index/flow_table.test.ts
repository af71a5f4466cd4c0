import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { Decoder } from "../../src/capture/decoder.ts";
import { KEY_PAGE_SHIFT } from "../../wasm/layout.ts";
import { AWKWARD_FLOWS } from "./awkward_flows.ts";
import { CheckedFlowTable, type Flow } from "./flow_table_model.ts";
import { ALL_COLLIDE, HASH_SEEDS, randomHashSeed } from "./hash_seeds.ts";
import { numberedFlow } from "./packets.ts";
import { Random } from "./random.ts";

// hundreds of thousands of flows: seconds on a busy machine
vi.setConfig({ testTimeout: 30_000 });

const SEED = 20_240_229;
const KEY_PAGE = 1 << KEY_PAGE_SHIFT;

const numbered = (id: number): Flow => ({ ...numberedFlow(id), name: `client ${id}`, loop: false });

test("the awkward flows are different ones", () => {
  const keys = AWKWARD_FLOWS.map(({ forth }) => forth.subarray(16).join());
  expect(new Set(keys).size).toBe(AWKWARD_FLOWS.length);
  expect(AWKWARD_FLOWS.length).toBeGreaterThan(1000);
});

describe("index and key are a bijection while live", () => {
  const step = fc.record({
    packets: fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 60 }),
    release: fc.array(fc.nat(), { maxLength: 40 }),
  });

  test.for(HASH_SEEDS)("any packets and releases: %s", ([, hashSeed]) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: AWKWARD_FLOWS.length }), fc.array(step), (flows, steps) => {
        const table = new CheckedFlowTable({ hashSeed });
        for (const { packets, release } of steps) {
          // a stride, so that a few flows are of both families
          for (const [n, forth] of packets)
            table.send(AWKWARD_FLOWS[((n % flows) * 601) % AWKWARD_FLOWS.length]!, forth);
          table.decode();
          const { live } = table;
          if (live.length > 0) table.release([...new Set(release.map((n) => live[n % live.length]!))]);
        }
      }),
      { seed: SEED, numRuns: 40 },
    );
  });

  test.for(HASH_SEEDS)("many packets, flows and orders of release: %s", ([, hashSeed]) => {
    const random = new Random(SEED);
    const table = new CheckedFlowTable({ hashSeed });
    for (let round = 0; round < 120; round++) {
      for (let n = random.below(200); n > 0; n--) table.send(random.pick(AWKWARD_FLOWS), random.chance(0.5));
      table.decode();
      const { live } = table;
      const count = random.below(round % 10 === 9 ? live.length + 1 : 120);
      const orders = [
        () => live.slice(0, count),
        () => live.slice(-count).reverse(),
        () => random.shuffle([...live]).slice(0, count),
      ];
      table.release(random.pick(orders)());
    }
    expect(table.peak).toBeGreaterThan(300);
    for (const flow of random.shuffle([...AWKWARD_FLOWS])) table.send(flow, random.chance(0.5));
    table.decode();
    expect(table.decoder.flowCount).toBe(AWKWARD_FLOWS.length);
  });
});

test("growth over several doublings and three key pages, releases of any number at once", () => {
  const random = new Random(SEED);
  const flows = Array.from({ length: 2 * KEY_PAGE + 2000 }, (_, id) => numbered(id));
  const table = new CheckedFlowTable({ hashSeed: randomHashSeed(2) });
  const memoryAtStart = table.decoder.memory.buffer.byteLength;
  const insert = (from: number, to: number) => {
    for (let id = from; id < to; id++) {
      table.send(flows[id]!, random.chance(0.5));
      if (random.chance(0.3)) table.send(flows[random.below(id + 1)]!, random.chance(0.5));
    }
    table.decode();
  };
  for (let from = 0; from < flows.length; from += 20_000) {
    insert(from, Math.min(from + 20_000, flows.length));
    // fewer than come, so that the table grows on with holes in it
    table.release(random.shuffle([...table.live]).slice(0, 2500));
  }
  for (const flow of flows) table.send(flow);
  table.decode();
  expect(table.peak).toBe(flows.length);
  expect(flows.some((flow) => table.indexOf(flow) >= 2 * KEY_PAGE)).toBe(true);
  expect(table.decoder.memory.buffer.byteLength).toBeGreaterThan(memoryAtStart);

  // more at once than one list in WASM memory takes
  table.release(random.shuffle([...flows]).slice(0, 100_000));
  const grown = table.decoder.memory.buffer.byteLength;
  for (const flow of random.shuffle([...flows])) table.send(flow, random.chance(0.5));
  table.decode();
  expect(table.decoder.memory.buffer.byteLength).toBe(grown);
});

test("growth while all keys collide", () => {
  const random = new Random(SEED);
  // half of the first table's entries and more
  const flows = Array.from({ length: 17_000 }, (_, id) => numbered(id));
  const table = new CheckedFlowTable({ hashSeed: ALL_COLLIDE });
  for (const flow of flows) table.send(flow);
  table.decode();
  table.release(random.shuffle([...flows]).slice(0, 1000));
  for (let n = 0; n < 2000; n++) table.send(random.pick(flows), random.chance(0.5));
  table.decode();
});

describe("an index that is not in use can't be given back", () => {
  const oneFlow = () => {
    const table = new CheckedFlowTable({ hashSeed: randomHashSeed(3) });
    table.send(numbered(1));
    table.decode();
    return table;
  };

  test("twice", () => {
    const { decoder } = oneFlow();
    expect(() => decoder.release(Uint32Array.of(0, 0), 2)).toThrow(WebAssembly.RuntimeError);
  });

  test("after it was given back", () => {
    const { decoder } = oneFlow();
    decoder.release(Uint32Array.of(0), 1);
    expect(decoder.flowCount).toBe(0);
    expect(() => decoder.release(Uint32Array.of(0), 1)).toThrow(WebAssembly.RuntimeError);
  });

  test("before it was ever handed out", () => {
    const { decoder } = oneFlow();
    expect(() => decoder.release(Uint32Array.of(1), 1)).toThrow(WebAssembly.RuntimeError);
    expect(() => new Decoder().release(Uint32Array.of(0), 1)).toThrow(WebAssembly.RuntimeError);
  });

  test("only the counted part of a list is looked at", () => {
    const { decoder } = oneFlow();
    decoder.release(Uint32Array.of(0, 7, 7), 1);
    expect(decoder.flowCount).toBe(0);
  });
});
