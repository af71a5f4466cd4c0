/** Formats that tell of whole connections, over cases of all sorts: nothing is wider than asked for, or nonsense. */
import { describe, expect, test } from "vitest";
import { displayWidth } from "../../src/renderings/layout/display_width.ts";
import { caseFiles, eventsOf, readCase, show } from "./render.ts";

/** Every third case: they are many, and their names sort alike ones together. */
const some = caseFiles
  .filter((_, i) => i % 3 === 0)
  .map((file) => ({ file, events: eventsOf(readCase(file)) }));

describe.each([40, 59, 60, 80, 119, 120, 160])("%d columns", (width) => {
  test.each([
    ["ladder", "en"],
    ["explain", "en"],
    ["explain", "zh"],
  ] as const)("%s in %s", (format, lang) => {
    for (const { file, events } of some) {
      const text = show(events, format, { width, lang });
      expect(text, file).not.toMatch(/undefined|NaN|Infinity|\[object| $/m);
      const widest = text.split("\n").reduce((most, line) => Math.max(most, displayWidth(line)), 0);
      expect(widest, file).toBeLessThanOrEqual(width);
    }
  });
});

test("arrows meet both lines", () => {
  for (const { file, events } of some) {
    const lines = show(events, "ladder", { width: 80 }).split("\n");
    for (const line of lines.filter((other) => /[►◄]/.test(other) && other.includes("│"))) {
      expect(line, file).toMatch(/^.{20}│(◄.* ─|─ .*►)│$/u);
    }
  }
});

test("both languages say the same, with the same clauses and frames", () => {
  for (const { file, events } of some) {
    const [en, zh] = (["en", "zh"] as const).map((lang) => show(events, "explain", { width: 900, lang }));
    for (const pattern of [/\[RFC [^\]]*\]/g, /#\d+/g]) {
      expect(zh!.match(pattern), file).toEqual(en!.match(pattern));
    }
  }
});

test("colours change nothing else", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const escapes = /\x1b\[[0-9;]*m/g;
  for (const { file, events } of some) {
    for (const format of ["ladder", "explain"] as const) {
      const text = show(events, format, { colors: true });
      expect(text.replaceAll(escapes, ""), file).toBe(show(events, format, {}));
    }
  }
});
