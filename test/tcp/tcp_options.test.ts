import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OptionWalk, optionName } from "../../src/tcp/segment/tcp_options.ts";
import { hex } from "../support/capture_builder.ts";

interface Found {
  readonly kind: number;
  readonly length: number;
  readonly error: OptionWalk["error"];
}

const BEFORE = 3;

/** Walks options in a TCP header; `captured` of their bytes are there. Bytes behind them must not matter. */
function walk(options: Uint8Array, captured = options.length): { found: Found[]; cut: boolean } {
  const bytes = new Uint8Array(BEFORE + 20 + options.length + 40).fill(2);
  bytes[BEFORE + 12] = (5 + options.length / 4) << 4;
  bytes.set(options.subarray(0, captured), BEFORE + 20);
  const walker = new OptionWalk();
  walker.start(bytes, BEFORE, BEFORE + 20 + captured);
  const found: Found[] = [];
  while (walker.next()) {
    found.push({ kind: walker.kind, length: walker.length, error: walker.error });
    expect(found.length).toBeLessThanOrEqual(40);
  }
  return { found, cut: walker.cut };
}

/** The same from the rules, by taking a list apart. */
function plainWalk(options: readonly number[], captured: number): { found: Found[]; cut: boolean } {
  const found: Found[] = [];
  let rest = options.slice(0, captured);
  const missing = options.length - captured;
  while (rest.length > 0) {
    const [kind, length] = rest as [number, number | undefined];
    if (kind === 0) return { found: [...found, { kind, length: 1, error: undefined }], cut: false };
    if (kind === 1) {
      found.push({ kind, length: 1, error: undefined });
      rest = rest.slice(1);
      continue;
    }
    const stop = (error: "cut" | "bad_length") => ({
      found: [...found, { kind, length: rest.length, error }],
      cut: error === "cut",
    });
    if (length === undefined) return stop(missing > 0 ? "cut" : "bad_length");
    if (length < 2 || length > rest.length + missing) return stop("bad_length");
    if (length > rest.length) return stop("cut");
    const fixed = FIXED_LENGTHS.get(kind) ?? length;
    found.push({ kind, length, error: fixed === length ? undefined : "bad_length" });
    rest = rest.slice(length);
  }
  return { found, cut: missing > 0 };
}

const FIXED_LENGTHS: ReadonlyMap<number, number> = new Map([
  [2, 4],
  [3, 3],
  [4, 2],
  [8, 10],
]);

const ok = (kind: number, length: number): Found => ({ kind, length, error: undefined });
const bad = (kind: number, length: number): Found => ({ kind, length, error: "bad_length" });
const cut = (kind: number, length: number): Found => ({ kind, length, error: "cut" });

const STAMPS = "01 01 080a 00000001 00000000";

describe("OptionWalk", () => {
  it.each<[string, string, Found[]]>([
    ["none", "", []],
    [
      "a SYN's",
      "020405b4 0402 080a 00000001 00000000 01 030307",
      [ok(2, 4), ok(4, 2), ok(8, 10), ok(1, 1), ok(3, 3)],
    ],
    ["an end of list", "01 00 0204", [ok(1, 1), ok(0, 1)]],
    ["an unknown kind", "4d040102 01010101", [ok(77, 4), ok(1, 1), ok(1, 1), ok(1, 1), ok(1, 1)]],
    ["length 0", "0200 05b4", [bad(2, 4)]],
    ["length 1", "01 0301 07", [ok(1, 1), bad(3, 3)]],
    ["a length beyond the header", "0205 05b4", [bad(2, 4)]],
    ["a length of 255", "4dff 0000", [bad(77, 4)]],
    ["no length byte", "010101 02", [ok(1, 1), ok(1, 1), ok(1, 1), bad(2, 1)]],
    ["MSS of 3 bytes", "020305 01", [bad(2, 3), ok(1, 1)]],
    ["window scale of 4 bytes", "03040700", [bad(3, 4)]],
    ["SACK-permitted of 3 bytes", "040300 01", [bad(4, 3), ok(1, 1)]],
    ["timestamps of 8 bytes", "0808000000010000", [bad(8, 8)]],
    ["an unknown kind of 2 bytes", "4d02 0101", [ok(77, 2), ok(1, 1), ok(1, 1)]],
  ])("walks over %s", (_, options, found) => {
    expect(walk(hex(options))).toEqual({ found, cut: false });
  });

  it.each<[string, string, number, Found[], boolean]>([
    ["in its value", STAMPS, 7, [ok(1, 1), ok(1, 1), cut(8, 5)], true],
    ["behind its length", STAMPS, 4, [ok(1, 1), ok(1, 1), cut(8, 2)], true],
    ["behind its kind", STAMPS, 3, [ok(1, 1), ok(1, 1), cut(8, 1)], true],
    ["before it", STAMPS, 2, [ok(1, 1), ok(1, 1)], true],
    ["before all", STAMPS, 0, [], true],
    ["behind the end of the list", "01 00 0000", 2, [ok(1, 1), ok(0, 1)], false],
    // its length is impossible, whatever is missing
    [
      "with a length beyond the header",
      "01 01 080b 00000001 00000000",
      4,
      [ok(1, 1), ok(1, 1), bad(8, 2)],
      false,
    ],
    ["with a length of 1", "01 01 0801 00000001 00000000", 4, [ok(1, 1), ok(1, 1), bad(8, 2)], false],
  ])("says where the capture cuts an option: %s", (_, options, captured, found, isCut) => {
    expect(walk(hex(options), captured)).toEqual({ found, cut: isCut });
  });

  it("does what the rules say with any bytes, cut anywhere", () => {
    const byte = fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 12 }) },
      { weight: 1, arbitrary: fc.nat(255) },
    );
    const options = fc
      .nat(10)
      .chain((count) => fc.array(byte, { minLength: 4 * count, maxLength: 4 * count }));
    fc.assert(
      fc.property(options, fc.nat(40), (bytes, kept) => {
        const captured = Math.min(kept, bytes.length);
        expect(walk(Uint8Array.from(bytes), captured)).toEqual(plainWalk(bytes, captured));
      }),
      { numRuns: 2000 },
    );
  });

  it("reads numbers as big-endian and unsigned", () => {
    const walker = new OptionWalk();
    const header = new Uint8Array(28);
    header[12] = 7 << 4;
    header.set(hex("4d06 fffefdfc 01 01"), 20);
    walker.start(header, 0, header.length);
    walker.next();
    expect([walker.u16(2), walker.u32(2)]).toEqual([0xfffe, 0xfffefdfc]);
  });
});

describe("optionName", () => {
  it("names the kinds of the registry, and no others", () => {
    expect([0, 1, 2, 3, 4, 5, 8].map(optionName)).toEqual([
      "eol",
      "nop",
      "mss",
      "wscale",
      "sack_permitted",
      "sack",
      "timestamps",
    ]);
    expect([19, 28, 29, 30, 34, 172, 174, 253, 254].map(optionName)).toEqual([
      "md5",
      "user_timeout",
      "tcp_ao",
      "mptcp",
      "fast_open",
      "accecn0",
      "accecn1",
      "exp",
      "exp",
    ]);
    expect(optionName(77)).toBeUndefined();
  });
});
