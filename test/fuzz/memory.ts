/** The process's memory over a run: it must not grow with the number of inputs. */

/** Inputs before the first look: until then code is compiled and buffers find their size. */
const WARM_UP = 20_000;
const STEP = 1000;
/** MiB that the greatest use may rise above that of the first looks. */
export const GROWTH_MIB = 96;
/** Looks that the first and the last level are the least of: in between the collector lets it rise and fall. */
const LOOKS = 20;

const MIB = 2 ** 20;

/** Levels are the least resident size over some looks, since what is there before a collection says nothing. */
export class MemoryWatch {
  readonly #first: number[] = [];
  #last: number[] = [];
  #peak = 0;

  /** Takes a look, once in a while. */
  look(inputs: number): void {
    if (inputs % STEP !== 0 || inputs < WARM_UP) return;
    const rss = process.memoryUsage().rss / MIB;
    this.#peak = Math.max(this.#peak, rss);
    if (this.#first.length < LOOKS) this.#first.push(rss);
    else this.#last = [...this.#last.slice(1 - LOOKS), rss];
  }

  /** MiB; undefined if the run was too short. */
  get levels(): { readonly first: number; readonly last: number; readonly peak: number } | undefined {
    if (this.#last.length < LOOKS) return undefined;
    return { first: Math.min(...this.#first), last: Math.min(...this.#last), peak: this.#peak };
  }

  get hasGrown(): boolean {
    const { levels } = this;
    return levels !== undefined && levels.last > levels.first + GROWTH_MIB;
  }
}
