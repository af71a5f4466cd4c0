/**
 * Loads what the segments of a block of records will need: all at once, where one by one each is waited for. With 20,000
 * live connections that is most of the time.
 */
import { FLOW_INDEX_MASK, REC_FLOW, REC_PAYLOAD_LENGTH, REC_WORDS } from "../../../wasm/layout.ts";
import type { Turns } from "../data/turns.ts";
import type { FlowSlots } from "../lifecycle/flow_slots.ts";
import type { Senders } from "../sent/senders.ts";
import { type ConnectionStore, wordsBase } from "../state/connection_store.ts";
import { C_FLAGS, CF_CLIENT_IS_SECOND, E_TALLY } from "../state/state_layout.ts";

/** Up to this many connections the state lies in the caches anyway. */
const MIN_CONNECTIONS = 4096;

/** Touches the state of connections. */
export class TouchAhead {
  readonly #slots: FlowSlots;
  readonly #store: ConnectionStore;
  readonly #senders: Senders;
  readonly #turns: Turns | undefined;
  /** Gives the loads a use, and has none itself. */
  touched = 0;

  constructor(slots: FlowSlots, store: ConnectionStore, senders: Senders, turns: Turns | undefined) {
    this.#slots = slots;
    this.#store = store;
    this.#senders = senders;
    this.#turns = turns;
  }

  /** Loads what the records from `start` to `end` will need. */
  touch(records: Uint32Array, start: number, end: number): void {
    if (this.#store.size <= MIN_CONNECTIONS) return;
    let sum = 0;
    for (let record = start; record < end; record += REC_WORDS) {
      const slot = this.#slots.get(records[record + REC_FLOW]! & FLOW_INDEX_MASK);
      if (slot >= 0) sum += this.#store.touch(slot);
    }
    // these are found by what was loaded just now
    for (let record = start; record < end; record += REC_WORDS) {
      const flowWord = records[record + REC_FLOW]!;
      const slot = this.#slots.get(flowWord & FLOW_INDEX_MASK);
      if (slot < 0) continue;
      const words = this.#store.words(slot);
      const c = wordsBase(slot);
      const side = (flowWord >>> 31) ^ (words[c + C_FLAGS]! & CF_CLIENT_IS_SECOND ? 1 : 0);
      sum += this.#senders.touch(words, c, side, records[record + REC_PAYLOAD_LENGTH] !== 0);
      if (words[c + E_TALLY] === 0) sum += this.#store.touchRest(slot);
      if (this.#turns) sum += this.#turns.touch(words, c);
    }
    this.touched = sum;
  }
}
