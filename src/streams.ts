/**
 * The analyzer as Web Streams: whole, or stage by stage.
 */
import { toTransformStream } from "@std/streams";
import { Analyzer } from "./analyzer.ts";
import type { Decoded } from "./capture/batch.ts";
import { Decoder } from "./capture/decoder.ts";
import { captureEndEvent, captureStartEvent, errorEvent } from "./capture_events.ts";
import { copyIn } from "./copy_in.ts";
import { Engine } from "./engine.ts";
import { type PhaseEvent, type ReusedEvent, toPhaseEvent } from "./events/mod.ts";
import {
  type AnalyzeOptions,
  type FileOptions,
  fileOptions,
  runOptions,
  type SourceOptions,
  sourceOptions,
} from "./options.ts";
import { ownedBatch, ReleaseLedger } from "./owned_batch.ts";
import { Tracker } from "./tcp/tracker.ts";

/** One chunk between `decodeStream` and `trackStream`. It owns its memory. */
export type DecodedChunk = Decoded & {
  /** Where the tracker gives flow indices back; a stage of one's own may ignore it. */
  readonly ledger: ReleaseLedger;
};

/**
 * A transform from the bytes of one capture file to NDJSON, in blocks of whole lines.
 *
 * @example
 * ```ts
 * import { analyzeStream } from "tcp-phases";
 *
 * const response = await fetch("https://example.org/capture.pcap");
 * await response.body!.pipeThrough(analyzeStream()).pipeTo(sink);
 * ```
 * @throws {TypeError} if an option is unknown or has an impossible value
 */
export function analyzeStream(
  options: FileOptions = {},
): TransformStream<Uint8Array, Uint8Array<ArrayBuffer>> {
  const { name, ...rest } = options;
  const { name: fileName } = sourceOptions(name === undefined ? {} : { name });
  const analyzer = new Analyzer(rest);
  analyzer.nextFile(fileName);
  // blocks are not given back: whoever reads the stream may keep them
  const drain = (controller: TransformStreamDefaultController<Uint8Array<ArrayBuffer>>): void => {
    for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) controller.enqueue(block);
  };
  const finish = (controller: TransformStreamDefaultController<Uint8Array<ArrayBuffer>>): void => {
    analyzer.end();
    analyzer.flush();
    drain(controller);
  };
  return new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      analyzer.push(chunk);
      if (analyzer.wantsInput) return drain(controller);
      // behind broken framing nothing more can be read
      finish(controller);
      controller.terminate();
    },
    flush: finish,
  });
}

/**
 * The events of one capture file as plain objects.
 *
 * @example
 * ```ts
 * import { analyze } from "tcp-phases";
 *
 * for await (const event of analyze(file.stream())) {
 *   if (event.event === "established") console.log(event.client_ip, event.rtt_ns);
 * }
 * ```
 * @throws {TypeError} if an option is unknown or has an impossible value
 */
export function analyze(
  stream: ReadableStream<Uint8Array>,
  options: FileOptions = {},
): ReadableStream<PhaseEvent> & AsyncIterable<PhaseEvent> {
  const { name, run } = fileOptions(options);
  const toEvents = toTransformStream<Uint8Array, PhaseEvent>(async function* (chunks) {
    let events: PhaseEvent[] = [];
    const engine = new Engine((event) => events.push(toPhaseEvent(event)), run);
    const take = (): PhaseEvent[] => {
      const taken = events;
      events = [];
      return taken;
    };
    engine.nextFiles([{ name }]);
    for await (const chunk of chunks) {
      engine.push(chunk);
      yield* take();
      if (!engine.wantsInput) break;
    }
    engine.end("eof");
    yield* take();
  });
  return stream.pipeThrough(toEvents) as ReadableStream<PhaseEvent> & AsyncIterable<PhaseEvent>;
}

/**
 * First stage: the bytes of one capture file to batches of decoded TCP segments, and what else the capture tells.
 * The batches are copies; the fused {@link analyzeStream} is two to six times faster.
 * @throws {TypeError} if an option is unknown or has an impossible value
 */
export function decodeStream(options: SourceOptions = {}): TransformStream<Uint8Array, DecodedChunk> {
  const { name, flowKey } = sourceOptions(options);
  return toTransformStream<Uint8Array, DecodedChunk>(async function* (chunks) {
    const ledger = new ReleaseLedger();
    const decoder = new Decoder({ flowKey });
    function* decoded(): Iterable<DecodedChunk> {
      for (let item = decoder.next(); item !== undefined; item = decoder.next()) {
        if (item.type === "batch") {
          ledger.decoded(item);
          yield { ...ownedBatch(item), ledger };
        } else yield { ...item, ledger };
        const free = ledger.take();
        decoder.release(free, free.length);
      }
    }
    decoder.nextFile(name);
    for await (const chunk of chunks) {
      for (const _ of copyIn(decoder, chunk)) yield* decoded();
      if (!decoder.wantsInput) break;
    }
    decoder.endFile();
    yield* decoded();
    yield { ...decoder.end(), ledger };
  });
}

/**
 * Second stage: batches to events, a list for each chunk.
 * @throws {TypeError} if an option is unknown or has an impossible value
 */
export function trackStream(options: AnalyzeOptions = {}): TransformStream<DecodedChunk, PhaseEvent[]> {
  const run = runOptions(options);
  return toTransformStream<DecodedChunk, PhaseEvent[]>(async function* (chunks) {
    let events: PhaseEvent[] = [];
    const sink = (event: ReusedEvent): unknown => events.push(toPhaseEvent(event));
    const tracker = new Tracker(sink, run.kinds, run.tracker);
    for await (const chunk of chunks) {
      events = [];
      switch (chunk.type) {
        case "batch":
          // never waits: lists of events have no bound
          chunk.ledger.tracked(tracker.track(chunk)!);
          break;
        case "source_start":
          sink(captureStartEvent(chunk));
          break;
        case "source_error":
          sink(errorEvent(chunk));
          break;
        case "capture_end":
          tracker.end("eof", { frames: chunk.packets, clock: chunk.clock });
          sink(captureEndEvent(chunk, tracker.totals, true, run.flowKey.length > 0));
          break;
      }
      if (events.length > 0) yield events;
    }
  });
}

/** Third stage: lists of events to NDJSON; what {@link analyzeStream} writes, byte for byte. */
export function ndjsonStream(): TransformStream<readonly PhaseEvent[], Uint8Array<ArrayBuffer>> {
  return toTransformStream<readonly PhaseEvent[], Uint8Array<ArrayBuffer>>(async function* (lists) {
    const encoder = new TextEncoder();
    for await (const list of lists) {
      let text = "";
      for (const event of list) text += `${JSON.stringify(event)}\n`;
      yield encoder.encode(text);
    }
  });
}
