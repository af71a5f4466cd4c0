/** Only some of a run's events: those of a selection, and so many of them. */
import type { EventOutput } from "./event_output.ts";
import { type PhaseEvent, type ReusedEvent, toPhaseEvent } from "./events/mod.ts";
import type { Selection } from "./selection/mod.ts";

/**
 * Hands the events of a selection on to another output, up to a limit. Events of the capture itself always pass, as they do
 * whatever kinds of events are asked for, and do not count.
 */
export class SelectedOutput implements EventOutput {
  readonly #inner: EventOutput;
  readonly #selection: Selection;
  readonly #limit: number;
  #passed = 0;

  /** @param limit events of connections at most; Infinity: no limit */
  constructor(inner: EventOutput, selection: Selection, limit = Number.POSITIVE_INFINITY) {
    this.#inner = inner;
    this.#selection = selection;
    this.#limit = limit;
  }

  write(event: ReusedEvent, plain?: PhaseEvent): void {
    if (!("flow" in event)) {
      this.#inner.write(event, plain);
      return;
    }
    if (this.isDone || !this.#selection.includesFlow(event.flow)) return;
    const { filter } = this.#selection;
    let whole = plain;
    if (filter) {
      whole ??= toPhaseEvent(event);
      if (!filter(whole)) return;
    }
    this.#passed++;
    this.#inner.write(event, whole);
  }

  get isFull(): boolean {
    return this.#inner.isFull;
  }

  get isDone(): boolean {
    return this.#passed >= this.#limit;
  }

  takeBlock(): Uint8Array<ArrayBuffer> | undefined {
    return this.#inner.takeBlock();
  }

  flush(): void {
    this.#inner.flush();
  }

  recycle(block: Uint8Array<ArrayBuffer>): void {
    this.#inner.recycle(block);
  }
}
