import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clip, displayWidth } from "../../src/renderings/layout/display_width.ts";
import { formatMoment } from "../../src/renderings/layout/moment.ts";
import {
  formatBytes,
  formatDuration,
  formatRate,
  formatShare,
  grouped,
} from "../../src/renderings/layout/quantities.ts";
import { wrap } from "../../src/renderings/layout/wrap.ts";

const words = fc.array(
  fc.constantFrom(
    "client",
    "确认号",
    "ack 7",
    "（ACK）",
    "1,460",
    "a",
    "。",
    "，",
    "握手",
    "RFC 9293 3.5",
    "[x]",
    "12 µs",
  ),
  { maxLength: 40 },
);
const sentence = fc.tuple(words, fc.constantFrom("", " ")).map(([parts, gap]) => parts.join(gap));

describe("displayWidth", () => {
  test.each([
    ["ack", 3],
    ["确认", 4],
    ["（）。", 6],
    ["─►│µ·", 5],
    ["e\u0301", 1],
    ["한글", 4],
  ])("%s", (text, width) => expect(displayWidth(text)).toBe(width));

  test("what is clipped fits", () => {
    fc.assert(
      fc.property(sentence, fc.integer({ min: 0, max: 30 }), (text, width) => {
        expect(displayWidth(clip(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe("wrap", () => {
  test("fits, and loses nothing but spaces", () => {
    fc.assert(
      fc.property(sentence, fc.integer({ min: 2, max: 60 }), (text, width) => {
        const lines = wrap(text, width);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });

  test("no line begins with what closes, or ends with what opens, where there is room", () => {
    fc.assert(
      fc.property(sentence, fc.integer({ min: 60, max: 80 }), (text, width) => {
        const lines = wrap(text.replaceAll(/[。，]{3,}/g, "。"), width);
        for (const line of lines.slice(1)) expect(line).not.toMatch(/^[）]/);
        for (const line of lines.slice(0, -1)) expect(line).not.toMatch(/[（]$/);
      }),
    );
  });

  test.each([
    ["numbers keep their units", "it took 29 µs in all", 11, ["it took", "29 µs in", "all"]],
    ["clauses stay together", "see RFC 9293 3.5 there", 15, ["see", "RFC 9293 3.5", "there"]],
    ["between any two characters of Chinese", "确认号是下一个", 8, ["确认号是", "下一个"]],
    ["a number keeps its measure word", "共发送 6 字节", 10, ["共发送", "6 字节"]],
    ["not in front of a full stop", "确认号是。下", 8, ["确认号", "是。下"]],
    ["a word that is too long is cut", "abcdefgh", 3, ["abc", "def", "gh"]],
    ["nothing is one empty line", "", 10, [""]],
  ])("%s", (_what, text, width, lines) => expect(wrap(text, width)).toEqual(lines));
});

describe("quantities", () => {
  test.each([
    [0, "0 s"],
    [1, "1 ns"],
    [999, "999 ns"],
    [29_000, "29 µs"],
    [999_960, "1 ms"],
    [2_463_000, "2.463 ms"],
    [4_953_513_000, "4.954 s"],
    [59_996_000_000, "1 min"],
    [200_000_000_000, "3 min 20 s"],
    [7_440_000_000_000, "2 h 4 min"],
    [90_000_000_000_000, "1 d 1 h"],
    [-1000, "-1 µs"],
  ])("%d ns", (ns, text) => expect(formatDuration(ns)).toBe(text));

  test("with more digits", () => expect(formatDuration(10_002_846_000, 7)).toBe("10.00285 s"));

  test("sizes, rates and shares", () => {
    expect([0, 999, 1000, 999_960, 2_500_000].map((n) => formatBytes(n))).toEqual([
      "0 B",
      "999 B",
      "1 kB",
      "1 MB",
      "2.5 MB",
    ]);
    expect(formatRate(8_210_000)).toBe("8.21 Mbit/s");
    expect([0, 1, 25_000, 318_182, 1_000_000].map(formatShare)).toEqual([
      "0 %",
      "<0.01 %",
      "2.5 %",
      "31.8 %",
      "100.0 %",
    ]);
    expect([0, 999, 1000, 1234567].map(grouped)).toEqual(["0", "999", "1,000", "1,234,567"]);
  });

  test("moments", () => {
    expect(formatMoment("2023-06-16T05:29:25.569020000Z")).toBe("2023-06-16 05:29:25.569020 UTC");
    expect(formatMoment("2023-06-16T05:29:25.569020001Z")).toBe("2023-06-16 05:29:25.569020001 UTC");
    expect(formatMoment("2023-06-16T05:29:25.569020000Z", "Asia/Shanghai")).toBe(
      "2023-06-16 13:29:25.569020 Asia/Shanghai",
    );
  });
});
