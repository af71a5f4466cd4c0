/** The language of expressions: what each chooses of a capture's events, and where wrong ones are wrong. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EventKind, eventKinds, type PhaseEvent } from "../../src/mod.ts";
import { compileFilter, FilterError } from "../../src/selection/filter/mod.ts";
import { eventsOfCapture } from "./events_of_capture.ts";

const article = eventsOfCapture("article.pcap");
const loss = eventsOfCapture("kernel_loss_at_receiver.pcap");

function count(events: readonly PhaseEvent[], expression: string): number {
  return events.filter(compileFilter(expression, eventKinds)).length;
}

describe("of the article's 22 events of its connection, chooses", () => {
  test.each<[string, number]>([
    // comparisons
    ['event == "segment"', 11],
    ['event != "segment"', 11],
    ['event == "segment" and len > 0', 2],
    ["len >= 6", 2],
    ["len >= 7", 1],
    ["len < 6 and frame <= 3", 3],
    ["seq == -1", 0],
    ['client_ip == "192.168.52.67"', 22],
    ['flags ~ "S"', 2],
    ['flags ~ "."', 10],
    // precedence: not, and, or
    ['not event == "segment" and event == "fin"', 2],
    ['not (event == "segment" and event == "fin")', 22],
    ['event == "fin" or event == "syn" and frame == 99', 2],
    ['(event == "fin" or event == "syn") and frame == 1', 1],
    ['not not event == "fin"', 2],
    // lists of values
    ['event in ["fin", "fin_ack"]', 4],
    ["frame in [1]", 2],
    ['not event in ["segment"]', 11],
    // times, with and without units
    ["rtt_ns", 2],
    ["rtt_ns > 1ms", 1],
    ["rtt_ns > 2462999", 1],
    ["rtt_ns == 2463us", 1],
    ["rtt_ns == 2463000ns", 1],
    ["rtt_ns == 0.000029s", 1],
    // closed and flow_end
    ["close_wait_ns > 4.9s", 2],
    // two segments, fin, fin_ack, closed, and flow_end, which is of the last packet
    ['ts >= "2023-06-16T05:29:35"', 6],
    // presence: there, neither false nor empty
    ["push", 2],
    ["push == true and bytes", 2],
    ["push != true", 0],
    ["analysis", 0],
    ["options", 11],
    ["file_index", 0],
    ["not file_index", 22],
    // what is absent is neither equal nor unequal, less nor more
    ["known_frame == 1", 0],
    ["known_frame != 1", 2],
    ["response_ns != 0", 1],
    ["response_ns < 0", 0],
    // fields of fields, and lists: one item is enough
    ["c2s.packets == 6", 1],
    ["c2s.packets", 1],
    ['options.name == "mss"', 2],
    ['options.name != "mss"', 9],
    ["options.mss > 1000", 2],
    // of lists: no item is equal, also where there is none
    ['analysis != "loss"', 11],
    ["options.mss != 1460", 0],
    // quotes and spaces
    ["event=='fin'", 2],
    ['  event\n==\t"fin"  ', 2],
    ['client_ip ~ "\\"" or client_ip ~ "\\\\"', 0],
  ])("%s", (expression, expected) => {
    expect(article).toHaveLength(22);
    expect(count(article, expression)).toBe(expected);
  });
});

test.each<[string, (event: PhaseEvent) => boolean]>([
  ['evidence.place == "before_tap"', (e) => e.event === "anomaly" && e.evidence.place === "before_tap"],
  ['kind == "loss"', (e) => e.event === "anomaly" && e.kind === "loss"],
  [
    'analysis in ["retransmission", "fast_retransmission"]',
    (e) =>
      e.event === "segment" &&
      (e.analysis.includes("retransmission") || e.analysis.includes("fast_retransmission")),
  ],
  [
    "options.blocks.left > 20000",
    (e) =>
      e.event === "segment" && e.options.some((o) => o.blocks?.some(({ left }) => left > 20_000) ?? false),
  ],
])("of a capture with losses, %s", (expression, expected) => {
  const chosen = loss.filter(compileFilter(expression, eventKinds));
  expect(chosen).toEqual(loss.filter(expected));
  expect(chosen.length).toBeGreaterThan(0);
});

test.each<[expression: string, column: number, message: string]>([
  ["", 1, "expected a field, not the end"],
  ["   ", 4, "expected a field, not the end"],
  ["len >", 6, "expected a value, not the end"],
  ["len > and", 7, 'and needs quotes if it is a text: "and"'],
  ["(len", 5, "expected ), not the end"],
  ["len)", 4, "expected and, or, or the end, not )"],
  ["len len", 5, "expected and, or, or the end, not len"],
  ["and len", 1, "expected a field, not and"],
  ["len in 5", 8, "expected [, not 5"],
  ["len in []", 9, "expected a value, not ]"],
  ["len in [5 6]", 11, "expected , or ], not 6"],
  ["len = 5", 5, '"=" is not part of the language; did you mean ==?'],
  ["len && win", 5, '"&" is not part of the language; did you mean and?'],
  ["!len", 1, '"!" is not part of the language; did you mean not?'],
  ["len == §", 8, '"§" is not part of the language'],
  ['event == "fin', 10, 'the " is not closed'],
  ["event == fin", 10, 'fin needs quotes if it is a text: "fin"'],
  ["evnt", 1, "there is no field evnt; did you mean event?"],
  ["rtt > 5", 1, "there is no field rtt; did you mean rtt_ns?"],
  ["quite_other", 1, "there is no field quite_other; --schema lists them"],
  ["constructor", 1, "there is no field constructor; --schema lists them"],
  ["c2s.packet", 1, "c2s has no field packet; did you mean packets?"],
  ["len.x", 1, "len has no field x; --schema lists them"],
  ["judgements", 1, "there is no field judgements; --schema lists them"],
  ['event == "fim"', 10, 'event is never "fim"; did you mean "fin"?'],
  ['dir in ["c2s", "up"]', 16, 'dir is never "up"; it is one of c2s, s2c'],
  ["event == 5", 10, "event is a text, which stands in quotes"],
  ['len == "5"', 8, "len is a number"],
  ["len ~ 5", 7, "~ is for texts; len is a number"],
  ["len == true", 8, "len is a number"],
  ["push == 1", 9, "push is true or false"],
  ["push > true", 8, "push is true or false; compare it with == or !="],
  ['client_ip < "192"', 13, "client_ip has no order; compare it with ==, != or ~"],
  ["evidence == 5", 13, "evidence has fields of its own; compare one of them, as evidence."],
  ["len > 5ms", 7, "len is not a time; units are for fields whose names end with _ns"],
  ["rtt_ns > 5min", 10, "there is no unit min; there are ns, us, ms, s"],
  // characters count, not UTF-16 units
  ['client_ip ~ "😀" and x', 21, "there is no field x; --schema lists them"],
])("%s: column %i: %s", (expression, column, message) => {
  const error = failureOf(expression);
  expect(error.message).toContain(message);
  expect(error.column).toBe(column);
});

test("fields must be of events that are printed", () => {
  expect(failureOf("tos == 0", ["syn", "fin"]).message).toBe(
    "tos is only in segment, and this run prints no such events",
  );
  expect(failureOf("rtt_ns", ["fin"]).message).toContain("only in syn_ack, established");
  expect(failureOf("packets", ["fin"]).message).toBe("there is no field packets; --schema lists them");
});

test("operators inside each other are bounded, and an error instead of an overflow", () => {
  expect(compileFilter(`${"not ".repeat(100)}len`, eventKinds)(article[0]!)).toBe(true);
  for (const deep of [
    `${"not ".repeat(100_000)}len`,
    `${"(".repeat(100_000)}len`,
    `len${" and len".repeat(100_000)}`,
    `len${" or len".repeat(100_000)}`,
  ]) {
    expect(failureOf(deep).message).toContain("more than 200 operators");
  }
  expect(count(article, `frame in [${Array.from({ length: 10_000 }, (_, i) => i + 1).join(",")}]`)).toBe(22);
});

describe("for any expressions", () => {
  const atoms = fc.constantFrom(
    'event == "segment"',
    "len > 0",
    "rtt_ns",
    'options.name == "mss"',
    'flags ~ "P"',
    "frame in [1, 3, 8]",
  );

  test("and, or and not are those of logic", () => {
    fc.assert(
      fc.property(atoms, atoms, (a, b) => {
        const [testA, testB] = [compileFilter(a, eventKinds), compileFilter(b, eventKinds)];
        const and = compileFilter(`${a} and ${b}`, eventKinds);
        const or = compileFilter(`${a} or ${b}`, eventKinds);
        const not = compileFilter(`not ${a}`, eventKinds);
        const deMorgan = compileFilter(`not (not ${a} or not ${b})`, eventKinds);
        for (const event of article) {
          expect(and(event)).toBe(testA(event) && testB(event));
          expect(or(event)).toBe(testA(event) || testB(event));
          expect(not(event)).toBe(!testA(event));
          expect(deMorgan(event)).toBe(and(event));
        }
      }),
    );
  });

  test("a text is a filter or an error with a column in it", () => {
    const pieces = fc.constantFrom(
      "len",
      "event",
      "evidence.place",
      "==",
      "in",
      "[",
      "]",
      "(",
      ")",
      "not",
      "and",
      "or",
      '"x"',
      "5",
      "5ms",
      "~",
      ",",
      "'",
      "😀",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces).map((parts) => parts.join(" ")),
    );
    fc.assert(
      fc.property(text, (expression) => {
        let error: unknown;
        try {
          compileFilter(expression, eventKinds);
        } catch (thrown) {
          error = thrown;
        }
        if (error === undefined) return;
        expect(error).toBeInstanceOf(FilterError);
        const { column } = error as FilterError;
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual(Array.from(expression).length + 1);
      }),
    );
  });
});

function failureOf(expression: string, kinds: readonly EventKind[] = eventKinds): FilterError {
  try {
    compileFilter(expression, kinds);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  throw new Error(`no error: ${expression}`);
}

test.each(["README.md", "docs/filter.md"])("examples of %s are expressions", (file) => {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  const examples = [...text.matchAll(/--filter '([^']*)'/g)].map(([, expression]) => expression!);
  for (const expression of examples) expect(() => compileFilter(expression, eventKinds)).not.toThrow();
  expect(examples.length).toBeGreaterThan(0);
});
