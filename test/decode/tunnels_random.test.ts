import fc from "fast-check";
import { describe, test, vi } from "vitest";
import { type PcapPacket, pcap } from "../support/capture_builder.ts";
import { expectLikeReference } from "../support/decode_all.ts";
import { type NestedFrames, nestedFrame } from "../support/random_nesting.ts";

// Thousands of decodings a test: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const SEED = 20_230_617;
/** Small input memory makes many decode calls of one file. */
const INPUT_BYTES = 4096;

/** Packets of one link type each; the frames of a file are compared together, as a decoder for each is slow. */
function expectAll(
  nested: readonly NestedFrames[],
  packetsOf: (frame: Uint8Array, i: number) => PcapPacket[],
) {
  for (const linkType of new Set(nested.map((one) => one.linkType))) {
    const frames = nested.filter((one) => one.linkType === linkType).flatMap((one) => one.frames);
    expectLikeReference(pcap(frames.flatMap(packetsOf), { linkType }), { inputBytes: INPUT_BYTES });
  }
}

describe("the WASM decoder and the reference agree on", () => {
  test("layers of all kinds in each other", () => {
    fc.assert(
      fc.property(fc.array(nestedFrame, { minLength: 1, maxLength: 60 }), (nested) => {
        expectAll(nested, (data) => [{ data }]);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  test("the same, cut at random places", () => {
    fc.assert(
      fc.property(
        fc.array(nestedFrame, { minLength: 1, maxLength: 30 }),
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }),
        (nested, cuts) => {
          expectAll(nested, (data) => cuts.map((cut) => ({ data, cut: cut % data.length })));
        },
      ),
      { seed: SEED, numRuns: 60 },
    );
  });

  test("the same with changed bytes, and other original lengths", () => {
    const change = fc.tuple(
      fc.nat(1000),
      fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 4, 6, 0x45, 0x60, 0xff)),
    );
    fc.assert(
      fc.property(
        fc.array(nestedFrame, { minLength: 1, maxLength: 40 }),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.option(fc.nat(200), { nil: undefined }),
        (nested, changes, originalLength) => {
          expectAll(nested, (frame, i) => {
            const data = frame.slice();
            for (const [place, value] of changes) data[(place + i) % data.length] = value;
            return [{ data, ...(originalLength === undefined ? {} : { originalLength }) }];
          });
        },
      ),
      { seed: SEED, numRuns: 100 },
    );
  });
});
