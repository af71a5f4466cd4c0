import { describe, expect, test, vi } from "vitest";
import { Decoder } from "../../src/capture/decoder.ts";
import {
  concat,
  ethernet,
  filler,
  type PcapOptions,
  pcap,
  pcapHeader,
  tcpPacket,
} from "../support/capture_builder.ts";
import { decodeAll, expectLikeReference } from "../support/decode_all.ts";

// Thousands of decodings a test: seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const FRAME = ethernet(tcpPacket({ payload: 7 }));
/** None that is read. */
const LINKTYPE_USER0 = 147;

describe("file headers", () => {
  const VERSIONS = [
    [2, 4],
    [2, 3],
    [2, 2],
    [2, 0],
    [543, 0],
    [543, 9],
    [2, 5],
    [3, 0],
    [1, 4],
    [0, 0],
  ] as const;
  for (const byteOrder of ["little", "big"] as const) {
    for (const resolution of ["microseconds", "nanoseconds"] as const) {
      test(`${byteOrder}-endian, ${resolution}: every version, lengths in both orders`, () => {
        for (const [versionMajor, versionMinor] of VERSIONS) {
          for (const lengths of [undefined, "captured_first", "original_first"] as const) {
            const options: PcapOptions = {
              byteOrder,
              resolution,
              versionMajor,
              versionMinor,
              snaplen: 0x01020304,
            };
            const packets = [
              { data: FRAME, sec: 0x01020304, nsec: 999_999_999 },
              { data: FRAME, cut: 60, nsec: 1 },
              { data: FRAME, cut: 30, nsec: 1 },
            ];
            expectLikeReference(pcap(packets, lengths === undefined ? options : { ...options, lengths }));
          }
        }
      });
    }
  }

  test("the link type is the low half of its word", () => {
    // bits 26 and 28 to 31 of the word tell of a frame check sequence
    for (const linkTypeHigh of [0x0400, 0x2400, 0x2000, 0x0001, 0xfbff]) {
      const { segments, start } = expectLikeReference(pcap([FRAME], { linkTypeHigh }));
      expect(segments).toHaveLength(1);
      expect(start?.interfaces).toEqual([{ id: 0, link_type: "ETHERNET" }]);
    }
  });

  test("a magic number with one changed bit is refused", () => {
    for (let bit = 0; bit < 32; bit++) {
      const file = pcap([FRAME]);
      file[bit >> 3]! ^= 1 << (bit & 7);
      expect(expectLikeReference(file).error).toMatchObject({ kind: "corrupt", fileOffset: 0 });
    }
  });
});

describe("ends", () => {
  test("a file cut at every byte", () => {
    const file = pcap([FRAME, FRAME.subarray(0, 20), FRAME]);
    for (let end = 0; end <= file.length; end++) {
      const { error } = expectLikeReference(file.subarray(0, end), { inputBytes: 4096 });
      const borders = [24, 24 + 16 + FRAME.length, 24 + 32 + FRAME.length + 20, file.length];
      expect(error === undefined).toBe(borders.includes(end));
    }
  });

  test("behind a captured length that is too large reading goes on", () => {
    for (const capturedLength of [262_145, 0x01000000, 0x7fffffff, 0x80000000, 0xffffffff]) {
      const { error, segments } = expectLikeReference(pcap([FRAME, { data: FRAME, capturedLength }, FRAME]));
      const record = 16 + FRAME.length;
      expect(error).toMatchObject({ kind: "corrupt", fileOffset: 24 + record, skippedBytes: record });
      expect(segments.map(({ frame }) => frame)).toEqual([1, 2]);
    }
  });

  test("or the rest of the file is passed over: what looks like records, but not for long", () => {
    const other = { data: FRAME, sec: 1_000_000 };
    const broken = { data: FRAME, capturedLength: 0x7fffffff };
    const noise = filler(3000, 5);
    for (const rest of [[other], [other, other], [{ data: FRAME, fraction: 1_000_000 }], []]) {
      const file = concat(pcap([FRAME, broken, ...rest]), noise);
      for (const inputBytes of [100, 4096, 524_288]) {
        const { errors, segments } = expectLikeReference(file, { inputBytes });
        expect(errors).toMatchObject([
          { kind: "corrupt", skippedBytes: file.length - 24 - 16 - FRAME.length },
        ]);
        expect(segments).toHaveLength(1);
      }
    }
  });

  test("several broken places, records that are too short for proof, and cut ones", () => {
    const broken = { data: FRAME, capturedLength: 262_145 };
    const file = pcap([
      broken,
      FRAME,
      FRAME,
      FRAME,
      broken,
      broken,
      FRAME,
      FRAME,
      FRAME,
      FRAME,
      broken,
      FRAME,
    ]);
    for (let missing = 0; missing < 2 * FRAME.length; missing++) {
      const { errors } = expectLikeReference(file.subarray(0, file.length - missing), { inputBytes: 200 });
      expect(errors.length).toBeGreaterThanOrEqual(3);
    }
  });

  test("empty records", () => {
    const { end } = expectLikeReference(pcap([new Uint8Array(0), FRAME, { data: FRAME, cut: 0 }, FRAME]));
    expect(end.undecoded).toEqual([{ reason: "link_header_cut", n: 2 }]);
  });
});

describe("link types that are not read", () => {
  test("are counted, whatever their size", () => {
    const packets = [0, 1, 100, 4096, 262_144, 262_145, 1_000_000].map((size) => ({
      data: filler(size),
      cut: size,
    }));
    const file = pcap(packets, { linkType: LINKTYPE_USER0 });
    for (const inputBytes of [100, 4096, 524_288]) {
      const { end } = expectLikeReference(file, { inputBytes });
      expect(end.undecoded).toEqual([
        { reason: "link_type_unsupported", n: packets.length, link_type: "USER0" },
      ]);
    }
  });

  test("a record that is cut off is no packet", () => {
    const file = pcap([FRAME, FRAME], { linkType: LINKTYPE_USER0 });
    for (let missing = 1; missing < FRAME.length + 16; missing++) {
      const { end } = expectLikeReference(file.subarray(0, file.length - missing), { inputBytes: 50 });
      expect(end.packets).toBe(1);
    }
  });

  test("a length above 128 MiB is broken framing", () => {
    const options = { linkType: LINKTYPE_USER0 };
    const over = pcap([{ data: FRAME, capturedLength: 2 ** 27 + 1 }], options);
    expect(expectLikeReference(over).error?.kind).toBe("corrupt");
    const most = pcap([{ data: FRAME, capturedLength: 2 ** 27 }], options);
    expect(expectLikeReference(most).error?.kind).toBe("cut");
  });
});

describe("stamps", () => {
  test("fractions of a second and more carry into the seconds", () => {
    for (const resolution of ["microseconds", "nanoseconds"] as const) {
      const packets = [999_999, 1_000_000, 999_999_999, 1_000_000_000, 0xffffffff].flatMap((fraction) =>
        [0, 5, 0xffffffff].map((sec) => ({ data: FRAME, sec, fraction })),
      );
      const { segments } = expectLikeReference(pcap(packets, { resolution }));
      expect(segments.every(({ nsec }) => nsec < 1e9)).toBe(true);
      expect(segments.some(({ sec }) => sec > 0xffffffff)).toBe(true);
    }
  });

  test("steps backwards are counted over decode calls, and packets of any kind make them", () => {
    const other = ethernet(tcpPacket(), { etherType: 0x0806 });
    const stamps = [5, 4, 4, 9, 8, 7, 7, 20, 1].map((sec, i) => ({ data: i % 2 ? other : FRAME, sec }));
    for (const chunk of [1, 100, 10_000]) {
      const { end } = expectLikeReference(pcap(stamps), { chunk });
      expect(end).toMatchObject({ backwardTime: 4, first: { sec: 1, nsec: 0 }, last: { sec: 20, nsec: 0 } });
    }
  });
});

test("several files are one run: frame numbers and totals go on, framing doesn't", () => {
  const files = [
    pcap([{ data: FRAME, sec: 50 }, FRAME.subarray(0, 5)], { byteOrder: "big" }),
    pcap([{ data: FRAME, sec: 40 }, FRAME], { resolution: "nanoseconds" }).subarray(0, -3),
    concat(pcapHeader({ versionMajor: 9 }), FRAME),
    pcap([{ data: FRAME, sec: 60 }]),
  ];
  const decoder = new Decoder();
  const seen: unknown[] = [];
  const readOut = () => {
    for (let next = decoder.next(); next !== undefined; next = decoder.next()) {
      if (next.type === "batch") seen.push([next.fileIndex, next.firstFrame, next.count]);
      else if (next.type === "source_error") seen.push([next.fileIndex, next.kind, next.fileOffset]);
      else seen.push([next.fileIndex, next.file, next.byteOrder, next.tsResolution]);
    }
  };
  files.forEach((file, i) => {
    decoder.nextFile(`file ${i}`);
    decoder.room().set(file);
    decoder.commit(file.length);
    readOut();
    decoder.endFile();
    readOut();
  });
  expect(seen).toEqual([
    [0, "file 0", "big", "microseconds"],
    [0, 1, 1],
    [1, "file 1", "little", "nanoseconds"],
    [1, 3, 1],
    [1, "cut", 24 + 16 + FRAME.length],
    [2, "corrupt", 0],
    [3, "file 3", "little", "microseconds"],
    [3, 4, 1],
  ]);
  expect(decoder.end()).toMatchObject({
    complete: false,
    packets: 4,
    // a step backwards is one inside of a file
    backwardTime: 0,
    undecoded: [{ reason: "link_header_cut", n: 1 }],
    first: { sec: 40 },
    last: { sec: 1_700_000_000 },
  });
  expect(decodeAll(files[3]!).end.complete).toBe(true);
});
