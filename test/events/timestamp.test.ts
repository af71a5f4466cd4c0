import fc from "fast-check";
import { expect, test } from "vitest";
import {
  formatTimestamp,
  isPrintableSecond,
  TIMESTAMP_BOUND,
  TimestampWriter,
} from "../../src/events/timestamp.ts";

const bytes = new Uint8Array(64);
const view = new DataView(bytes.buffer);

function written(writer: TimestampWriter, sec: number, nsec: number): string {
  return new TextDecoder().decode(bytes.subarray(0, writer.put(view, 0, sec, nsec)));
}

test("nine digits and Z", () => {
  expect(formatTimestamp(1_686_893_365, 569_020_000)).toBe("2023-06-16T05:29:25.569020000Z");
  expect(formatTimestamp(0, 0)).toBe("1970-01-01T00:00:00.000000000Z");
  expect(formatTimestamp(-1, 999_999_999)).toBe("1969-12-31T23:59:59.999999999Z");
});

test("years 0000 to 9999, no others", () => {
  expect(formatTimestamp(253_402_300_799, 999_999_999)).toBe("9999-12-31T23:59:59.999999999Z");
  expect(formatTimestamp(253_402_300_800, 0)).toBeUndefined();
  expect(formatTimestamp(-62_167_219_200, 0)).toBe("0000-01-01T00:00:00.000000000Z");
  expect(formatTimestamp(-62_167_219_201, 0)).toBeUndefined();
  expect(formatTimestamp(2 ** 53, 0)).toBeUndefined();
  expect(isPrintableSecond(2 ** 53)).toBe(false);
});

test("the writer writes the same, also when seconds share an entry of its table", () => {
  const writer = new TimestampWriter();
  for (let round = 0; round < 3; round++) {
    for (const sec of [
      1_700_000_000,
      1_700_000_256,
      1_700_000_000 - 256,
      1_700_000_001,
      -256,
      0,
      2 ** 32,
      256,
    ]) {
      expect(written(writer, sec, round)).toBe(formatTimestamp(sec, round));
    }
  }
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 253_402_300_799 + 62_167_219_200 }),
      fc.integer({ min: 0, max: 999_999_999 }),
      (sinceYear0, nsec) => {
        const sec = sinceYear0 - 62_167_219_200;
        const text = written(writer, sec, nsec);
        expect(text).toBe(formatTimestamp(sec, nsec));
        expect(text.length).toBe(TIMESTAMP_BOUND);
      },
    ),
    { numRuns: 2000 },
  );
});

test("text order is time order", () => {
  const stamps = [-62_167_219_200, -1, 0, 999_999_999, 2 ** 31, 2 ** 32, 253_402_300_799];
  const texts = stamps.map((sec) => formatTimestamp(sec, 5)!);
  expect([...texts].sort()).toEqual(texts);
});
