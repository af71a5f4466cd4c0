/**
 * Lines that are written in WebAssembly's linear memory, and the event that is to become one.
 *
 * TypeScript puts the numbers of an event into an array there, and its texts and the items of its lists behind each
 * other as they will be printed; one call (3 to 4 ns) makes the line. Lines collect until they are moved to the blocks.
 *
 * Why not in TypeScript: in a loop that does nothing else its encoder is nearly as fast (a `data` line of 575 bytes
 * 130 ns, here 112; bench/encode.ts, with events that differ, 190 to 220 and 122 to 137). But within a run of 4 M
 * packets, between the tracker's work, it cost 575 to 590 ns on Bun and 525 to 650 on Deno, here 270 to 400 and 325:
 * digits are computed instead of looked up in tables of 40 KiB, and there is no warm-up. Of connections of 12 packets,
 * 20,000 live, a run gained nothing on Bun: there each line waits for its flow part to come into the caches, and each
 * connection for its texts.
 * Tried without effect: blocks of 128 KiB (slower), conversions of numbers without instructions for it, a flow part
 * copied without a loop (3 %).
 */

import {
  ENVELOPE_FILE_INDEX,
  ENVELOPE_FILE_OFFSET,
  ENVELOPE_FRAME,
  ENVELOPE_KNOWN_FRAME,
  ENVELOPE_NSEC,
  ENVELOPE_REL_NS,
  ENVELOPE_SEC,
  FIELD_SLOTS,
  FLOW_SCRATCH_BYTES,
  MAX_LINE_BYTES,
  STAGE_BYTES,
} from "../../wasm/encoder_layout.ts";
import { putText } from "./byte_writer.ts";
import type { Timestamp } from "./flow_identity.ts";
import { FLOW_PAGE_BYTES, FlowPartCache } from "./flow_part.ts";
import type { LineEncoders } from "./generated/wasm_fill.ts";
import type { LineWriter } from "./line_writer.ts";
import { instantiateEncoder } from "./linear_module.ts";
import type { FlowMoment } from "./moment.ts";

export { MAX_LINE_BYTES } from "../../wasm/encoder_layout.ts";

/** An integer that is absent: no safe integer. */
export const ABSENT = -Number.MAX_VALUE;
/** Another value that is absent. */
export const NONE = -1;
/** A word that is none of its choices: the TypeScript encoder is asked. */
export const WRONG = -2;

export class LinearLines {
  readonly encoders: LineEncoders;
  /** The numbers of the present event. */
  readonly fields: Float64Array;
  /** Its texts and lists; a view of memory from the first one on. */
  readonly raw: Uint8Array;
  readonly rawView: DataView;
  /** Bytes of them so far. */
  rawEnd = 0;
  /** Address behind the last line. */
  position: number;
  /** Where the flow part of the present event is, and how long. */
  flow = 0;
  flowLength = 0;
  readonly #flowParts: FlowPartCache;
  readonly #out: LineWriter;
  readonly #bytes: Uint8Array;
  readonly #stage: number;
  readonly #full: number;

  /** @param out takes the lines, and shares the flow parts */
  constructor(out: LineWriter, keepFlowParts: boolean) {
    const exports = instantiateEncoder();
    const { buffer } = exports.memory;
    this.encoders = exports;
    this.fields = new Float64Array(buffer, exports.fieldsAddress(), FIELD_SLOTS);
    this.raw = new Uint8Array(buffer, exports.rawAddress(), MAX_LINE_BYTES);
    this.rawView = new DataView(buffer, exports.rawAddress(), MAX_LINE_BYTES);
    this.#bytes = new Uint8Array(buffer);
    this.#stage = exports.stageAddress();
    this.#full = this.#stage + STAGE_BYTES;
    this.position = this.#stage;
    this.#out = out;
    const parts = exports.flowPartsAddress();
    this.#flowParts = new FlowPartCache(keepFlowParts, {
      scratch: new Float64Array(buffer, exports.flowScratchAddress(), FLOW_SCRATCH_BYTES / 8),
      newPage: (index) => new Float64Array(buffer, parts + index * FLOW_PAGE_BYTES, FLOW_PAGE_BYTES / 8),
    });
    out.flowParts = this.#flowParts;
  }

  /** Puts what all kinds have into the fields, and returns them for the others. */
  begin(event: FlowMoment): Float64Array {
    const { fields } = this;
    this.rawEnd = 0;
    fields[ENVELOPE_SEC] = event.sec;
    fields[ENVELOPE_NSEC] = event.nsec;
    const relNs = event.rel_ns;
    fields[ENVELOPE_REL_NS] = relNs === undefined ? ABSENT : relNs;
    fields[ENVELOPE_FRAME] = event.frame;
    fields[ENVELOPE_FILE_INDEX] = event.fileIndex;
    fields[ENVELOPE_FILE_OFFSET] = event.fileOffset;
    fields[ENVELOPE_KNOWN_FRAME] = event.knownFrame;
    const parts = this.#flowParts;
    parts.find(event.flow);
    this.flow = parts.address;
    this.flowLength = parts.length;
    return fields;
  }

  fillStamp(slot: number, stamp: Timestamp | undefined): void {
    const { fields } = this;
    fields[slot] = stamp === undefined ? ABSENT : stamp.sec;
    fields[slot + 1] = stamp === undefined ? 0 : stamp.nsec;
  }

  /** Appends a text to the raw bytes; returns its length there. */
  putRaw(text: string): number {
    const start = this.rawEnd;
    this.rawEnd = putText(this.raw, start, text);
    return this.rawEnd - start;
  }

  /** Takes what an encoder returned; false if it wrote nothing. */
  end(position: number): boolean {
    if (position < 0) return false;
    this.position = position;
    if (position >= this.#full) this.move();
    return true;
  }

  /** Hands the lines on, so that others can follow. */
  move(): void {
    if (this.position === this.#stage) return;
    this.#out.append(this.#bytes.subarray(this.#stage, this.position));
    this.position = this.#stage;
  }
}
