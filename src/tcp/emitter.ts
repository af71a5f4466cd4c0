/**
 * From facts to events: fills the moment of a reused event and hands it on, if its kind is wanted.
 */
import type { RecordNames } from "../capture/batch.ts";
import type { EventKind, FlowEvent, Phase } from "../events/mod.ts";
import type { Segment } from "./segment/segment.ts";
import type { Connection } from "./state/connection.ts";
import { CLIENT } from "./state/state_layout.ts";
import { relativeTime } from "./time.ts";

/** Takes an event while it lasts: the object is filled again as soon as the call returns. */
export type EventSink = (event: FlowEvent) => void;

/** Before the first batch there is nothing to name. */
const noNames: RecordNames = {
  interfaceName: (value) => String(value),
  layersOf: () => ({ vlans: [], tunnels: [] }),
  isKnownStack: () => true,
};

/** Hands events to a sink. */
export class Emitter {
  readonly #sink: EventSink;
  readonly #wanted: ReadonlySet<EventKind>;
  /** Words for numbers in records; set with the first batch. */
  names: RecordNames = noNames;

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
    event.rel_ns = relativeTime(segment.time);
    event.fromClient = connection.sender === CLIENT;
    event.frame = segment.frame;
    event.fileIndex = segment.fileIndex;
    event.fileOffset = segment.fileOffset;
    event.knownFrame = 0;
    event.flow = connection;
    this.#sink(event);
  }

  /**
   * Sends an event about an earlier packet, of which stamp, phase, frame and place in its file are filled, too.
   * @param side who sent that packet
   * @param time nanoseconds since the connection's first packet
   * @param knownFrame frame at which it became known
   */
  sendOf(event: FlowEvent, connection: Connection, side: number, time: number, knownFrame: number): void {
    event.rel_ns = relativeTime(time);
    event.fromClient = side === CLIENT;
    event.knownFrame = knownFrame === event.frame ? 0 : knownFrame;
    event.flow = connection;
    this.#sink(event);
  }
}
