import { describe, expect, test, vi } from "vitest";
import { Decoder } from "../../src/capture/decoder.ts";
import { FlowSlots } from "../../src/tcp/lifecycle/flow_slots.ts";
import { HASH_SEEDS } from "./hash_seeds.ts";
import { difference, Lifecycle, reasonCounts } from "./lifecycle.ts";
import { Feed, IPV6_RECORD_BYTES } from "./packets.ts";
import { trackBatch } from "./track.ts";
import { groups, randomTraffic, type Traffic } from "./traffic.ts";

// hundreds of runs a test: seconds on a busy machine
vi.setConfig({ testTimeout: 30_000 });

const PACKETS = 800;
const BATCH_SIZES = [1, 2, 7, 64, 500];
const TRAFFIC = Array.from({ length: 60 }, (_, seed) => randomTraffic(seed, PACKETS));

/** FlowSlots, and what it gives back to the decoder after a batch. */
type Protocol = (decoder: Decoder) => FlowSlots;

const THE_PROTOCOL: Protocol = () => new FlowSlots();

/** Wrong: an index is free as soon as its connection ended, while the batch may name it again. */
const FREES_AT_ONCE: Protocol = (decoder) => {
  class FreesAtOnce extends FlowSlots {
    override empty(index: number): void {
      super.empty(index);
      decoder.release(Uint32Array.of(index), 1);
    }
    override takeReleased(): Uint32Array {
      super.takeReleased();
      return new Uint32Array(0);
    }
  }
  return new FreesAtOnce();
};

/** Wrong: after the batch, each index once, but not looked at whether a connection stands on it again. */
const FREES_UNCHECKED: Protocol = () => {
  class FreesUnchecked extends FlowSlots {
    #list = new Set<number>();
    override empty(index: number): void {
      super.empty(index);
      this.#list.add(index);
    }
    override takeReleased(): Uint32Array {
      super.takeReleased();
      const list = Uint32Array.from(this.#list);
      this.#list.clear();
      return list;
    }
  }
  return new FreesUnchecked();
};

/** Runs `traffic` through `decoder`, pieces of it at a time, and returns the log of the lifecycle. */
function track(
  traffic: Traffic,
  decoder: Decoder,
  pieces: Iterable<Uint8Array>,
  protocol: Protocol,
): number[] {
  const feed = new Feed(decoder);
  const slots = protocol(decoder);
  const lifecycle = new Lifecycle(slots, traffic.limits);
  const release = () => {
    const released = slots.takeReleased();
    decoder.release(released, released.length);
  };
  for (const piece of pieces) {
    feed.push(piece, (batch) => {
      trackBatch(lifecycle, batch);
      release();
    });
  }
  feed.end();
  lifecycle.end();
  release();
  return lifecycle.log;
}

function* chunks(bytes: Uint8Array, size: number): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test("the traffic is worth tracking", () => {
  const sum: Record<string, number> = {};
  for (const { log, connections } of TRAFFIC) {
    expect(connections).toBeGreaterThan(100);
    for (const [reason, n] of Object.entries(reasonCounts(log))) sum[reason] = (sum[reason] ?? 0) + n;
  }
  for (const n of Object.values(sum)) expect(n).toBeGreaterThan(60);
});

test.for(BATCH_SIZES)("groups of %i records come as batches of as many", (size) => {
  const feed = new Feed({ inputBytes: size * IPV6_RECORD_BYTES });
  const counts: number[] = [];
  for (const group of groups(TRAFFIC[0]!, size)) feed.push(group, (batch) => counts.push(batch.count));
  expect(counts.length).toBe(Math.ceil(PACKETS / size));
  expect(new Set(counts.slice(0, -1))).toEqual(new Set([size]));
});

describe("the lifecycle over flow indices is that over 4-tuples", () => {
  for (const [name, hashSeed] of HASH_SEEDS) {
    test.for(BATCH_SIZES)(`batches of %i records, hash seed: ${name}`, (size) => {
      // one decoder for all, so that runs begin with free indices in any order
      const decoder = new Decoder({ hashSeed, inputBytes: size * IPV6_RECORD_BYTES });
      for (const [seed, traffic] of TRAFFIC.entries()) {
        const log = track(traffic, decoder, groups(traffic, size), THE_PROTOCOL);
        const found = difference(log, traffic.log);
        if (found) expect.fail(`traffic ${seed}: ${found}`);
        expect(decoder.flowCount).toBe(0);
      }
    });
  }

  test.for([
    [13, undefined],
    [997, undefined],
    [4096, 101],
    [20_000, 1009],
  ] as const)("chunks of %i bytes, input memory of %s", ([chunk, inputBytes]) => {
    const decoder = new Decoder({ hashSeed: HASH_SEEDS[0]![1], ...(inputBytes ? { inputBytes } : {}) });
    for (const [seed, traffic] of TRAFFIC.entries()) {
      const log = track(traffic, decoder, chunks(traffic.bytes, chunk), THE_PROTOCOL);
      const found = difference(log, traffic.log);
      if (found) expect.fail(`traffic ${seed}: ${found}`);
      expect(decoder.flowCount).toBe(0);
    }
  });
});

describe("a wrong protocol shows", () => {
  for (const [name, protocol] of [
    ["free at once while tracking", FREES_AT_ONCE],
    ["free what a new connection stands on", FREES_UNCHECKED],
  ] as const) {
    test.for(BATCH_SIZES)(`${name}, batches of %i records`, (size) => {
      const runs = TRAFFIC.slice(0, 20);
      const wrong = runs.filter((traffic) => {
        // a new decoder each time: the wrong protocol leaves it broken
        const decoder = new Decoder({ hashSeed: HASH_SEEDS[0]![1], inputBytes: size * IPV6_RECORD_BYTES });
        try {
          return (
            difference(track(traffic, decoder, groups(traffic, size), protocol), traffic.log) !== undefined
          );
        } catch (error) {
          // an index given back twice
          if (error instanceof WebAssembly.RuntimeError) return true;
          throw error;
        }
      });
      expect(wrong.length).toBeGreaterThan(0.9 * runs.length);
    });
  }
});
