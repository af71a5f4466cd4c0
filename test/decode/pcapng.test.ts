import { describe, expect, test, vi } from "vitest";
import { LINKTYPE_RAW } from "../../wasm/layout.ts";
import { type BlockOption, type BlockShape, type PcapngBlock, pcapng } from "../support/builder/pcapng.ts";
import { concat, ethernet, filler, hex, ipv4, tcpPacket } from "../support/capture_builder.ts";
import { decodePcapng, expectLikePcapngReference } from "../support/decode_pcapng.ts";

// Thousands of decodings a test: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const FRAME = ethernet(tcpPacket({ payload: 7 }));
const OTHER = ipv4({ protocol: 17 }, hex("0009 0009 0008 0000"));
const LINKTYPE_USB_LINUX = 189;
const ORDERS = ["little", "big"] as const;
const SECOND = 1_700_000_000n;

const packet = (fields: Partial<Extract<PcapngBlock, { block: "EPB" }>> = {}): PcapngBlock => ({
  block: "EPB",
  stamp: SECOND * 1_000_000n,
  data: FRAME,
  ...fields,
});

/** Something of every type. */
function everyBlock(byteOrder: "little" | "big"): PcapngBlock[] {
  const comment: BlockOption = ["opt_comment", "words"];
  return [
    { block: "SHB", byteOrder, options: [["shb_os", "system"], comment] },
    { block: "IDB", options: [["if_name", "eth0"], ["if_tsresol", 9], comment] },
    { block: "NRB", records: [{ address: "10.0.0.1", names: ["one"] }], options: [comment] },
    packet({ stamp: SECOND * 1_000_000_000n, options: [["epb_flags", 1], ["epb_dropcount", 2n], comment] }),
    { block: "DSB", data: filler(9), options: [comment] },
    { block: "SPB", data: FRAME },
    { block: "CB", data: filler(5) },
    { block: "PB", stamp: SECOND * 1_000_000_000n + 1n, drops: 3, data: FRAME, options: [["pack_flags", 2]] },
    { block: "SJE", entry: "MESSAGE=words" },
    { block: "DCB", data: filler(4) },
    { block: "other", type: 0x80000001, body: 21 },
    { block: "ISB", options: [["isb_ifdrop", 4], ["isb_osdrop", 5], comment] },
    packet({ interface: 7 }),
  ];
}

describe("a file with every type of block", () => {
  const file = pcapng([...everyBlock("little"), ...everyBlock("big")]);

  test.each([undefined, 1, 2, 3, 7, 64])("in chunks of %s", (chunk) => {
    for (const inputBytes of [100, 4096, 524_288]) {
      const { file: read, packets } = expectLikePcapngReference(file, { chunk, inputBytes });
      expect(read).toMatchObject({ errors: [], comments: 10, drops: 18n });
      expect(packets).toBe(8);
    }
  });

  test("cut at every byte, in one byte order or the other", () => {
    const files = ORDERS.map((byteOrder) => pcapng(everyBlock(byteOrder)));
    for (let end = 28; end <= files[0]!.length; end++) {
      expectLikePcapngReference(files[end % 2]!.subarray(0, end), { inputBytes: 4096 });
    }
  });

  test("cut in the first section header", () => {
    for (let end = 4; end < 28; end++) {
      const { start, errors, end: totals } = decodePcapng(file.subarray(0, end));
      expect({ start, packets: totals.packets }).toEqual({ start: undefined, packets: 0 });
      expect(errors).toMatchObject([{ kind: "cut", fileOffset: 0 }]);
    }
  });
});

describe("interfaces", () => {
  const many = (count: number): PcapngBlock[] =>
    Array.from({ length: count }, (_, i) => ({ block: "IDB", options: [["if_name", `eth${i}`]] }));

  test("beyond 1,024 are not listed, and have no name", () => {
    const { interfaces, segments } = expectLikePcapngReference(
      pcapng([
        { block: "SHB" },
        ...many(1100),
        packet({ interface: 1023 }),
        packet({ interface: 1024 }),
        packet({ interface: 1099 }),
      ]),
    );
    expect(interfaces.list.length).toBe(1024);
    expect(interfaces.capped).toBe(true);
    expect(segments.map(({ iface }) => iface)).toEqual([2 ** 31 + 1023, undefined, undefined]);
  });

  test("beyond 4,096 of a section are not known", () => {
    const { undecoded } = expectLikePcapngReference(
      pcapng([
        { block: "SHB" },
        ...many(4100),
        packet({ interface: 4095 }),
        packet({ interface: 4096 }),
        { block: "ISB", interface: 4096, options: [["isb_ifdrop", 1]] },
        { block: "SHB", byteOrder: "big" },
        ...many(1),
        packet(),
      ]),
    );
    expect(undecoded.interface_unknown).toBe(1);
  });

  test("are the same in later sections only with name, link type and number", () => {
    const eth0: PcapngBlock = { block: "IDB", options: [["if_name", "eth0"]] };
    const raw: PcapngBlock = { block: "IDB", linkType: LINKTYPE_RAW, options: [["if_name", "eth0"]] };
    const { interfaces } = expectLikePcapngReference(
      pcapng([{ block: "SHB" }, eth0, raw, { block: "SHB" }, raw, eth0, { block: "SHB" }, eth0, raw]),
    );
    expect(interfaces.list.map(({ linkType }) => linkType)).toEqual([1, 101, 101, 1]);
  });
});

describe("lengths", () => {
  const file = (...blocks: PcapngBlock[]): Uint8Array =>
    pcapng([
      { block: "SHB" },
      { block: "IDB", snaplen: 0 },
      { block: "IDB", linkType: LINKTYPE_USB_LINUX },
      ...blocks,
      packet(),
      packet(),
    ]);

  test.each(["EPB", "PB", "SPB"] as const)("of packets that are decoded: %s up to 262,144 bytes", (block) => {
    for (const [length, errors] of [
      [262_144, 0],
      [262_145, 1],
    ] as const) {
      const data = concat(FRAME, filler(length - FRAME.length));
      const { file: read } = expectLikePcapngReference(file({ block, data }), { inputBytes: 4096 });
      expect(read.errors.length).toBe(errors);
    }
  });

  test("of packets that are not decoded: more than memory for input", () => {
    for (const inputBytes of [100, 4096, 524_288]) {
      for (const chunk of [undefined, 1000]) {
        const long = packet({ interface: 1, data: filler(1_000_000) });
        const { undecoded } = expectLikePcapngReference(file(long, long), { inputBytes, chunk });
        expect(undecoded.link_type_unsupported).toBe(2);
      }
    }
  });

  test("of blocks that hold no packets", () => {
    const long = filler(700_000);
    const blocks: PcapngBlock[] = [
      { block: "CB", data: long },
      { block: "DSB", data: long },
      { block: "other", type: 0x0bad_cafe, body: long.subarray(1), alignment: "unpadded" },
      { block: "NRB", records: Array(40).fill({ type: 9, data: filler(20_000) }) },
    ];
    for (const inputBytes of [100, 524_288]) {
      for (const block of blocks) {
        const { file: read } = expectLikePcapngReference(file(block), { inputBytes });
        expect(read.errors).toEqual([]);
      }
    }
  });

  test("of long blocks that differ, or are no multiple of four", () => {
    const shapes: BlockShape[] = [{ trailing: 16 }, { alignment: "unpadded" }, { alignment: "understated" }];
    for (const [i, shape] of shapes.entries()) {
      for (const interfaceId of [0, 1]) {
        const other: PcapngBlock = { block: "other", type: 0x0bad_cafe, body: 700_001 - 16, ...shape };
        // of a long packet block whose end is wrong the packet counts all the same: its own bytes were there
        const blocks =
          i < 2 ? [other] : [other, packet({ interface: interfaceId, data: filler(700_001), ...shape })];
        for (const block of blocks) {
          for (const inputBytes of [100, 524_288]) {
            const { file: read } = expectLikePcapngReference(file(block), { inputBytes });
            if (interfaceId === 1) expect(read.errors.length).toBe(i < 1 ? 1 : 0);
          }
        }
      }
    }
  });

  test("that are not those of a block, in every place of it", () => {
    for (const value of [0, 4, 11, 13, 31, 33, 1000, 0x7fffffff, 0xffffffff]) {
      for (const key of ["length", "leading", "trailing"] as const) {
        for (const block of everyBlock("little").slice(1)) {
          expectLikePcapngReference(file({ ...block, [key]: value } as PcapngBlock), { inputBytes: 4096 });
        }
      }
    }
  });
});

describe("stamps", () => {
  const RESOLUTIONS = [0, 3, 6, 9, 12, 18, 19, 20, 127, 128, 129, 138, 158, 190, 191, 192, 255];
  const OFFSETS = [0n, 1n, -1n, SECOND, -SECOND, 2n ** 34n - 1n, 2n ** 34n, 2n ** 63n - 1n, -(2n ** 63n)];
  const STAMPS = [0n, 1n, 999_999n, 1_000_000n, SECOND * 1_000_000n, 2n ** 63n, 2n ** 64n - 1n, 10n ** 19n];

  test.each(RESOLUTIONS)("of every unit and offset: if_tsresol %i", (resolution) => {
    for (const offset of OFFSETS) {
      const source: PcapngBlock = {
        block: "IDB",
        options: [
          ["if_tsresol", resolution],
          ["if_tsoffset", offset],
        ],
      };
      // each behind each other, as what is known of one must not matter for the next
      const stamps = STAMPS.flatMap((a) => STAMPS.flatMap((b) => [a, b]));
      const blocks = stamps.map((stamp, i) => packet({ stamp, data: i % 3 === 0 ? OTHER : FRAME }));
      expectLikePcapngReference(pcapng([{ block: "SHB" }, source, ...blocks]), { inputBytes: 4096 });
    }
  });

  test("of simple packets are those of the packet in front, whatever kind that is", () => {
    const simple: PcapngBlock = { block: "SPB", data: FRAME };
    const blocks: PcapngBlock[] = [
      { block: "SHB" },
      { block: "IDB" },
      { block: "IDB", linkType: LINKTYPE_USB_LINUX },
      simple,
      packet({ stamp: 5_000_000n }),
      simple,
      packet({ stamp: 6_000_000n, interface: 9 }),
      simple,
      packet({ stamp: 7_000_000n, interface: 1 }),
      simple,
      { block: "SHB", byteOrder: "big" },
      { block: "IDB" },
      simple,
    ];
    for (const chunk of [undefined, 1, 100]) {
      const { segments } = expectLikePcapngReference(pcapng(blocks), { chunk });
      expect(segments.map(({ sec }) => sec)).toEqual([0, 5, 5, 5, 7, 7]);
    }
  });
});

describe("drops", () => {
  const file = (...blocks: PcapngBlock[]): Uint8Array =>
    pcapng([{ block: "SHB" }, { block: "IDB" }, ...blocks]);

  test("that are told to be none", () => {
    const none: PcapngBlock[] = [
      packet({ options: [["epb_dropcount", 0n]] }),
      { block: "PB", data: FRAME, drops: 0 },
      { block: "ISB", options: [["isb_ifdrop", 0]] },
    ];
    for (const block of none) {
      expect(expectLikePcapngReference(file(block)).file.drops).toBe(0n);
    }
    expect(expectLikePcapngReference(file(packet())).file.drops).toBeUndefined();
  });

  test("of more than 32 bits, whatever the chunks", () => {
    const drops = packet({ options: [["epb_dropcount", 2n ** 32n - 1n]] });
    for (const chunk of [undefined, 1, 1000]) {
      const { file: read } = expectLikePcapngReference(file(drops, drops, drops), { chunk });
      expect(read.drops).toBe(3n * (2n ** 32n - 1n));
    }
  });
});

describe("sections", () => {
  test("of unknown versions are passed over, whatever their byte order", () => {
    for (const first of ORDERS) {
      for (const byteOrder of ORDERS) {
        const { file: read } = expectLikePcapngReference(
          pcapng([
            { block: "SHB", byteOrder: first },
            { block: "IDB" },
            packet(),
            { block: "SHB", byteOrder, major: 2 },
            { block: "IDB" },
            packet(),
            packet(),
            { block: "SHB", byteOrder: first },
            { block: "IDB" },
            packet(),
          ]),
        );
        expect({ packets: read.packets.length, errors: read.errors.length }).toEqual({
          packets: 2,
          errors: 1,
        });
      }
    }
  });

  test.each(ORDERS)("whose header has a wrong length, %s-endian: what is behind is read", (byteOrder) => {
    const { file: read } = expectLikePcapngReference(
      pcapng([{ block: "SHB", byteOrder, trailing: 32 }, { block: "IDB" }, packet(), packet()]),
    );
    expect(read.packets.length).toBe(2);
  });
});
