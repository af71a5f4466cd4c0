/**
 * The VLANs and tunnels that a connection's segments came in. Few connections have any, most of those share one set of
 * layers, and a set is a short list of stack ids: a connection keeps the number of its set.
 */
import type { Layers, RecordNames } from "../../capture/batch.ts";

/** Different stacks of a connection that are told. */
const MAX_STACKS = 16;
/** Sets that are told apart over a run. */
const MAX_SETS = 65_536;
const FIRST_SLOTS = 4096;

interface LayerSet {
  /** Stack ids in the order of first sight; 0: none. */
  readonly stacks: readonly number[];
  /** One had no room. */
  readonly isCut: boolean;
}

/** The sets of a run, and which connection has which. */
export class FlowLayers {
  readonly #sets: LayerSet[] = [{ stacks: [], isCut: false }];
  readonly #byKey = new Map<string, number>([["", 0]]);
  /** Number of the set, by slot. Without a tagged segment in the run nothing is kept. */
  #ofSlot = new Uint32Array(0);

  /** A connection begins in `slot`. */
  clear(slot: number): void {
    if (slot < this.#ofSlot.length) this.#ofSlot[slot] = 0;
  }

  /** A segment of the connection in `slot` has the layers `stack`, which is not 0. */
  note(slot: number, stack: number): void {
    if (slot >= this.#ofSlot.length) this.#grow(slot);
    const set = this.#ofSlot[slot]!;
    if (!this.#sets[set]!.stacks.includes(stack)) this.#ofSlot[slot] = this.#with(set, stack);
  }

  /** What is to be told of the connection in `slot`: undefined if nothing was around its segments. */
  of(slot: number, names: RecordNames): (Layers & { readonly isCut: boolean }) | undefined {
    const set = this.#sets[this.#ofSlot[slot] ?? 0]!;
    if (set.stacks.length === 0 && !set.isCut) return undefined;
    const all = set.stacks.map((stack) => names.layersOf(stack));
    return {
      vlans: [...new Set(all.flatMap(({ vlans }) => vlans))],
      tunnels: [...new Set(all.flatMap(({ tunnels }) => tunnels))],
      isCut: this.isCut(slot, names),
    };
  }

  /** True if there were more around the segments of the connection in `slot` than is told. */
  isCut(slot: number, names: RecordNames): boolean {
    const set = this.#sets[this.#ofSlot[slot] ?? 0]!;
    return set.isCut || set.stacks.some((stack) => !names.isKnownStack(stack));
  }

  #with(set: number, stack: number): number {
    const { stacks } = this.#sets[set]!;
    const isFull = stacks.length === MAX_STACKS;
    const grown: LayerSet = { stacks: isFull ? stacks : [...stacks, stack], isCut: isFull };
    const key = `${grown.stacks.join()}${isFull ? "!" : ""}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (this.#sets.length >= MAX_SETS) return set;
    this.#sets.push(grown);
    this.#byKey.set(key, this.#sets.length - 1);
    return this.#sets.length - 1;
  }

  #grow(slot: number): void {
    let slots = Math.max(FIRST_SLOTS, this.#ofSlot.length);
    while (slots <= slot) slots *= 2;
    const grown = new Uint32Array(slots);
    grown.set(this.#ofSlot);
    this.#ofSlot = grown;
  }
}
