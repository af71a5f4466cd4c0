import { describe, expect, test, vi } from "vitest";
import { Decoder } from "../../src/capture/decoder.ts";
import { ethernet, filler, type PcapPacket, pcap, tcpPacket } from "../support/capture_builder.ts";
import {
  type DecodeAllOptions,
  type DecodeAllResult,
  decodeAll,
  expectLikeReference,
} from "../support/decode_all.ts";
import { FRAMES } from "../support/frame_catalogue.ts";

// Thousands of decodings a test: seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

/** Every Ethernet frame of the catalogue, whole and cut, among large ones. */
function mixedCapture(): Uint8Array {
  const packets = FRAMES.filter(({ linkType }) => linkType === 1).flatMap(({ data }, i): PcapPacket[] => [
    { data, nsec: i * 1000 },
    { data, cut: (i * 7) % data.length, nsec: i * 1000 },
    {
      data: ethernet(
        tcpPacket({ payload: filler((i * 131) % 1500, i), from: `10.0.0.${i % 250}:${1000 + i}` }),
      ),
    },
  ]);
  return pcap(packets);
}

/** All that does not depend on where the records lie in memory, digests included. */
function meaning(result: DecodeAllResult) {
  return { ...result, segments: result.segments.map(({ flowIndex: _, reversed: __, ...rest }) => rest) };
}

const FILE = mixedCapture();
const WHOLE = meaning(decodeAll(FILE));

test("the capture is worth comparing", () => {
  expectLikeReference(FILE);
  expect(WHOLE.segments.length).toBeGreaterThan(200);
  expect(new Set(WHOLE.segments.map(({ tcpVerdict }) => tcpVerdict)).size).toBe(6);
});

describe("nothing depends on how the input comes", () => {
  for (const chunk of [1, 7, 64, 4096, 65_536, FILE.length]) {
    test(`chunks of ${chunk} bytes`, () => {
      expect(meaning(decodeAll(FILE, { chunk }))).toEqual(WHOLE);
    });
  }

  for (const inputBytes of [1, 17, 40, 1000, 65_536]) {
    test(`input memory of ${inputBytes} bytes`, () => {
      expect(meaning(decodeAll(FILE, { inputBytes }))).toEqual(WHOLE);
    });
  }

  test("other hash seeds", () => {
    for (const fill of [0, 1, 0xffffffff, 0x12345678]) {
      expect(meaning(decodeAll(FILE, { hashSeed: new Uint32Array(20).fill(fill) }))).toEqual(WHOLE);
    }
  });
});

describe("nothing depends on memory that holds nothing", () => {
  const NOISE = filler(65_521, 77);
  const POISONS: Readonly<Record<string, (bytes: Uint8Array) => void>> = {
    "0x00": (bytes) => bytes.fill(0x00),
    "0xff": (bytes) => bytes.fill(0xff),
    "0x08": (bytes) => bytes.fill(0x08),
    random: (bytes) => {
      for (let at = 0; at < bytes.length; at += NOISE.length)
        bytes.set(NOISE.subarray(0, bytes.length - at), at);
    },
  };
  for (const [name, poison] of Object.entries(POISONS)) {
    for (const options of [
      {},
      { chunk: 333, inputBytes: 3000 },
      { chunk: 7, inputBytes: 500 },
    ] as DecodeAllOptions[]) {
      test(`${name}, ${JSON.stringify(options)}`, () => {
        expect(meaning(decodeAll(FILE, { ...options, poison }))).toEqual(WHOLE);
      });
    }
  }

  test("each frame as the last bytes of the input", () => {
    const [clean, dirty] = [POISONS["0x00"]!, POISONS.random!].map((poison) => {
      const decoder = new Decoder({ inputBytes: 4096 });
      return FRAMES.flatMap(({ data, linkType }) =>
        [data.length, data.length - 1, data.length >> 1].map((cut) =>
          meaning(decodeAll(pcap([{ data, cut }], { linkType }), { decoder, poison })),
        ),
      );
    });
    expect(dirty).toEqual(clean);
  });
});
