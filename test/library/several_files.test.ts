/**
 * Several files of one run: rotated captures, which follow one another, and parallel ones, which are merged by time.
 */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Analyzer, type PhaseEvent } from "../../src/mod.ts";
import { parseScript } from "../golden/script.ts";
import { scriptCapture } from "../golden/script_capture.ts";
import { expectSound } from "./invariants.ts";
import { parseLines } from "./run.ts";

const DATA = new URL("../data/", import.meta.url);
const HEADER_BYTES = 24;

interface Capture {
  readonly header: Uint8Array;
  readonly records: readonly Uint8Array[];
}

/** Takes a little-endian capture apart. */
function takeApart(bytes: Uint8Array): Capture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Uint8Array[] = [];
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const end = at + 16 + view.getUint32(at + 8, true);
    records.push(bytes.subarray(at, end));
    at = end;
  }
  return { header: bytes.subarray(0, HEADER_BYTES), records };
}

function join(header: Uint8Array, records: readonly Uint8Array[]): Uint8Array {
  const parts = [header, ...records];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function read(file: string): Uint8Array {
  const content = readFileSync(new URL(file, DATA));
  return file.endsWith(".pcap") ? content : scriptCapture(parseScript(content.toString("utf8")));
}

const isLittleEndian = (bytes: Uint8Array): boolean => bytes[0] === 0xd4 || bytes[0] === 0x4d;

const captures = readdirSync(DATA)
  .filter((file) => file.endsWith(".pcap") || file.startsWith("copy_") || file.startsWith("reuse_"))
  .filter((file) => !file.endsWith(".ndjson"))
  .map((file): [string, Uint8Array] => [file, read(file)])
  .filter(([, bytes]) => isLittleEndian(bytes))
  .map(([file, bytes]): [string, Capture] => [file, takeApart(bytes)])
  .filter(([, { records }]) => records.length > 3);

function drain(analyzer: Analyzer): string {
  let text = "";
  const utf8 = new TextDecoder();
  for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) {
    text += utf8.decode(block, { stream: true });
    analyzer.recycle(block);
  }
  return text;
}

function end(analyzer: Analyzer): string {
  analyzer.end();
  analyzer.flush();
  const text = drain(analyzer);
  return text;
}

function oneAfterTheOther(files: readonly Uint8Array[]): string {
  const analyzer = new Analyzer({ detail: "segment" });
  for (const [i, file] of files.entries()) {
    analyzer.nextFile(`${i}`);
    analyzer.push(file);
  }
  const text = end(analyzer);
  expectSound({ text, errors: [] });
  return text;
}

/** Gives each file's bytes when they are asked for, `chunk` at a time. */
function merged(files: readonly Uint8Array[], chunk: number): string {
  const analyzer = new Analyzer({ detail: "segment" });
  analyzer.mergeFiles(files.map((_, i) => ({ name: `${i}` })));
  const given = files.map(() => 0);
  for (let file = analyzer.wanted; file >= 0; file = analyzer.wanted) {
    const room = analyzer.room();
    const at = given[file]!;
    const part = files[file]!.subarray(at, at + Math.min(chunk, room.length));
    if (part.length === 0) {
      analyzer.endFile();
    } else {
      room.set(part);
      analyzer.commit(part.length);
      given[file] = at + part.length;
    }
  }
  return end(analyzer);
}

/** What must not depend on how a capture is spread over files. */
function comparable(text: string): unknown[] {
  return parseLines(text)
    .filter(({ event }) => event !== "capture_start")
    .map((event: PhaseEvent) => ({ ...event, file_index: undefined, file_offset: undefined }));
}

const stampOf = (record: Uint8Array): number => {
  const view = new DataView(record.buffer, record.byteOffset);
  return view.getUint32(0, true) * 1e9 + view.getUint32(4, true);
};

describe("rotated captures", () => {
  test.each(captures)("%s, cut into files, is what it is as one", (_, { header, records }) => {
    const whole = comparable(oneAfterTheOther([join(header, records)]));
    for (const cuts of [[1], [records.length >> 1], [2, 3]]) {
      const borders = [0, ...cuts, records.length];
      const files = borders.slice(1).map((to, i) => join(header, records.slice(borders[i]!, to)));
      expect(comparable(oneAfterTheOther(files))).toEqual(whole);
    }
  });

  test("events say which file they are of, and where in it", () => {
    const [, { header, records }] = captures.find(([file]) => file === "article.pcap")!;
    const text = oneAfterTheOther([join(header, records.slice(0, 1)), join(header, records.slice(1))]);
    const syns = parseLines(text).filter(({ event }) => event === "syn" || event === "syn_ack");
    expect(syns).toMatchObject([
      { frame: 1, file_offset: 24 },
      { frame: 2, file_index: 1, file_offset: 24 },
    ]);
  });
});

describe("parallel captures", () => {
  // in a capture whose stamps run backwards no order of merging gives its own again
  const ordered = captures.filter(([, { records }]) =>
    records.every((record, i) => i === 0 || stampOf(records[i - 1]!) < stampOf(record)),
  );

  test("there are captures to try", () => {
    expect(ordered.length).toBeGreaterThan(5);
  });

  test.each(ordered)(
    "%s, dealt out to files, comes together again",
    (_, { header, records }) => {
      const whole = comparable(oneAfterTheOther([join(header, records)]));
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 5 }),
          fc.array(fc.nat(4), { minLength: records.length, maxLength: records.length }),
          fc.constantFrom(1, 7, 100, 65_536),
          (count, owners, chunk) => {
            const files = Array.from({ length: count }, (_, file) =>
              join(
                header,
                records.filter((_, i) => owners[i]! % count === file),
              ),
            );
            expect(comparable(merged(files, chunk))).toEqual(whole);
          },
        ),
        { numRuns: 6, seed: 4 },
      );
    },
    30_000,
  );

  test("of packets with the same stamp the file that was named first goes first", () => {
    const [, { header, records }] = captures.find(([file]) => file === "article.pcap")!;
    const text = merged([join(header, [records[0]!]), join(header, [records[0]!]), join(header, [])], 1000);
    const segments = parseLines(text).filter(({ event }) => event === "segment");
    expect(segments).toHaveLength(2);
    expect(segments[0]).not.toHaveProperty("file_index");
    expect(segments[1]).toMatchObject({ frame: 2, file_index: 1 });
  });

  test("a file that is cut off, or none at all, does not hold up the others", () => {
    const [, { header, records }] = captures.find(([file]) => file === "article.pcap")!;
    const whole = join(header, records);
    const events = parseLines(
      merged([whole.subarray(0, 500), new TextEncoder().encode("nothing"), whole], 64),
    );
    expect(events.filter(({ event }) => event === "error")).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ complete: false, packets: records.length + 5 });
  });
});
