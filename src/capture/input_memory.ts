/**
 * The part of WASM memory that one source's bytes are read into. What a decode call leaves over, less than one record or
 * block, is moved in front of the next input.
 */
import {
  FRAMING_LIMIT,
  FRAMING_POSITION,
  FRAMING_WORDS,
  MAX_WHOLE_BLOCK_BYTES,
  OVERREAD_BYTES,
} from "../../wasm/layout.ts";

/** The leftover of a call: less than a packet of the largest captured length, or than the largest block that is kept. */
export const CARRY_BYTES = MAX_WHOLE_BLOCK_BYTES;
/** Below this share of free input memory the leftover is moved: seldom enough that single bytes stay cheap. */
const MIN_ROOM_SHARE = 8;

/** Input memory and the framing state, which says what of it is unread. */
export class InputMemory {
  readonly framingAddress: number;
  /** Bytes of new input that there is room for at most. */
  readonly inputBytes: number;
  readonly #start: number;
  readonly #end: number;
  bytes!: Uint8Array;
  framing!: Uint32Array;
  #room!: Uint8Array;
  /** File offset of an address: offsetBase + address. */
  offsetBase = 0;

  /** @param allocate reserves so many bytes of WASM memory and returns their address */
  constructor(allocate: (bytes: number) => number, inputBytes: number) {
    this.framingAddress = allocate(FRAMING_WORDS * 4);
    this.inputBytes = inputBytes;
    this.#start = allocate(CARRY_BYTES + inputBytes + OVERREAD_BYTES) + CARRY_BYTES;
    this.#end = this.#start + inputBytes;
  }

  /** To be called whenever memory has grown. */
  rebuildViews(buffer: ArrayBuffer): void {
    this.bytes = new Uint8Array(buffer);
    this.#room = new Uint8Array(buffer, this.#start, this.inputBytes);
    this.framing = new Uint32Array(buffer, this.framingAddress, FRAMING_WORDS);
  }

  /** Forgets everything: a new file begins. */
  reset(): void {
    this.framing.fill(0);
    this.framing[FRAMING_POSITION] = this.#start;
    this.framing[FRAMING_LIMIT] = this.#start;
    this.offsetBase = -this.#start;
  }

  /** Address of the next unread byte. */
  get position(): number {
    return this.framing[FRAMING_POSITION]!;
  }

  set position(address: number) {
    this.framing[FRAMING_POSITION] = address;
  }

  /** Address just past the input. */
  get limit(): number {
    return this.framing[FRAMING_LIMIT]!;
  }

  get unread(): number {
    return this.limit - this.position;
  }

  /** Byte offset in the file of the next unread byte. */
  get offset(): number {
    return this.offsetBase + this.position;
  }

  /** The unread bytes, `count` of them or all. */
  peek(count = Number.POSITIVE_INFINITY): Uint8Array {
    return this.bytes.subarray(this.position, Math.min(this.limit, this.position + count));
  }

  /** The same as a DataView. */
  view(count: number): DataView {
    return new DataView(this.bytes.buffer, this.position, count);
  }

  /** A view of free memory, never empty. Moves what is left over, so records handed out before are dead. */
  room(): Uint8Array {
    const { position, limit, unread, framing } = this;
    if (unread > 0 && limit < this.#end && this.#end - limit >= this.inputBytes / MIN_ROOM_SHARE) {
      return this.bytes.subarray(limit, this.#end);
    }
    if (unread > CARRY_BYTES) throw new TypeError("Cannot take more input: read out next() first");
    const moved = this.#start - unread;
    if (unread > 0) this.bytes.copyWithin(moved, position, limit);
    framing[FRAMING_POSITION] = moved;
    framing[FRAMING_LIMIT] = this.#start;
    this.offsetBase += position - moved;
    return this.#room;
  }

  /** How many bytes commit() takes at most. */
  get free(): number {
    return this.#end - this.limit;
  }

  /** The first `count` bytes of the last room() hold input. */
  commit(count: number): void {
    this.framing[FRAMING_LIMIT]! += count;
  }
}
