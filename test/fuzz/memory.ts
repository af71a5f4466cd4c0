/** The process's memory over a run: it must not grow with the number of inputs. */

/** Inputs between looks. */
const STEP = 5000;
/** Looks that are not counted: until then code is compiled and buffers find their size. */
const WARM_UP_LOOKS = 4;
/** Looks that the first and the last level are the least of. */
const LOOKS = 4;
/** MiB that the last level may be above the first. */
export const GROWTH_MIB = 64;

const MIB = 2 ** 20;

/** Frees what nobody has any more, where the runtime offers that. */
function collectGarbage(): void {
  const { Bun, gc } = globalThis as { Bun?: { gc(synchronous: boolean): void }; gc?: () => void };
  if (Bun) Bun.gc(true);
  else gc?.();
}

/** Levels are resident sizes right behind a collection. */
export class MemoryWatch {
  #looks = 0;
  readonly #first: number[] = [];
  #last: number[] = [];
  #peak = 0;

  /** Takes a look, once in a while. */
  look(inputs: number): void {
    if (inputs % STEP !== 0) return;
    this.#peak = Math.max(this.#peak, process.memoryUsage().rss / MIB);
    if (++this.#looks <= WARM_UP_LOOKS) return;
    collectGarbage();
    const level = process.memoryUsage().rss / MIB;
    if (this.#first.length < LOOKS) this.#first.push(level);
    else this.#last = [...this.#last.slice(1 - LOOKS), level];
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
