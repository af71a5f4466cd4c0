/** The few greatest of many. */

export interface Ranked<T> {
  readonly rank: number;
  readonly item: T;
}

/** Keeps `size` items of the greatest rank; of equal ones, the first. */
export class Top<T> {
  readonly #size: number;
  readonly #kept: Ranked<T>[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** The greatest first. */
  get kept(): readonly Ranked<T>[] {
    return this.#kept;
  }

  /** @param item made only if it is kept */
  add(rank: number, item: () => T): void {
    const kept = this.#kept;
    if (kept.length === this.#size && rank <= kept.at(-1)!.rank) return;
    let at = kept.length;
    while (at > 0 && kept[at - 1]!.rank < rank) at--;
    kept.splice(at, 0, { rank, item: item() });
    if (kept.length > this.#size) kept.pop();
  }
}
