import { BrokenData } from "../stage.ts";
import type { Sequences } from "./sequences.ts";

/** So much is decompressed before the bytes that matches may refer to are moved to the buffer's front. */
const SLACK_BYTES = 2 ** 20;
/** Up to so many are copied byte by byte. */
const SHORT_BYTES = 24;

/** What was decompressed of a frame, as far back as matches may refer to it. */
export class History {
  #buffer = new Uint8Array(0);
  #window = 0;
  #end = 0;
  /** Bytes in front of the end that belong to the frame. */
  #known = 0;

  /** A frame begins, whose matches reach `window` bytes back. */
  reset(window: number): void {
    this.#window = window;
    this.#end = 0;
    this.#known = 0;
  }

  /** Makes room for a block of up to `count` bytes; @returns where it begins. */
  begin(count: number): number {
    if (this.#end + count > this.#buffer.length) this.#makeRoom(count);
    return this.#end;
  }

  /** The bytes from a block's begin on; valid until the next begin(). */
  since(start: number): Uint8Array {
    return this.#buffer.subarray(start, this.#end);
  }

  /** Appends bytes. */
  append(bytes: Uint8Array): void {
    this.#buffer.set(bytes, this.#end);
    this.#advance(bytes.length);
  }

  /** Appends one byte, `count` times. */
  repeat(byte: number, count: number): void {
    this.#buffer.fill(byte, this.#end, this.#end + count);
    this.#advance(count);
  }

  /**
   * Appends what sequences make of literals, and the literals that they leave over.
   *
   * @param most bytes, for which begin() has made room
   * @throws {BrokenData} it would be more, or a match refers to what is not there
   */
  execute(sequences: Sequences, literals: Uint8Array, most: number): void {
    const buffer = this.#buffer;
    const limit = this.#end + most;
    const first = this.#end - this.#known;
    let to = this.#end;
    let used = 0;
    for (let i = 0; i < sequences.count; i++) {
      const count = sequences.literals[i]!;
      const offset = sequences.offsets[i]!;
      const length = sequences.lengths[i]!;
      const from = to + count - offset;
      if (
        used + count > literals.length ||
        to + count + length > limit ||
        from < first ||
        offset > this.#window
      ) {
        throw new BrokenData();
      }
      copy(literals, used, buffer, to, count);
      used += count;
      to += count;
      if (offset >= length) copy(buffer, from, buffer, to, length);
      else for (let k = 0; k < length; k++) buffer[to + k] = buffer[from + k]!;
      to += length;
    }
    if (to + literals.length - used > limit) throw new BrokenData();
    copy(literals, used, buffer, to, literals.length - used);
    this.#advance(to + literals.length - used - this.#end);
  }

  #advance(count: number): void {
    this.#end += count;
    this.#known += count;
  }

  #makeRoom(count: number): void {
    const kept = Math.min(this.#known, this.#window);
    const old = this.#buffer;
    // It grows as it fills: many a frame is much smaller than its window.
    const most = this.#window + Math.max(SLACK_BYTES, this.#window / 2) + count;
    if (old.length < most) {
      this.#buffer = new Uint8Array(Math.min(most, Math.max(kept + count, 2 * old.length, SLACK_BYTES)));
    }
    this.#buffer.set(old.subarray(this.#end - kept, this.#end));
    this.#end = kept;
  }
}

function copy(source: Uint8Array, from: number, target: Uint8Array, to: number, count: number): void {
  if (count > SHORT_BYTES) target.set(source.subarray(from, from + count), to);
  else for (let i = 0; i < count; i++) target[to + i] = source[from + i]!;
}
