/** Only some of a run's events: those of a selection, and so many of them. */
import type { EventOutput } from "./event_output.ts";
import { type FlowEvent, type PhaseEvent, type ReusedEvent, toPhaseEvent } from "./events/mod.ts";
import type { Selection } from "./selection/mod.ts";

/**
 * Hands the events of a selection on to another output, up to a limit. Events of the capture itself always pass, as they do
 * whatever kinds of events are asked for, and do not count.
 */
export class SelectedOutput implements EventOutput {
  readonly #inner: EventOutput;
  readonly #selection: Selection;
  readonly #limit: number;
  readonly #forget: ((flow: number) => void) | undefined;
  /** Where whole connections are told of: those with an event that the filter is true of. */
  readonly #chosen = new Set<number>();
  #passed = 0;

  /**
   * @param limit events of connections at most, or connections; Infinity: no limit
   * @param forget given if the output tells of whole connections: then these are chosen, by any of their events, and it is
   * called for the others when they are over
   */
  constructor(
    inner: EventOutput,
    selection: Selection,
    limit = Number.POSITIVE_INFINITY,
    forget?: (flow: number) => void,
  ) {
    this.#inner = inner;
    this.#selection = selection;
    this.#limit = limit;
    this.#forget = forget;
  }

  write(event: ReusedEvent, plain?: PhaseEvent): void {
    if (!("flow" in event)) {
      this.#inner.write(event, plain);
      return;
    }
    if (this.isDone || !this.#selection.includesFlow(event.flow)) return;
    const { filter } = this.#selection;
    if (this.#forget) {
      this.#writeOfConnection(event, plain ?? toPhaseEvent(event), this.#forget);
      return;
    }
    let whole = plain;
    if (filter) {
      whole ??= toPhaseEvent(event);
      if (!filter(whole)) return;
    }
    this.#passed++;
    this.#inner.write(event, whole);
  }

  #writeOfConnection(event: FlowEvent, whole: PhaseEvent, forget: (flow: number) => void): void {
    const { filter } = this.#selection;
    const { flow } = event.flow;
    if (!filter || filter(whole)) this.#chosen.add(flow);
    if (event.event === "flow_end") {
      if (!this.#chosen.delete(flow)) {
        forget(flow);
        return;
      }
      this.#passed++;
    }
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
