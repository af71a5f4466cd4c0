/** Puts the events of each connection together, and hands its diagram on when it is over. */
import type { PhaseEvent, PhaseEventOf } from "../../events/mod.ts";
import { formatDuration } from "../layout/quantities.ts";
import type { Diagram, Mark, PacketRow } from "./diagram.ts";
import { evidenceWords } from "./evidence.ts";
import { Folding, type RowBudget } from "./folding.ts";
import { synNotes } from "./syn_words.ts";

/** Rows that all live connections keep together; some 50 MiB of them. */
const MAX_ROWS = 150_000;
const MAX_RESETS = 4;

interface OpenDiagram {
  readonly rows: Folding;
  /** The latest packet, about which more events may come. */
  latest: PacketRow | undefined;
  /** When it passed, in nanoseconds since the first. */
  latestRel: number | undefined;
  established: PhaseEventOf<"established"> | undefined;
  midstream: boolean;
  readonly resets: PhaseEventOf<"reset">[];
}

/** Memory is bounded by the live connections, and by {@link MAX_ROWS}. */
export class DiagramCollector {
  readonly #open = new Map<number, OpenDiagram>();
  readonly #budget: RowBudget;

  /** @param maxRows of all live connections together */
  constructor(maxRows = MAX_ROWS) {
    this.#budget = { left: maxRows };
  }

  /** How many connections have no diagram, since the event that ends them did not come: a limit left it out. */
  get unfinished(): number {
    return this.#open.size;
  }

  /** Takes an event; gives the diagram of the connection that it ends. */
  take(event: PhaseEvent): Diagram | undefined {
    if (!("flow" in event)) return undefined;
    const diagram = this.#of(event.flow);
    switch (event.event) {
      case "segment":
        this.#segment(diagram, event);
        break;
      case "midstream":
        diagram.midstream = true;
        break;
      case "syn":
        this.#note(diagram, event.frame, ...synNotes(event));
        break;
      case "syn_ack":
        this.#note(diagram, event.frame, ...synNotes(event));
        if (event.rtt_ns !== undefined) {
          this.#note(diagram, event.frame, `round trip tap–server ${formatDuration(event.rtt_ns)}`);
        }
        break;
      case "established":
        diagram.established = event;
        if (event.rtt_ns !== undefined) {
          this.#note(diagram, event.frame, `round trip tap–client ${formatDuration(event.rtt_ns)}`);
        }
        break;
      case "data":
        this.#data(diagram, event);
        break;
      case "fin_ack":
        this.#finAck(diagram, event);
        break;
      case "reset":
        if (diagram.resets.length < MAX_RESETS) diagram.resets.push(event);
        this.#note(diagram, event.frame, resetWords(event));
        break;
      case "anomaly":
        this.#anomaly(diagram, event);
        break;
      case "flow_end":
        return this.#end(diagram, event);
    }
    return undefined;
  }

  /** The connection is over, and not to be drawn. */
  forget(flow: number): void {
    const diagram = this.#open.get(flow);
    if (!diagram) return;
    diagram.rows.finish();
    this.#open.delete(flow);
  }

  #of(flow: number): OpenDiagram {
    let diagram = this.#open.get(flow);
    if (!diagram) {
      diagram = {
        rows: new Folding(this.#budget),
        latest: undefined,
        latestRel: undefined,
        established: undefined,
        midstream: false,
        resets: [],
      };
      this.#open.set(flow, diagram);
    }
    return diagram;
  }

  #segment(diagram: OpenDiagram, event: PhaseEventOf<"segment">): void {
    if (event.copy_of !== undefined) return;
    this.#settle(diagram);
    const { rel_ns: rel } = event;
    const since = rel !== undefined && diagram.latestRel !== undefined ? rel - diagram.latestRel : undefined;
    diagram.latestRel = rel;
    diagram.latest = {
      type: "packet",
      band: event.phase,
      frame: event.frame,
      rel,
      since,
      fromClient: event.dir === "c2s",
      flags: event.flags,
      seq: event.seq,
      ack: event.ack,
      len: event.len,
      win: event.win_scaled ?? event.win,
      winIsScaled: event.win_scaled !== undefined,
      notes: [],
      marks: event.analysis.map((kind) => ({ kind })),
    };
  }

  /** The latest packet is told of to the end: it takes its place. */
  #settle(diagram: OpenDiagram): void {
    if (diagram.latest) diagram.rows.add(diagram.latest);
    diagram.latest = undefined;
  }

  #row(diagram: OpenDiagram, frame: number): PacketRow | undefined {
    if (diagram.latest?.frame === frame) return diagram.latest;
    return diagram.rows.find((row) => row.frame === frame);
  }

  #note(diagram: OpenDiagram, frame: number, ...notes: string[]): void {
    this.#row(diagram, frame)?.notes.push(...notes);
  }

  #data(diagram: OpenDiagram, event: PhaseEventOf<"data">): void {
    if (event.response_ns !== undefined) {
      this.#note(diagram, event.frame, `answers after ${formatDuration(event.response_ns)}`);
    }
    const { ack_ns: wait, ack } = event;
    if (wait === undefined || ack === undefined) return;
    const last = this.#row(diagram, event.end_frame);
    if (last?.rel === undefined) return;
    const due = last.rel + wait;
    const acknowledges = (row: PacketRow): boolean =>
      row.fromClient !== last.fromClient && row.rel === due && row.ack === ack && row.frame > last.frame;
    const { latest } = diagram;
    const found = latest && acknowledges(latest) ? latest : diagram.rows.find(acknowledges);
    found?.notes.push(ackWords(last.frame, wait));
  }

  #finAck(diagram: OpenDiagram, event: PhaseEventOf<"fin_ack">): void {
    const notes = this.#row(diagram, event.frame)?.notes;
    if (!notes || event.ack_ns === undefined) return;
    // a FIN with payload is the end of a turn, too
    const ofData = notes.indexOf(ackWords(event.fin_frame, event.ack_ns));
    if (ofData >= 0) notes.splice(ofData, 1);
    notes.push(`acks the FIN #${event.fin_frame} after ${formatDuration(event.ack_ns)}`);
  }

  #anomaly(diagram: OpenDiagram, event: PhaseEventOf<"anomaly">): void {
    const row = this.#row(diagram, event.frame);
    if (!row) return;
    const words = evidenceWords(event);
    const mark: Mark = { kind: event.kind, ...(words !== "" && { evidence: words }) };
    const known = row.marks.findIndex(({ kind, evidence }) => kind === event.kind && evidence === undefined);
    if (known >= 0) row.marks[known] = mark;
    else row.marks.push(mark);
  }

  #end(diagram: OpenDiagram, end: PhaseEventOf<"flow_end">): Diagram {
    this.#open.delete(end.flow);
    this.#settle(diagram);
    return {
      rows: diagram.rows.finish(),
      end,
      established: diagram.established,
      midstream: diagram.midstream,
      resets: diagram.resets,
    };
  }
}

function ackWords(frame: number, wait: number): string {
  return `acks #${frame} after ${formatDuration(wait)}`;
}

function resetWords(event: PhaseEventOf<"reset">): string {
  const { kind, seq_check: check, payload_bytes: bytes, hints = [] } = event;
  const kinds = {
    refused: "refuses the SYN",
    abort: "cuts the connection",
    answer_to_segment: "answers a segment that fits no connection",
    after_fin: "comes behind a FIN",
    after_close: "comes behind the close",
  };
  const checks = {
    exact: "its number fits exactly",
    in_window: "its number is in the window, not exact",
    outside: "its number is outside the window: to be ignored",
    bad_ack: "it acknowledges nothing of the SYN: to be ignored",
    unknown: "its number can't be checked",
  };
  const payload = bytes > 0 ? `, with ${bytes} B of payload` : "";
  const suggestions = hints.map(({ hint, signs }) => {
    const of = signs.length > 0 ? ` (${signs.join(", ")})` : "";
    return `; suggests ${hint}${of}`;
  });
  return `reset: ${kinds[kind]}; ${checks[check]}${payload}${suggestions.join("")}`;
}
