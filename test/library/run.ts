/** Runs the library in the ways that its callers do. */
import { type AnalyzeOptions, Analyzer, type PhaseEvent, type SourceError } from "../../src/mod.ts";

type DecoderOptions = NonNullable<ConstructorParameters<typeof Analyzer>[2]>;

export interface RunOptions extends AnalyzeOptions {
  /** Bytes of each push(); default all. */
  readonly chunkBytes?: number;
  readonly decoder?: DecoderOptions;
}

export interface Run {
  readonly text: string;
  readonly errors: readonly SourceError[];
}

/** What the analyzer prints for a capture, by default at detail `segment`. */
export function analyzeBytes(bytes: Uint8Array, options: RunOptions = {}): Run {
  const { chunkBytes = Math.max(bytes.length, 1), decoder, ...analyze } = options;
  const errors: SourceError[] = [];
  const analyzer = new Analyzer({ detail: "segment", ...analyze }, (error) => errors.push(error), decoder);
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  const drain = (): void => {
    for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) {
      text += utf8.decode(block, { stream: true });
      analyzer.recycle(block);
    }
  };
  analyzer.nextFile("-");
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    analyzer.push(bytes.subarray(at, at + chunkBytes));
    drain();
  }
  analyzer.end();
  analyzer.flush();
  drain();
  return { text: text + utf8.decode(), errors };
}

/** The lines of an output, parsed. */
export function parseLines(text: string): PhaseEvent[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** A stream of `bytes` in chunks of a size. */
export function streamOf(bytes: Uint8Array, chunkBytes = 1000): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) {
        controller.close();
        return;
      }
      controller.enqueue(bytes.slice(at, at + chunkBytes));
      at += chunkBytes;
    },
  });
}

/** All chunks of a stream. */
export async function collect<T>(stream: ReadableStream<T>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of stream as ReadableStream<T> & AsyncIterable<T>) chunks.push(chunk);
  return chunks;
}

/** All text of a stream of UTF-8. */
export async function collectText(stream: ReadableStream<Uint8Array>): Promise<string> {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (const chunk of await collect(stream)) text += utf8.decode(chunk, { stream: true });
  return text + utf8.decode();
}
