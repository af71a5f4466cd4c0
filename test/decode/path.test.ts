import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { Decoder } from "../../src/capture/decoder.ts";
import {
  LINKTYPE_ETHERNET,
  LINKTYPE_IPV4,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_LOOP,
  LINKTYPE_NULL,
  LINKTYPE_RAW,
} from "../../wasm/layout.ts";
import {
  concat,
  ethernet,
  filler,
  loop,
  nullLoopback,
  pcap,
  sll,
  sll2,
  tcpPacket,
  u16,
  u32,
} from "../support/capture_builder.ts";
import { decodeAll } from "../support/decode_all.ts";
import { FRAMES, LINK_TYPES } from "../support/frame_catalogue.ts";
import { referenceDecode } from "../support/reference_decoder.ts";

// Thousands of decodings a test: seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const SEED = 20_230_616;
const DATAGRAM = tcpPacket({ payload: 11 });
const IPV6 = tcpPacket({ from: "[2001:db8::1]:5", to: "[2001:db8::2]:6", payload: 90 });

interface SeenPath {
  readonly path: string;
  readonly digest: number;
}

function pathsOf(linkType: number, frames: readonly Uint8Array[]): SeenPath[] {
  const file = pcap(frames, { linkType });
  const expected = referenceDecode(file).segments;
  const { segments } = decodeAll(file);
  expect(segments.length).toBe(expected.length);
  return expected.map(({ path }, i) => ({ path, digest: segments[i]!.path }));
}

/** The digests of frames that are all to be decoded. */
function digests(linkType: number, frames: readonly Uint8Array[]): number[] {
  const paths = pathsOf(linkType, frames);
  expect(paths).toHaveLength(frames.length);
  return paths.map(({ digest }) => digest);
}

/** Equal paths have equal digests, other ones have others. Returns the number of paths. */
function expectOneToOne(paths: readonly SeenPath[]): number {
  const digestOf = new Map<string, number>();
  const pathOf = new Map<number, string>();
  for (const { path, digest } of paths) {
    if ((digestOf.get(path) ?? digest) !== digest) expect.fail(`two digests of "${path}"`);
    if ((pathOf.get(digest) ?? path) !== path) expect.fail(`"${path}" looks like "${pathOf.get(digest)}"`);
    digestOf.set(path, digest);
    pathOf.set(digest, path);
  }
  return digestOf.size;
}

function mac(number: number): string {
  return number
    .toString(16)
    .padStart(12, "0")
    .replace(/..(?!$)/g, "$&:");
}

describe("a path has one digest, and another has another", () => {
  test("over the frame catalogue", () => {
    const paths = LINK_TYPES.flatMap((linkType) =>
      pathsOf(
        linkType,
        FRAMES.filter((frame) => frame.linkType === linkType).map(({ data }) => data),
      ),
    );
    expect(expectOneToOne(paths)).toBeGreaterThan(20);
  });

  test("Ethernet addresses that differ in one byte, or are swapped", () => {
    const numbers = Array.from({ length: 6 }, (_, byte) =>
      Array.from({ length: 256 }, (_, value) => mac(value * 256 ** byte)),
    ).flat();
    const frames = numbers.flatMap((address) => [
      ethernet(DATAGRAM, { src: address, dst: mac(0) }),
      ethernet(DATAGRAM, { dst: address, src: mac(0) }),
      ethernet(DATAGRAM, { dst: address, src: address }),
    ]);
    // mac(0) to mac(0) is in it once for every byte and place
    expect(expectOneToOne(pathsOf(LINKTYPE_ETHERNET, frames))).toBe(3 * 6 * 255 + 1);
  });

  test("VLAN ids", () => {
    const tags = [
      [],
      ...Array.from({ length: 4096 }, (_, vid) => [{ vid }]),
      ...[0, 1, 2, 4095].flatMap((one) => [0, 1, 2, 4095].map((two) => [{ vid: one }, { vid: two }])),
      ...[3, 4, 5, 8].map((count) => Array(count).fill({ vid: 0 })),
    ];
    const frames = tags.map((tag) => ethernet(DATAGRAM, { tags: tag }));
    expect(expectOneToOne(pathsOf(LINKTYPE_ETHERNET, frames))).toBe(tags.length);
  });

  test("interfaces, packet types and senders of the cooked headers", () => {
    const addresses = Array.from({ length: 9 }, (_, length) =>
      mac(0)
        .replaceAll(":", "")
        .repeat(2)
        .slice(0, 2 * length),
    );
    const senders = [...addresses, mac(1), mac(256 ** 5), "02:00:00:00:00:01:00:01"];
    const types = [0, 1, 2, 3, 4, 5, 6, 7, 255];
    const cooked = types.flatMap((packetType) => senders.map((address) => ({ packetType, address })));
    const interfaces = [...Array.from({ length: 64 }, (_, i) => i), 256, 1 << 16, 2 ** 24, 2 ** 32 - 1];
    const paths = [
      ...pathsOf(
        LINKTYPE_LINUX_SLL,
        [...cooked, { packetType: 256, address: mac(1) }].map((options) => sll(DATAGRAM, options)),
      ),
      ...pathsOf(
        LINKTYPE_LINUX_SLL2,
        interfaces.flatMap((interfaceIndex) =>
          cooked.map((options) => sll2(DATAGRAM, { ...options, interfaceIndex })),
        ),
      ),
    ];
    expect(expectOneToOne(paths)).toBe(cooked.length + 1 + interfaces.length * cooked.length);
  });

  for (const [linkType, headerBytes, etherTypeAt] of [
    [LINKTYPE_ETHERNET, 14, 12],
    [LINKTYPE_LINUX_SLL, 16, 14],
    [LINKTYPE_LINUX_SLL2, 20, 0],
  ] as const) {
    test(`random headers of link type ${linkType}`, () => {
      const few = fc.array(fc.constantFrom(0, 1, 2, 128, 255), {
        minLength: headerBytes,
        maxLength: headerBytes,
      });
      const any = fc.uint8Array({ minLength: headerBytes, maxLength: headerBytes });
      const header = fc.oneof(few, any).map((bytes) => Uint8Array.from(bytes));
      const tags = fc.array(fc.nat(0xffff), { maxLength: 3 });
      const frame = fc.tuple(header, tags).map(([bytes, ids]) => {
        bytes.set(ids.length > 0 ? [0x81, 0x00] : [0x08, 0x00], etherTypeAt);
        const inner = ids.map((id, i) => concat(u16(id), u16(i < ids.length - 1 ? 0x88a8 : 0x0800)));
        return concat(bytes, ...inner, DATAGRAM);
      });
      fc.assert(
        fc.property(fc.array(frame, { minLength: 50, maxLength: 50 }), (frames) => {
          const again = frames.map((bytes) => {
            const other = bytes.slice();
            // another IP id: nothing of the path
            other[bytes.length - DATAGRAM.length + 4]! ^= 0xff;
            return other;
          });
          expectOneToOne(pathsOf(linkType, [...frames, ...again]));
        }),
        { seed: SEED, numRuns: 100 },
      );
    });
  }
});

describe("the digest does not depend on", () => {
  test("the type, a priority, or what the frame carries", () => {
    const tagged = (tpid: number, priority: number) => [{ vid: 5, tpid, priority }];
    const frames = [
      ethernet(DATAGRAM, { tags: tagged(0x8100, 0) }),
      ethernet(DATAGRAM, { tags: tagged(0x88a8, 0) }),
      ethernet(DATAGRAM, { tags: tagged(0x9100, 7) }),
      ethernet(DATAGRAM, { tags: tagged(0x8100, 3), snap: true }),
      ethernet(IPV6, { tags: tagged(0x8100, 1), padTo: 300 }),
    ];
    expect(new Set(digests(LINKTYPE_ETHERNET, frames)).size).toBe(1);
    const plain = [ethernet(DATAGRAM), ethernet(IPV6), ethernet(DATAGRAM, { snap: true, padTo: 200 })];
    expect(new Set(digests(LINKTYPE_ETHERNET, plain)).size).toBe(1);
  });

  test("the hardware type, and what is behind the sender's address", () => {
    const changed = (frame: Uint8Array, places: readonly number[]) =>
      places.map((place) => {
        const other = frame.slice();
        other[place]! ^= 0x5a;
        return other;
      });
    for (const length of [0, 1, 5, 6, 7]) {
      const address = filler(length, 3).reduce((text, byte) => text + byte.toString(16).padStart(2, "0"), "");
      const behind = Array.from({ length: 8 - length }, (_, i) => length + i);
      const one = sll(DATAGRAM, { address });
      const two = sll2(DATAGRAM, { address });
      const ones = [
        one,
        sll(IPV6, { address, arphrd: 772 }),
        ...changed(
          one,
          behind.map((i) => 6 + i),
        ),
      ];
      const twos = [
        two,
        sll2(IPV6, { address, arphrd: 65_534 }),
        // reserved
        ...changed(two, [2, 3, ...behind.map((i) => 12 + i)]),
      ];
      expect(new Set(digests(LINKTYPE_LINUX_SLL, ones)).size).toBe(1);
      expect(new Set(digests(LINKTYPE_LINUX_SLL2, twos)).size).toBe(1);
    }
  });

  test("an address length above the eight bytes of the field", () => {
    const address = "01:02:03:04:05:06:07:08";
    const ones = [8, 9, 20, 255, 256, 65_535].map((length) => {
      const frame = sll(DATAGRAM, { address });
      frame.set(u16(length), 4);
      return frame;
    });
    const twos = [8, 9, 20, 255].map((length) => {
      const frame = sll2(DATAGRAM, { address });
      frame[11] = length;
      return frame;
    });
    expect(new Set(digests(LINKTYPE_LINUX_SLL, ones)).size).toBe(1);
    expect(new Set(digests(LINKTYPE_LINUX_SLL2, twos)).size).toBe(1);
  });
});

test("link types without addresses have 0, also behind other packets", () => {
  const between = [DATAGRAM, IPV6, DATAGRAM];
  for (const [linkType, frames] of [
    [LINKTYPE_RAW, between],
    [LINKTYPE_IPV4, [DATAGRAM]],
    [LINKTYPE_NULL, [nullLoopback(DATAGRAM), concat(u32(2), DATAGRAM), nullLoopback(IPV6)]],
    [LINKTYPE_LOOP, [loop(DATAGRAM), loop(IPV6)]],
  ] as const) {
    const decoder = new Decoder();
    decodeAll(pcap(Array(frames.length + 1).fill(ethernet(DATAGRAM))), { decoder });
    const { segments } = decodeAll(pcap(frames, { linkType }), { decoder });
    expect(segments.map(({ path }) => path)).toEqual(frames.map(() => 0));
  }
});
