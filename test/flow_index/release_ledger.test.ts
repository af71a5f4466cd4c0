import { describe, expect, test, vi } from "vitest";
import type { Batch } from "../../src/capture/batch.ts";
import { Decoder } from "../../src/capture/decoder.ts";
import { ownedBatch, ReleaseLedger } from "../../src/owned_batch.ts";
import { FlowSlots } from "../../src/tcp/lifecycle/flow_slots.ts";
import { HASH_SEEDS } from "./hash_seeds.ts";
import { difference, Lifecycle } from "./lifecycle.ts";
import { Feed, IPV6_RECORD_BYTES } from "./packets.ts";
import { Random } from "./random.ts";
import { trackBatch } from "./track.ts";
import { groups, randomTraffic, type Traffic } from "./traffic.ts";

// hundreds of runs a test: seconds on a busy machine
vi.setConfig({ testTimeout: 30_000 });

const BATCH_SIZES = [1, 2, 7, 64, 500];
const LAGS = [0, 1, 2, 3, 4];
const TRAFFIC = Array.from({ length: 16 }, (_, seed) => randomTraffic(1000 + seed, 800));

/** ReleaseLedger, as the stages use it. */
type Ledger = Pick<ReleaseLedger, "decoded" | "tracked" | "take">;

/** Wrong: what the tracker gives back is free, though batches that name it wait in the queue. */
class Heedless implements Ledger {
  #returned: number[] = [];
  decoded(): void {}
  tracked(released: Uint32Array): void {
    this.#returned.push(...released);
  }
  take(): Uint32Array {
    const list = Uint32Array.from(new Set(this.#returned));
    this.#returned = [];
    return list;
  }
}

interface Run {
  readonly log: number[];
  /** Most batches that were decoded and not tracked. */
  readonly behind: number;
}

/** Decodes ahead of the tracker by as many batches as `lag` says anew for each. */
function track(traffic: Traffic, size: number, decoder: Decoder, ledger: Ledger, lag: () => number): Run {
  const feed = new Feed(decoder);
  const slots = new FlowSlots();
  const lifecycle = new Lifecycle(slots, traffic.limits);
  const queue: Batch[] = [];
  let behind = 0;
  const trackUntil = (left: number) => {
    while (queue.length > left) {
      trackBatch(lifecycle, queue.shift()!);
      ledger.tracked(slots.takeReleased());
    }
  };
  const release = () => {
    const free = ledger.take();
    decoder.release(free, free.length);
  };
  for (const group of groups(traffic, size)) {
    feed.push(group, (batch) => {
      ledger.decoded(batch);
      queue.push(ownedBatch(batch));
      trackUntil(lag());
      behind = Math.max(behind, queue.length);
      release();
    });
  }
  feed.end();
  trackUntil(0);
  lifecycle.end();
  ledger.tracked(slots.takeReleased());
  release();
  return { log: lifecycle.log, behind };
}

describe("the lifecycle is the same however far the tracker is behind", () => {
  for (const [name, hashSeed] of HASH_SEEDS.slice(0, 2)) {
    test.for(BATCH_SIZES)(`batches of %i records, hash seed: ${name}`, (size) => {
      const decoder = new Decoder({ hashSeed, inputBytes: size * IPV6_RECORD_BYTES });
      for (const [seed, traffic] of TRAFFIC.entries()) {
        const random = new Random(seed);
        const changing = () => random.below(LAGS.length);
        for (const lag of [...LAGS, changing]) {
          const always = typeof lag === "number" ? () => lag : lag;
          const { log, behind } = track(traffic, size, decoder, new ReleaseLedger(), always);
          const found = difference(log, traffic.log);
          if (found)
            expect.fail(`traffic ${seed}, lag ${typeof lag === "number" ? lag : "changing"}: ${found}`);
          // nothing is kept for ever
          expect(decoder.flowCount).toBe(0);
          if (size < 200 && typeof lag === "number") expect(behind).toBe(lag);
        }
      }
    });
  }
});

test("indices come back while the tracker is behind", () => {
  const traffic = TRAFFIC[0]!;
  const decoder = new Decoder({ hashSeed: HASH_SEEDS[0]![1], inputBytes: 2 * IPV6_RECORD_BYTES });
  class Counting extends ReleaseLedger {
    taken = 0;
    override take(): Uint32Array {
      const list = super.take();
      this.taken += list.length;
      return list;
    }
  }
  const ledger = new Counting();
  track(traffic, 2, decoder, ledger, () => 4);
  expect(ledger.taken).toBeGreaterThan(traffic.connections / 3);
});

describe("decoding ahead without the ledger shows", () => {
  for (const lag of LAGS.slice(1)) {
    test.for(BATCH_SIZES.filter((size) => size < 200))(`lag ${lag}, batches of %i records`, (size) => {
      const wrong = TRAFFIC.filter((traffic) => {
        const decoder = new Decoder({ hashSeed: HASH_SEEDS[0]![1], inputBytes: size * IPV6_RECORD_BYTES });
        try {
          const { log } = track(traffic, size, decoder, new Heedless(), () => lag);
          return difference(log, traffic.log) !== undefined;
        } catch (error) {
          // an index given back twice
          if (error instanceof WebAssembly.RuntimeError) return true;
          throw error;
        }
      });
      expect(wrong.length).toBeGreaterThan(0.9 * TRAFFIC.length);
    });
  }
});
