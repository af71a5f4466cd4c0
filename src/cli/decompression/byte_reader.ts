import { type Input, nextTurn } from "../platform.ts";

/** Holds the longest unit that a format wants whole: a zstd block of 128 KiB with its header. */
const BUFFER_BYTES = 256 * 1024;
/** What is asked of the input at a time. */
const READ_BYTES = 128 * 1024;
/** So much may go by between two turns of the event loop, which compressed data without content would hold up. */
const TURN_BYTES = 4 * 2 ** 20;

const NO_BYTES = new Uint8Array(0);

/** The bytes of an input in order, in a buffer of fixed size; reads no sooner than it is asked to. */
export class ByteReader {
  readonly #input: Input;
  #buffer = new Uint8Array(BUFFER_BYTES);
  #start = 0;
  #end = 0;
  #position = 0;
  #sinceTurn = 0;

  constructor(input: Input) {
    this.#input = input;
  }

  /** Offset in the input of the first unread byte. */
  get position(): number {
    return this.#position;
  }

  /** Bytes that the input has given so far. */
  get bytesRead(): number {
    return this.#position + this.#end - this.#start;
  }

  /** The unread bytes there are; valid until the next {@link more}. */
  get available(): Uint8Array {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /**
   * Waits for so many unread bytes, at most {@link BUFFER_BYTES}.
   *
   * @returns false if the input ends before
   * @throws {SystemError}
   */
  async has(count: number): Promise<boolean> {
    while (this.#end - this.#start < count) if (!(await this.#more())) return false;
    return true;
  }

  /** Passes over unread bytes that there are. */
  skip(count: number): void {
    this.#start += count;
    this.#position += count;
  }

  /**
   * Reads into `view` what is unread; if nothing is, right from the input. As {@link Input.read}; after it no other
   * method is called.
   */
  async read(view: Uint8Array): Promise<number> {
    const { available } = this;
    if (available.length === 0) {
      this.#buffer = NO_BYTES;
      const n = await this.#input.read(view);
      this.#position += n;
      return n;
    }
    const n = Math.min(available.length, view.length);
    view.set(available.subarray(0, n));
    this.skip(n);
    return n;
  }

  async #more(): Promise<boolean> {
    if (this.#end + READ_BYTES > BUFFER_BYTES) {
      this.#buffer.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
    }
    const n = await this.#input.read(this.#buffer.subarray(this.#end, this.#end + READ_BYTES));
    this.#end += n;
    this.#sinceTurn += n;
    if (this.#sinceTurn >= TURN_BYTES) {
      this.#sinceTurn = 0;
      await nextTurn();
    }
    return n > 0;
  }
}
