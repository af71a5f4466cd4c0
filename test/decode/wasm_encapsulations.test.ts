import { describe, expect, test, vi } from "vitest";
import { type PcapPacket, pcap } from "../support/capture_builder.ts";
import { expectLikeReference } from "../support/decode_all.ts";
import { type CatalogueFrame, DATAGRAMS, ENCAPSULATIONS, FRAMES } from "../support/frame_catalogue.ts";

// Thousands of decodings a test: seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

/** Makes a file of each frame; names the frames that the WASM decoder and the reference differ about. */
function differing(packetsOf: (frame: CatalogueFrame) => PcapPacket[]): string[] {
  return FRAMES.flatMap((frame) => {
    try {
      expectLikeReference(pcap(packetsOf(frame), { linkType: frame.linkType }), { inputBytes: 16_384 });
      return [];
    } catch (error) {
      return `${frame.name}: ${error instanceof Error ? error.message : error}`;
    }
  });
}

describe("the WASM decoder and the reference agree on", () => {
  for (const { name, linkType, wrap } of ENCAPSULATIONS) {
    test(`every datagram in ${name}`, () => {
      const { end } = expectLikeReference(
        pcap(
          DATAGRAMS.map(({ data }) => wrap(data)),
          { linkType },
        ),
      );
      expect(end.packets).toBe(DATAGRAMS.length);
    });
  }

  test("every frame, cut at every byte", () => {
    expect(differing(({ data }) => Array.from({ length: data.length }, (_, cut) => ({ data, cut })))).toEqual(
      [],
    );
  });

  test("frames whose original length is not theirs", () => {
    const lengths = [0, 1, 13, 14, 20, 33, 34, 40, 53, 54, 60, 73, 75, 100, 262_144, 0xffffffff];
    expect(
      differing(({ data }) =>
        lengths.flatMap((originalLength) => [
          { data, originalLength },
          { data, originalLength, cut: data.length - 5 },
        ]),
      ),
    ).toEqual([]);
  });
});
