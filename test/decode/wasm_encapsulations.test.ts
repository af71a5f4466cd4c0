import { describe, expect, test, vi } from "vitest";
import { type PcapPacket, pcap } from "../support/capture_builder.ts";
import { expectLikeReference } from "../support/decode_all.ts";
import {
  type CatalogueFrame,
  DATAGRAMS,
  ENCAPSULATIONS,
  FRAMES,
  LINK_TYPES,
} from "../support/frame_catalogue.ts";

// A hundred thousand packets: a minute on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

type PacketsOf = (frame: CatalogueFrame) => PcapPacket[];

/** Names the frames that the WASM decoder and the reference differ about. */
function differing(packetsOf: PacketsOf): string[] {
  return LINK_TYPES.flatMap((linkType) => {
    const frames = FRAMES.filter((frame) => frame.linkType === linkType);
    return differingOf(frames, linkType, packetsOf);
  });
}

/** One file of many frames, as a decoder for each is slow; and of ever fewer, to find those that differ. */
function differingOf(frames: readonly CatalogueFrame[], linkType: number, packetsOf: PacketsOf): string[] {
  try {
    expectLikeReference(pcap(frames.flatMap(packetsOf), { linkType }), { inputBytes: 16_384 });
    return [];
  } catch (error) {
    if (frames.length === 1) return [`${frames[0]!.name}: ${error instanceof Error ? error.message : error}`];
    const half = frames.length >> 1;
    return [frames.slice(0, half), frames.slice(half)].flatMap((part) =>
      differingOf(part, linkType, packetsOf),
    );
  }
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
