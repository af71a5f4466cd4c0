/** Passes over a capture that do ever more of the work. */
import { readSync, writeSync } from "node:fs";
import { Analyzer } from "../../src/analyzer.ts";
import { Decoder } from "../../src/capture/decoder.ts";
import { Engine } from "../../src/engine.ts";
import { runOptions } from "../../src/options.ts";
import type { DetailName } from "./comparisons.ts";
import { HASH_SEED } from "./pass.ts";
import type { Spread } from "./statistics.ts";

/** In the order of the work; each pass does one more of them than the one before. */
export const STAGES = ["read", "decode", "track", "encode", "write"] as const;

/** What stages.ts prints; times of the whole capture. */
export interface StagesResult {
  readonly packets: number;
  readonly events: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** By stage: what the pass with it took more than the one without it. */
  readonly nanoseconds: readonly Spread[];
  /** Of the pass that does all. */
  readonly total: Spread;
}

export interface Pass {
  readonly milliseconds: number;
  readonly facts: Partial<Pick<StagesResult, "packets" | "events" | "inputBytes" | "outputBytes">>;
}

/** As much as the decoder's own input memory. */
const ROOM_BYTES = 512 * 1024;

/** One pass a stage. `input` is read from its start each time; nothing of the passes is kept. */
export function passesOf(input: number, output: number, detail: DetailName): (() => Pass)[] {
  return [
    () => readPass(input),
    () => decodePass(input),
    () => trackPass(input, detail),
    () => encodePass(input, detail, () => {}),
    () => encodePass(input, detail, (block) => writeAll(output, block)),
  ];
}

function readAll(input: number, room: () => Uint8Array, commit: (count: number) => void): void {
  for (let at = 0; ; ) {
    const view = room();
    const count = readSync(input, view, 0, view.length, at);
    if (count === 0) return;
    at += count;
    commit(count);
  }
}

function readPass(input: number): Pass {
  const buffer = new Uint8Array(ROOM_BYTES);
  let inputBytes = 0;
  const before = performance.now();
  readAll(
    input,
    () => buffer,
    (count) => {
      inputBytes += count;
    },
  );
  return { milliseconds: performance.now() - before, facts: { inputBytes } };
}

/** The flow table grows to all keys of the capture, which the tracker would give back. */
function decodePass(input: number): Pass {
  const decoder = new Decoder({ hashSeed: HASH_SEED });
  const drain = (): void => {
    while (decoder.next() !== undefined) {
      // the records are of no use here
    }
  };
  const before = performance.now();
  decoder.nextFile("generated");
  drain();
  readAll(
    input,
    () => decoder.room(),
    (count) => {
      decoder.commit(count);
      drain();
    },
  );
  decoder.endFile();
  drain();
  const { packets } = decoder.end();
  return { milliseconds: performance.now() - before, facts: { packets } };
}

function trackPass(input: number, detail: DetailName): Pass {
  let events = 0;
  const count = (): void => {
    events++;
  };
  const engine = new Engine(count, runOptions({ detail }), undefined, { hashSeed: HASH_SEED });
  const before = performance.now();
  engine.nextFiles([{ name: "generated" }]);
  readAll(
    input,
    () => engine.room(),
    (count) => engine.commit(count),
  );
  engine.end("eof");
  return { milliseconds: performance.now() - before, facts: { events } };
}

function encodePass(input: number, detail: DetailName, write: (block: Uint8Array) => void): Pass {
  const analyzer = new Analyzer({ detail }, undefined, { hashSeed: HASH_SEED });
  let outputBytes = 0;
  const drain = (): void => {
    for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) {
      outputBytes += block.length;
      write(block);
      analyzer.recycle(block);
    }
  };
  const before = performance.now();
  analyzer.nextFile("generated");
  readAll(
    input,
    () => analyzer.room(),
    (count) => {
      analyzer.commit(count);
      drain();
    },
  );
  analyzer.end();
  analyzer.flush();
  drain();
  return { milliseconds: performance.now() - before, facts: { outputBytes } };
}

function writeAll(output: number, block: Uint8Array): void {
  for (let done = 0; done < block.length; ) done += writeSync(output, block, done);
}
