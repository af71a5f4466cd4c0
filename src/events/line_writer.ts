/** Where the generated encoders write: blocks of output, and the envelope of flow events. */

import { INTEGER_BOUND, literal, putInteger, putLiteral, SLACK_BYTES } from "./byte_writer.ts";
import type { FlowIdentity } from "./flow_identity.ts";
import { FLOW_PART_BOUND, FlowPartCache } from "./flow_part.ts";
import type { Phase } from "./moment.ts";
import { isPrintableSecond, TIMESTAMP_BOUND, TimestampWriter } from "./timestamp.ts";

/** Size of a block of output, unless one line is longer. */
export const BLOCK_BYTES = 256 * 1024;
/** A block is handed out from this size on, because small writes are what makes output slow. */
export const MIN_FULL_BYTES = 64 * 1024;
/** Blocks that are kept for reuse. */
const POOL_LIMIT = 8;

const PHASES = {
  handshake: literal(',"phase":"handshake"'),
  transfer: literal(',"phase":"transfer"'),
  teardown: literal(',"phase":"teardown"'),
  closed: literal(',"phase":"closed"'),
} as const satisfies Record<Phase, unknown>;
const TS = literal(',"ts":"');
const END_OF_TS_AND_REL_NS = literal('","rel_ns":');
const REL_NS = literal(',"rel_ns":');
const FROM_CLIENT = literal(',"dir":"c2s","sender":"client","frame":');
const FROM_SERVER = literal(',"dir":"s2c","sender":"server","frame":');
const FILE_INDEX = literal(',"file_index":');
const FILE_OFFSET = literal(',"file_offset":');
const KNOWN_FRAME = literal(',"known_frame":');

/** Bytes of the envelope at most, without the field `event`. */
export const ENVELOPE_BOUND =
  PHASES.handshake.length +
  TS.length +
  TIMESTAMP_BOUND +
  END_OF_TS_AND_REL_NS.length +
  FLOW_PART_BOUND +
  FROM_CLIENT.length +
  FILE_INDEX.length +
  FILE_OFFSET.length +
  KNOWN_FRAME.length +
  5 * INTEGER_BOUND;

/**
 * The growing output. An encoder reserves a bound for its whole line, writes from `position` on and sets
 * `position` when the line is complete: one that throws leaves no part of a line behind.
 */
export class LineWriter {
  /** The present block, as bytes and as a view. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(BLOCK_BYTES);
  view = new DataView(this.bytes.buffer);
  /** Bytes of it that hold complete lines. */
  position = 0;
  readonly timestamps = new TimestampWriter();
  flowParts: FlowPartCache;
  readonly #full: Uint8Array<ArrayBuffer>[] = [];
  readonly #pool: ArrayBuffer[] = [];
  /** Buffers that were handed out and not yet given back. */
  readonly #lent = new WeakSet<ArrayBuffer>();

  /** @param keepFlowParts false if most connections have one line only */
  constructor(keepFlowParts = true) {
    this.flowParts = new FlowPartCache(keepFlowParts);
  }

  /** Blocks that wait to be taken. */
  get fullBlocks(): number {
    return this.#full.length;
  }

  /** Makes sure that `bound` bytes can be written from `position` on. Invalidates `bytes` and `view`. */
  reserve(bound: number): void {
    if (bound + SLACK_BYTES > this.bytes.length - this.position) {
      this.#makeRoom(bound + SLACK_BYTES);
    }
  }

  /** Writes the envelope behind the field `event`; returns the position behind it. */
  putEnvelope(
    at: number,
    phase: Phase,
    sec: number,
    nsec: number,
    relNs: number | undefined,
    fromClient: boolean,
    frame: number,
    fileIndex: number,
    fileOffset: number,
    knownFrame: number,
    flow: FlowIdentity,
  ): number {
    const { view } = this;
    let p = putLiteral(view, at, PHASES[phase]);
    if (isPrintableSecond(sec)) {
      p = this.timestamps.put(view, putLiteral(view, p, TS), sec, nsec);
      if (relNs !== undefined) {
        p = putInteger(view, putLiteral(view, p, END_OF_TS_AND_REL_NS), relNs);
      } else {
        view.setUint8(p, 0x22);
        p += 1;
      }
    } else if (relNs !== undefined) {
      p = putInteger(view, putLiteral(view, p, REL_NS), relNs);
    }
    p = this.flowParts.put(view, p, flow);
    p = putInteger(view, putLiteral(view, p, fromClient ? FROM_CLIENT : FROM_SERVER), frame);
    if (fileIndex > 0) {
      p = putInteger(view, putLiteral(view, p, FILE_INDEX), fileIndex);
    }
    p = putInteger(view, putLiteral(view, p, FILE_OFFSET), fileOffset);
    if (knownFrame !== 0 && knownFrame !== frame) {
      p = putInteger(view, putLiteral(view, p, KNOWN_FRAME), knownFrame);
    }
    return p;
  }

  /** Appends whole lines. */
  append(lines: Uint8Array): void {
    this.reserve(lines.length);
    this.bytes.set(lines, this.position);
    this.position += lines.length;
  }

  /** The oldest block that was handed out; undefined when there is none. */
  takeBlock(): Uint8Array<ArrayBuffer> | undefined {
    return this.#full.shift();
  }

  /** Hands out what there is, however little. */
  flush(): void {
    if (this.position > 0) {
      this.#handOut();
    }
  }

  /** Takes a block back for reuse. Its bytes are overwritten from now on. */
  recycle(block: Uint8Array<ArrayBuffer>): void {
    const buffer = block.buffer;
    if (this.#lent.delete(buffer)) {
      this.#keep(buffer);
    }
  }

  #makeRoom(bytes: number): void {
    if (this.position >= MIN_FULL_BYTES) {
      this.#handOut();
    }
    if (bytes > this.bytes.length - this.position) {
      // A line longer than a block.
      const small = this.bytes;
      this.#use(new ArrayBuffer(this.position + bytes));
      this.bytes.set(small.subarray(0, this.position));
      this.#keep(small.buffer);
    }
  }

  #handOut(): void {
    this.#full.push(this.bytes.subarray(0, this.position));
    this.#lent.add(this.bytes.buffer);
    this.#use(this.#pool.pop() ?? new ArrayBuffer(BLOCK_BYTES));
    this.position = 0;
  }

  #use(buffer: ArrayBuffer): void {
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
  }

  /** Longer blocks are left to the garbage collector; a buffer that was transferred away has length 0. */
  #keep(buffer: ArrayBuffer): void {
    if (buffer.byteLength === BLOCK_BYTES && this.#pool.length < POOL_LIMIT) {
      this.#pool.push(buffer);
    }
  }
}
