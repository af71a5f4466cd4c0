// Proposed as test/library/misuse.test.ts: fails today, see the report.
import { expect, test } from "vitest";
import { Analyzer, analyze, analyzeStream, decodeStream } from "../../src/mod.ts";
import { conversationFile } from "./captures.ts";
import { collect } from "./run.ts";

const bytes = conversationFile(1);
const started = (): Analyzer => {
  const analyzer = new Analyzer();
  analyzer.nextFile("-");
  return analyzer;
};
const oneChunk = (chunk: unknown) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(chunk as unknown as Uint8Array);
      controller.close();
    },
  });

test.each([
  ["ArrayBuffer", bytes.slice().buffer],
  ["DataView", new DataView(bytes.slice().buffer)],
  ["Uint16Array", new Uint16Array(bytes.slice(0, 400).buffer)],
  ["text", "abc"],
  ["nothing", null],
])("a chunk that is no Uint8Array is a TypeError that says so: %s", async (_, chunk) => {
  expect(() => started().push(chunk as unknown as Uint8Array)).toThrow(/Uint8Array/);
  await expect(collect(oneChunk(chunk).pipeThrough(analyzeStream()))).rejects.toThrow(/Uint8Array/);
  await expect(collect(oneChunk(chunk).pipeThrough(decodeStream()))).rejects.toThrow(/Uint8Array/);
  await expect(collect(analyze(oneChunk(chunk)))).rejects.toThrow(/Uint8Array/);
});

test.each([5, null, {}])("a name that is no text is a TypeError: %j", (name) => {
  const options = { name: name as never };
  expect(() => analyzeStream(options)).toThrow(TypeError);
  expect(() => analyze(oneChunk(bytes), options)).toThrow(TypeError);
  expect(() => decodeStream(options)).toThrow(TypeError);
  expect(() => new Analyzer().nextFile(name as never)).toThrow(TypeError);
});

test("decodeStream refuses an unknown option", () => {
  expect(() => decodeStream({ nmae: "x" } as never)).toThrow(TypeError);
});

test.each([-5, 1.5, Number.NaN, 2 ** 24])("commit(%d) is a RangeError", (count) => {
  const analyzer = started();
  analyzer.room().set(bytes);
  expect(() => analyzer.commit(count)).toThrow(RangeError);
});

test("input without a file, and anything after the end, is a TypeError", () => {
  expect(() => new Analyzer().push(bytes)).toThrow(TypeError);
  const analyzer = started();
  analyzer.end();
  expect(() => analyzer.end()).toThrow(TypeError);
  expect(() => analyzer.push(bytes)).toThrow(TypeError);
  expect(() => analyzer.nextFile("-")).toThrow(TypeError);
});
