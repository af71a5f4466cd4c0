import fc from "fast-check";
import { describe, test, vi } from "vitest";
import { type PcapngBlock, pcapng } from "../support/builder/pcapng.ts";
import { expectLikePcapngReference } from "../support/decode_pcapng.ts";
import { pcapngBlocks } from "../support/pcapng_arbitraries.ts";

// Thousands of decodings a test: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const SEED = 20_240_101;
const RUNS = 150;
/** Small input memory makes many decode calls of one file. */
const INPUT_BYTES = 4096;

const chunk = fc.constantFrom(undefined, 1, 2, 3, 7, 64, 1000);

/** Length of the first section's header: without that a file is no pcapng file. */
const headerBytes = (blocks: readonly PcapngBlock[]): number => pcapng(blocks.slice(0, 1)).length;

describe("decoder and reference agree on", () => {
  test("random blocks", () => {
    fc.assert(
      fc.property(pcapngBlocks(), chunk, (blocks, size) => {
        expectLikePcapngReference(pcapng(blocks), { chunk: size, inputBytes: INPUT_BYTES });
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test("random blocks, some of them broken", () => {
    fc.assert(
      fc.property(pcapngBlocks({ damaged: 15 }), chunk, (blocks, size) => {
        expectLikePcapngReference(pcapng(blocks), { chunk: size, inputBytes: INPUT_BYTES });
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test("files that are cut anywhere", () => {
    fc.assert(
      fc.property(pcapngBlocks({ maxLength: 12 }), fc.nat(), chunk, (blocks, place, size) => {
        const file = pcapng(blocks);
        const end = headerBytes(blocks) + (place % (file.length - headerBytes(blocks) + 1));
        expectLikePcapngReference(file.subarray(0, end), { chunk: size, inputBytes: INPUT_BYTES });
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test("files with changed bytes anywhere", () => {
    const change = fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 4, 0x0a, 0xff)));
    const changes = fc.array(change, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(pcapngBlocks({ maxLength: 20 }), changes, chunk, (blocks, changed, size) => {
        const file = pcapng(blocks);
        const first = headerBytes(blocks);
        for (const [place, value] of changed) file[first + (place % (file.length - first))] = value;
        expectLikePcapngReference(file, { chunk: size, inputBytes: INPUT_BYTES });
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
