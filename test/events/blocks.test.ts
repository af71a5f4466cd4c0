import { expect, test } from "vitest";
import { BLOCK_BYTES, MIN_FULL_BYTES } from "../../src/events/line_writer.ts";
import { NdjsonEncoder, newCaptureStartEvent, newErrorEvent, toPhaseEvent } from "../../src/events/mod.ts";
import { MAX_LINE_BYTES, STAGE_BYTES } from "../../wasm/encoder_layout.ts";
import { textOf } from "./lines.ts";
import { fillEvent, newEvent, seeded } from "./random_events.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

test("nothing written: no block, flushed or not", () => {
  const encoder = new NdjsonEncoder();
  expect(encoder.takeBlock()).toBeUndefined();
  encoder.flush();
  expect(encoder.takeBlock()).toBeUndefined();
});

test("blocks come in order, are full, hold whole lines, and are reused", () => {
  const encoder = new NdjsonEncoder();
  const random = seeded(1);
  const event = newEvent.segment();
  const buffers = new Set<ArrayBufferLike>();
  let expected = "";
  let actual = "";
  let blocks = 0;
  for (let i = 0; i < 20_000; i++) {
    fillEvent(event, random);
    encoder.write(event);
    expected += `${JSON.stringify(toPhaseEvent(event))}\n`;
    for (let block = encoder.takeBlock(); block !== undefined; block = encoder.takeBlock()) {
      expect(block.length).toBeGreaterThan(BLOCK_BYTES - STAGE_BYTES - MAX_LINE_BYTES);
      expect(block.at(-1)).toBe(0x0a);
      actual += decoder.decode(block);
      buffers.add(block.buffer);
      blocks += 1;
      block.fill(0x58);
      encoder.recycle(block);
    }
  }
  actual += textOf(encoder);
  expect(actual === expected).toBe(true);
  expect(blocks).toBeGreaterThan(20);
  expect(buffers.size).toBeLessThanOrEqual(2);
});

test("blocks that are kept are never overwritten", () => {
  const encoder = new NdjsonEncoder();
  const event = newErrorEvent();
  const kept: Uint8Array[] = [];
  let expected = "";
  for (let i = 0; i < 20_000; i++) {
    event.file_offset = i;
    encoder.write(event);
    expected += `{"event":"error","message":"","file_index":0,"file_offset":${i}}\n`;
  }
  encoder.flush();
  for (let block = encoder.takeBlock(); block !== undefined; block = encoder.takeBlock()) {
    kept.push(block);
  }
  expect(new Set(kept.map((block) => block.buffer)).size).toBe(kept.length);
  expect(kept.map((block) => decoder.decode(block)).join("") === expected).toBe(true);
});

test("giving a block back twice, or one that is not the encoder's, does no harm", () => {
  const encoder = new NdjsonEncoder();
  const event = newErrorEvent();
  const next = () => {
    encoder.write(event);
    encoder.flush();
    return encoder.takeBlock()!;
  };
  const first = next();
  encoder.recycle(first);
  encoder.recycle(first);
  encoder.recycle(new Uint8Array(BLOCK_BYTES));
  const buffers = [next(), next(), next(), next()].map((block) => block.buffer);
  expect(new Set(buffers).size).toBe(4);
});

test("a block whose buffer was transferred away is not reused", () => {
  const encoder = new NdjsonEncoder();
  encoder.write(newErrorEvent());
  encoder.flush();
  const block = encoder.takeBlock()!;
  structuredClone(block, { transfer: [block.buffer as ArrayBuffer] });
  encoder.recycle(block);
  encoder.write(newErrorEvent());
  encoder.flush();
  encoder.write(newErrorEvent());
  expect(textOf(encoder).split("\n")).toHaveLength(3);
});

test("flush hands out a small block; nothing is written twice", () => {
  const encoder = new NdjsonEncoder();
  encoder.write(newErrorEvent());
  expect(encoder.takeBlock()).toBeUndefined();
  encoder.flush();
  encoder.flush();
  expect(encoder.takeBlock()!.length).toBeLessThan(MIN_FULL_BYTES);
  expect(encoder.takeBlock()).toBeUndefined();
});

test.each([0, 1, 500, 1000, 1999])(
  "lines of every length, longer than a block too, behind %i others",
  (others) => {
    const encoder = new NdjsonEncoder();
    const event = newCaptureStartEvent();
    let expected = "";
    const write = (file: string) => {
      event.file = file;
      encoder.write(event);
      expected += `${JSON.stringify(toPhaseEvent(event))}\n`;
    };
    for (let i = 0; i < others; i++) {
      write("a");
    }
    for (const length of [10_000, 40_000, 43_000, 44_000, 200_000, 262_144, 1_000_000]) {
      write("b".repeat(length));
      write("\ud800".repeat(length));
      write("c");
    }
    expect(textOf(encoder) === expected).toBe(true);
  },
);
