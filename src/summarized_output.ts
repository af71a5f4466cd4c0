/** Events for an output, and some of them for a summary beside it. */
import type { EventOutput } from "./event_output.ts";
import { type EventKind, type PhaseEvent, type ReusedEvent, toPhaseEvent } from "./events/mod.ts";
import { summaryKinds } from "./renderings/kinds.ts";
import type { Summary } from "./renderings/mod.ts";

/** What a summary looks at: its kinds, and those of the capture itself. */
const counted: ReadonlySet<EventKind> = new Set<EventKind>([...summaryKinds, "error", "capture_end"]);

/**
 * Hands events of an output's own kinds on to it, and those that a summary counts to that. The run has to make events of
 * both.
 */
export class SummarizedOutput implements EventOutput {
  readonly #inner: EventOutput;
  readonly #kinds: ReadonlySet<EventKind>;
  readonly #summary: Summary;

  /** @param kinds what the output is to get */
  constructor(inner: EventOutput, kinds: ReadonlySet<EventKind>, summary: Summary) {
    this.#inner = inner;
    this.#kinds = kinds;
    this.#summary = summary;
  }

  write(event: ReusedEvent, plain?: PhaseEvent): void {
    let whole = plain;
    if (counted.has(event.event)) {
      whole ??= toPhaseEvent(event);
      this.#summary.take(whole);
    }
    if (this.#kinds.has(event.event)) this.#inner.write(event, whole);
  }

  get isFull(): boolean {
    return this.#inner.isFull;
  }

  get isDone(): boolean {
    return this.#inner.isDone === true;
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
