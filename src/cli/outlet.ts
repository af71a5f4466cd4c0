import type { Analyzer } from "../analyzer.ts";
import { collectGarbage, SystemError, type Target } from "./platform.ts";

/** The longest that output waits in a partly filled block while input is slow. */
const FLUSH_MS = 50;
/** Lines leave garbage behind, so that is collected each time so many bytes of them were written. */
const COLLECT_BYTES = 64 * 2 ** 20;

/** What of {@link Analyzer} an outlet needs. */
export type BlockSource = Pick<Analyzer, "takeBlock" | "recycle" | "flush">;

/**
 * Writes an analyzer's output blocks, in order, one at a time, each given back after its write.
 *
 * One write may be under way while the next input is analyzed; a slow reader holds everything else back.
 */
export class Outlet {
  readonly #source: BlockSource;
  readonly #target: Target;
  readonly #onClosed: () => void;
  #draining: Promise<void> = Promise.resolve();
  #writing: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #uncollected = 0;
  #failure: SystemError | undefined;

  /** @param onClosed called once when the target takes no more */
  constructor(source: BlockSource, target: Target, onClosed: () => void) {
    this.#source = source;
    this.#target = target;
    this.#onClosed = onClosed;
  }

  /** The target takes no more: its reader has gone, or a write failed. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Why the target takes no more; undefined if its reader has gone. */
  get failure(): SystemError | undefined {
    return this.#failure;
  }

  /** Writes all full blocks; fulfilled when at most one write is under way. */
  drain(): Promise<void> {
    // One after the other: a timer's drain must not overtake that of the reading loop.
    this.#draining = this.#draining.then(() => this.#drain());
    return this.#draining;
  }

  /** Input came in: its output is to be out within 50 ms, also when nothing else comes. */
  flushSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#source.flush();
      void this.drain();
    }, FLUSH_MS);
  }

  /** Writes everything that there is. */
  async finish(): Promise<void> {
    clearTimeout(this.#timer);
    this.#source.flush();
    await this.drain();
    await this.#writing;
  }

  async #drain(): Promise<void> {
    for (;;) {
      const block = this.#closed ? undefined : this.#source.takeBlock();
      if (!block) return;
      await this.#writing;
      if (this.#closed) return;
      this.#writing = this.#write(block);
    }
  }

  async #write(block: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      await this.#target.write(block);
      this.#source.recycle(block);
      this.#uncollected += block.length;
      if (this.#uncollected < COLLECT_BYTES) return;
      this.#uncollected = 0;
      collectGarbage();
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (error.code !== "EPIPE") this.#failure = error;
      this.#closed = true;
      this.#onClosed();
    }
  }
}
