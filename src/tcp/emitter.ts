/**
 * From facts to events: fills the moment of a reused event and hands it on, if its kind is wanted.
 */
import type { EventKind, FlowEvent, Phase } from "../events/mod.ts";
import type { Segment } from "./segment/segment.ts";
import type { Connection } from "./state/connection.ts";
import { CLIENT } from "./state/state_layout.ts";

/** Takes an event while it lasts: the object is filled again as soon as the call returns. */
export type EventSink = (event: FlowEvent) => void;

/** Intervals are printed only while JSON numbers hold them exactly, and never negative. */
export function interval(nanoseconds: number): number | undefined {
  return nanoseconds >= 0 && nanoseconds <= Number.MAX_SAFE_INTEGER ? nanoseconds : undefined;
}

/** Hands events of the present segment to a sink. */
export class Emitter {
  readonly #sink: EventSink;
  readonly #wanted: ReadonlySet<EventKind>;

  constructor(sink: EventSink, wanted: ReadonlySet<EventKind>) {
    this.#sink = sink;
    this.#wanted = wanted;
  }

  /** True if events of this kind are printed; ask once, not for each segment. */
  wants(kind: EventKind): boolean {
    return this.#wanted.has(kind);
  }

  /** Sends an event of which the own fields are filled, about the present segment. */
  send(event: FlowEvent, connection: Connection, segment: Segment, phase: Phase = connection.phase): void {
    event.phase = phase;
    event.sec = segment.sec;
    event.nsec = segment.nsec;
    event.rel_ns = Math.abs(segment.time) <= Number.MAX_SAFE_INTEGER ? segment.time : undefined;
    event.fromClient = connection.sender === CLIENT;
    event.frame = segment.frame;
    event.fileIndex = segment.fileIndex;
    event.fileOffset = segment.fileOffset;
    event.knownFrame = 0;
    event.flow = connection;
    this.#sink(event);
  }

  /** Sends an event whose moment is filled too. */
  sendAsIs(event: FlowEvent): void {
    this.#sink(event);
  }
}
