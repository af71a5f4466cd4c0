import { readFileSync } from "node:fs";
import { TextLineStream, toBytes, toText, toTransformStream } from "@std/streams";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

function streamOf<T>(chunks: Iterable<T>): ReadableStream<T> {
  const iterator = chunks[Symbol.iterator]();
  return new ReadableStream<T>({
    pull(controller) {
      const { done, value } = iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

async function collect<T>(stream: ReadableStream<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** A source that never ends and records how it was cancelled. */
function endless(): { stream: ReadableStream<number>; cancelled: Promise<unknown> } {
  let n = 0;
  let tell: (reason: unknown) => void;
  const cancelled = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const stream = new ReadableStream<number>({
    pull: (controller) => controller.enqueue(n++),
    cancel: (reason) => tell(reason),
  });
  return { stream, cancelled };
}

/** A source that gives nothing, for ever. */
function silent(): { stream: ReadableStream<number>; cancelled: Promise<unknown> } {
  let tell: (reason: unknown) => void;
  const cancelled = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  return {
    stream: new ReadableStream<number>({
      pull: () => new Promise(() => {}),
      cancel: (reason) => tell(reason),
    }),
    cancelled,
  };
}

/** Cuts `items` at the given places, into chunks made by `slice`. */
function cut<T extends { length: number; slice(a: number, b: number): T }>(whole: T, cuts: number[]): T[] {
  const places = [...new Set(cuts.map((c) => c % (whole.length + 1)))].sort((a, b) => a - b);
  const chunks: T[] = [];
  let start = 0;
  for (const place of [...places, whole.length]) {
    chunks.push(whole.slice(start, place));
    start = place;
  }
  return chunks;
}

describe("TextLineStream", () => {
  const lines = (chunks: string[], options?: { allowCR?: boolean }) =>
    collect(streamOf(chunks).pipeThrough(new TextLineStream(options)));

  test.each<[string[], string[]]>([
    [["a\nb\n"], ["a", "b"]],
    [["a\r\nb"], ["a", "b"]],
    [
      ["a\r", "\nb"],
      ["a", "b"],
    ],
    [
      ["a", "b", "\n", "c"],
      ["ab", "c"],
    ],
    [["\n\n"], ["", ""]],
    [["a\rb\nc\r"], ["a\rb", "c\r"]],
    [["a\r\r\nb"], ["a\r", "b"]],
    [[""], []],
    [[], []],
  ])("%j", async (chunks, expected) => {
    expect(await lines(chunks)).toEqual(expected);
  });

  test.each<[string[], string[]]>([
    [["a\rb\nc\r\nd"], ["a", "b", "c", "d"]],
    [
      ["a\r", "\nb"],
      ["a", "b"],
    ],
    [
      ["a\r", "b"],
      ["a", "b"],
    ],
    [["a\r"], ["a"]],
    [["a\r\r"], ["a", ""]],
    [
      ["\r", "\r", "\n"],
      ["", ""],
    ],
  ])("%j with allowCR", async (chunks, expected) => {
    expect(await lines(chunks, { allowCR: true })).toEqual(expected);
  });

  test("gives the same lines however the text is cut", async () => {
    const text = fc.string({ unit: fc.constantFrom("a", "é", "𝄞", "\r", "\n"), maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(99)), fc.boolean(), async (whole, cuts, allowCR) => {
        const expected = whole.split(allowCR ? /\r\n|\n|\r/ : /\r?\n/);
        if (expected.at(-1) === "") expected.pop();
        expect(await lines(cut(whole, cuts), { allowCR })).toEqual(expected);
      }),
    );
  });

  test("keeps characters whose bytes are spread over chunks", async () => {
    const bytes = new TextEncoder().encode("grün\n𝄞\r\n東京");
    const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
    const decoded = streamOf<BufferSource>(chunks).pipeThrough(new TextDecoderStream());
    expect(await collect(decoded.pipeThrough(new TextLineStream()))).toEqual(["grün", "𝄞", "東京"]);
  });
});

describe("toText and toBytes", () => {
  test("toBytes joins chunks into memory of its own", async () => {
    const chunk = Uint8Array.of(1, 2);
    const joined = await toBytes(streamOf([chunk, new Uint8Array(0), Uint8Array.of(3)]));
    chunk.fill(9);
    expect(joined).toEqual(Uint8Array.of(1, 2, 3));
    expect(await toBytes(streamOf<Uint8Array>([]))).toEqual(new Uint8Array(0));
  });

  test("toText decodes bytes however they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.array(fc.nat(99)), async (text, cuts) => {
        fc.pre(!text.startsWith("\uFEFF"));
        expect(await toText(streamOf(cut(new TextEncoder().encode(text), cuts)))).toBe(text);
      }),
    );
  });

  test("toText takes strings, and replaces what is not UTF-8, also at the end", async () => {
    expect(await toText(streamOf(["a", "é"]))).toBe("aé");
    expect(await toText(streamOf([Uint8Array.of(0x61, 0xff, 0xc3)]))).toBe("a\uFFFD\uFFFD");
  });

  test("give on the error of the stream", async () => {
    const broken = () =>
      new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error("broken")) });
    await expect(toBytes(broken())).rejects.toThrow("broken");
    await expect(toText(broken())).rejects.toThrow("broken");
  });
});

describe("toTransformStream", () => {
  test("is a stage of a pipeline", async () => {
    const doubled = toTransformStream(async function* (source: ReadableStream<number>) {
      for await (const n of source) {
        yield n;
        yield n * 2;
      }
    });
    expect(await collect(streamOf([1, 2, 3]).pipeThrough(doubled))).toEqual([1, 2, 2, 4, 3, 6]);
  });

  test("takes a synchronous iterable too", async () => {
    const stage = toTransformStream((_source: ReadableStream<number>) => ["a", "b"]);
    expect(await collect(streamOf([1]).pipeThrough(stage))).toEqual(["a", "b"]);
  });

  test.each(["for await", "a reader that is kept"])("an error cancels the source (%s)", async (how) => {
    const { stream, cancelled } = endless();
    const failing = toTransformStream(async function* (source: ReadableStream<number>) {
      if (how === "for await") {
        for await (const n of source) {
          if (n === 2) throw new Error("broken");
          yield n;
        }
      } else {
        const reader = source.getReader();
        yield (await reader.read()).value;
        throw new Error("broken");
      }
    });
    await expect(collect(stream.pipeThrough(failing))).rejects.toThrow("broken");
    // The clean-up of `for await` comes first, and gives its stream no reason.
    const reason = await cancelled;
    if (how !== "for await") expect(reason).toMatchObject({ message: "broken" });
  });

  test("an error of the source reaches the iteration and the reader", async () => {
    let seen: unknown;
    const source = new ReadableStream<number>({ pull: (controller) => controller.error(new Error("cut")) });
    const stage = toTransformStream(async function* (input: ReadableStream<number>) {
      try {
        yield* input;
      } catch (error) {
        seen = error;
        throw error;
      }
    });
    await expect(collect(source.pipeThrough(stage))).rejects.toThrow("cut");
    expect(seen).toMatchObject({ message: "cut" });
  });

  test("cancel throws the reason into the iteration and cancels the source", async () => {
    const { stream, cancelled } = endless();
    const reason = new Error("enough");
    let seen: unknown;
    let cleaned = false;
    const stage = toTransformStream(
      async function* (source: ReadableStream<number>) {
        try {
          for await (const n of source) yield n;
        } catch (error) {
          seen = error;
          throw error;
        } finally {
          cleaned = true;
        }
      },
      undefined,
      { highWaterMark: 0 },
    );
    const reader = stream.pipeThrough(stage).getReader();
    expect(await reader.read()).toEqual({ done: false, value: 0 });
    await reader.cancel(reason);
    expect(seen).toBe(reason);
    expect(cleaned).toBe(true);
    expect(await cancelled).toBe(reason);
  });

  test("cancel ends an iteration that waits for input", async () => {
    const { stream, cancelled } = silent();
    let cleaned = false;
    const stage = toTransformStream(async function* (source: ReadableStream<number>) {
      try {
        yield* source;
      } finally {
        cleaned = true;
      }
    });
    const reader = stream.pipeThrough(stage).getReader();
    const pending = reader.read();
    await new Promise((resolve) => setTimeout(resolve, 10));
    await reader.cancel("enough");
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(cleaned).toBe(true);
    expect(await cancelled).toBe("enough");
  });

  test("cancel calls the return of an iterator without throw", async () => {
    const { stream, cancelled } = endless();
    let returned = false;
    const iterable: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: 1 }),
        return: async () => {
          returned = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const reader = stream.pipeThrough(toTransformStream<number, number>(() => iterable)).getReader();
    await reader.read();
    await reader.cancel("enough");
    expect(returned).toBe(true);
    expect(await cancelled).toBe("enough");
  });

  test("an iteration that ends early lets go of its source", async () => {
    const { stream, cancelled } = endless();
    const stage = toTransformStream((_source: ReadableStream<number>) => [1, 2]);
    expect(await collect(stream.pipeThrough(stage))).toEqual([1, 2]);
    await cancelled;
  });

  test("reads no further than its strategies allow", async () => {
    let pulled = 0;
    const source = new ReadableStream<number>(
      { pull: (controller) => controller.enqueue(pulled++) },
      { highWaterMark: 0 },
    );
    const stage = toTransformStream(
      (input: ReadableStream<number>) => input,
      { highWaterMark: 1 },
      { highWaterMark: 0 },
    );
    const reader = source.pipeThrough(stage).getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(pulled).toBeLessThanOrEqual(3);
    await reader.cancel();
  });
});

test("both manifests of the stand-in name the same exports", () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(`../src/std-streams/${name}`, import.meta.url), "utf8"));
  const [forNpm, forDeno] = [read("package.json"), read("deno.json")];
  for (const key of ["name", "version", "exports"]) expect(forNpm[key]).toEqual(forDeno[key]);
});
