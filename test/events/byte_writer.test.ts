import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BOOLEAN_BOUND,
  CODE_UNIT_BOUND,
  INTEGER_BOUND,
  literal,
  putBoolean,
  putInteger,
  putLiteral,
  putNanoseconds,
  putText,
  putWord,
  SLACK_BYTES,
} from "../../src/events/byte_writer.ts";

const START = 3;
const GUARD = 0xaa;

/** Runs one of the functions; checks that it keeps to its bound and to what stands in front of it. */
function written(bound: number, put: (bytes: Uint8Array, view: DataView, p: number) => number): string {
  const bytes = new Uint8Array(START + bound + SLACK_BYTES + 4).fill(GUARD);
  const end = put(bytes, new DataView(bytes.buffer), START);
  expect(end - START).toBeLessThanOrEqual(bound);
  expect([...bytes.subarray(0, START), ...bytes.subarray(end + SLACK_BYTES)].every((b) => b === GUARD)).toBe(
    true,
  );
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(START, end));
}

const integer = (n: number) => written(INTEGER_BOUND, (_, view, p) => putInteger(view, p, n));
const text = (s: string) => written(CODE_UNIT_BOUND * s.length, (bytes, _, p) => putText(bytes, p, s));

describe("putInteger", () => {
  test("around every power of ten and of two, of both signs", () => {
    const bases = [
      ...Array.from({ length: 16 }, (_, i) => 10 ** i),
      ...Array.from({ length: 54 }, (_, i) => 2 ** i),
    ];
    for (const base of bases) {
      for (const n of [base - 2, base - 1, base, base + 1]) {
        if (Number.isSafeInteger(n)) {
          expect(integer(n)).toBe(String(n));
          expect(integer(-n)).toBe(JSON.stringify(-n));
        }
      }
    }
  });

  test("any safe integer", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => integer(n) === JSON.stringify(n)),
      {
        numRuns: 3000,
      },
    );
  });

  test("all of up to four digits", () => {
    for (let n = 0; n < 10_000; n++) {
      if (integer(n) !== String(n)) {
        expect(integer(n)).toBe(String(n));
      }
    }
  });

  test("minus zero is 0, as in JSON", () => {
    expect(integer(-0)).toBe("0");
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1.5, 2 ** 53, 1e21])(
    "%s throws",
    (n) => {
      expect(() => integer(n)).toThrow(RangeError);
    },
  );
});

test("putNanoseconds always has nine digits", () => {
  const put = (n: number) => written(9, (_, view, p) => putNanoseconds(view, p, n));
  expect(put(0)).toBe("000000000");
  expect(put(999_999_999)).toBe("999999999");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999 }), (n) => put(n) === String(n).padStart(9, "0")),
  );
});

describe("putText", () => {
  test("any string, ill-formed ones too, is what JSON.stringify makes of it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)) }),
        (s) => `"${text(s)}"` === JSON.stringify(s),
      ),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (s) => `"${text(s)}"` === JSON.stringify(s)),
      { numRuns: 1000 },
    );
  });

  test("every code unit alone and in front of a low surrogate", () => {
    for (let code = 0; code <= 0xffff; code++) {
      const s = String.fromCharCode(code);
      const pair = `${s}\udc00`;
      if (
        `"${text(s)}${text(pair)}"` !== `${JSON.stringify(s).slice(0, -1)}${JSON.stringify(pair).slice(1)}`
      ) {
        expect(text(s) + text(pair)).toBe(JSON.stringify(s) + JSON.stringify(pair));
      }
    }
  });
});

test("literals, words and booleans", () => {
  for (const fixed of ["", "a", "ab", "abc", "abcd", "abcde", '{"x":"~\n']) {
    expect(written(fixed.length, (_, view, p) => putLiteral(view, p, literal(fixed)))).toBe(fixed);
    expect(written(fixed.length, (bytes, _, p) => putWord(bytes, p, fixed))).toBe(fixed);
  }
  expect(() => literal("é")).toThrow(RangeError);
  for (const value of [true, false]) {
    expect(written(BOOLEAN_BOUND, (_, view, p) => putBoolean(view, p, value))).toBe(String(value));
  }
});
