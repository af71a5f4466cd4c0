import { describe, expect, test } from "vitest";
import { formatBytes, formatTime, Progress } from "../../src/cli/progress.ts";

function setUp(settings: { isTerminal: boolean; totalBytes?: number; columns?: number }) {
  const clock = { now: 0 };
  const written: string[] = [];
  const progress = new Progress({
    ...settings,
    write: (text) => written.push(text),
    columns: () => settings.columns ?? 80,
    now: () => clock.now,
  });
  const at = (ms: number, bytes: number) => {
    clock.now = ms;
    progress.update(bytes);
  };
  return { progress, written, at, clock };
}

const CLEAR = "\r\x1b[K";

describe("Progress on a terminal", () => {
  test("shows a bar with bytes, rate and time left", () => {
    const { written, at } = setUp({ isTerminal: true, totalBytes: 400 << 20 });
    at(1000, 100 << 20);
    const bar = `${"#".repeat(7)}${"-".repeat(24)}`;
    expect(written).toEqual([`${CLEAR} 25% [${bar}]  100 MiB of 400 MiB  100 MiB/s  ETA 0:03`]);
  });

  test("draws at most ten times a second", () => {
    const { written, at } = setUp({ isTerminal: true, totalBytes: 1e9 });
    for (let ms = 0; ms <= 10_000; ms++) at(ms, ms * 1000);
    expect(written.length).toBeGreaterThan(80);
    expect(written.length).toBeLessThanOrEqual(100);
  });

  test.each([20, 39, 40, 60, 79, 200])("never fills the line of a terminal with %i columns", (columns) => {
    const { written, at } = setUp({ isTerminal: true, totalBytes: 123_456_789, columns });
    for (let ms = 0; ms <= 5000; ms += 100) at(ms, ms * 24_000);
    expect(written.length).toBeGreaterThan(10);
    for (const text of written) expect(text.slice(CLEAR.length).length).toBeLessThan(columns);
  });

  test("is taken away for a message and comes back", () => {
    const { progress, written, at } = setUp({ isTerminal: true });
    progress.clear();
    expect(written).toEqual([]);
    at(1000, 5000);
    progress.clear();
    progress.clear();
    expect(written.slice(1)).toEqual([CLEAR]);
    at(1100, 6000);
    expect(written).toHaveLength(3);
  });

  test("ends with the totals and a new line", () => {
    const { progress, written, at } = setUp({ isTerminal: true });
    at(2000, 3 << 20);
    progress.finish();
    expect(written.slice(1)).toEqual([`${CLEAR}3.00 MiB in 2.0 s, 1.50 MiB/s`, "\n"]);
  });

  test("a short run leaves nothing behind", () => {
    const { progress, written, at } = setUp({ isTerminal: true, totalBytes: 100 });
    at(200, 100);
    progress.finish();
    expect(written).toEqual([]);
  });

  test("the rate is that of the last seconds, also when nothing comes in", () => {
    const { progress, written, at, clock } = setUp({ isTerminal: true });
    for (let ms = 0; ms <= 5000; ms += 100) at(ms, ms * 1024);
    expect(written.at(-1)).toContain("1000 KiB/s");
    for (clock.now = 5100; clock.now < 20_000; clock.now += 100) progress.tick();
    expect(written.at(-1)).toContain("  0 B/s");
  });
});

describe("Progress without a terminal", () => {
  test("prints plain lines, one a second, and the totals", () => {
    const { progress, written, at } = setUp({ isTerminal: false, totalBytes: 4096 });
    for (let ms = 0; ms <= 2000; ms += 50) at(ms, ms);
    progress.finish();
    expect(written).toEqual([
      "24%  1000 B of 4.00 KiB  1000 B/s  ETA 0:03\n",
      "48%  1.95 KiB of 4.00 KiB  1000 B/s  ETA 0:02\n",
      "1.95 KiB in 2.0 s, 1000 B/s\n",
    ]);
  });

  test("of a pipe: bytes, rate and the time so far", () => {
    const { written, at } = setUp({ isTerminal: false });
    at(61_000, 61 << 10);
    expect(written).toEqual(["61.0 KiB  1.00 KiB/s  1:01\n"]);
  });
});

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.00 KiB"],
  [10_239, "10.0 KiB"],
  [1_048_575, "1.00 MiB"],
  [1.5 * 2 ** 30, "1.50 GiB"],
  [2 ** 60, "1024 PiB"],
])("formatBytes(%i) is %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, "0:00"],
  [59.6, "1:00"],
  [3599, "59:59"],
  [3600, "1:00:00"],
  [90_061, "25:01:01"],
])("formatTime(%d) is %s", (seconds, text) => {
  expect(formatTime(seconds)).toBe(text);
});
