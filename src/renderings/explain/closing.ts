/** How the connection was closed, or not (RFC 9293 3.6, 3.5.3). */
import type { PhaseEventOf } from "../../events/mod.ts";
import { formatDuration } from "../layout/quantities.ts";
import { clauses } from "./clauses.ts";
import { hintTexts } from "./hint_texts.ts";
import type { Side, Texts } from "./lang/en.ts";
import type { Statement } from "./statement.ts";
import type { Story } from "./story.ts";

type FlowEnd = PhaseEventOf<"flow_end">;
type Fin = PhaseEventOf<"fin">;
type FinAck = PhaseEventOf<"fin_ack">;

export function closing(story: Story, end: FlowEnd, t: Texts): Statement[] {
  const told = [
    // a FIN may come with the acknowledgement of the other one, which is told first
    ...story.finAcks.map((event) => finAck(event, story, t)),
    ...story.fins.map((event) => fin(event, story, end, t)),
    ...story.resets.map((event) => reset(event, t)),
  ].sort((a, b) => a.frame! - b.frame!);
  const resets = end.c2s.rst_packets + end.s2c.rst_packets - story.resets.length;
  if (story.resets.length > 0 && resets > 0) told.push({ text: t.resetsMore(resets) });
  return [...told, ...outcome(story, end, t)];
}

/** The FINs crossed: neither side had the other one's when it sent its own. */
const crossed = (end: FlowEnd): boolean => end.closed === "simultaneous";

function fin(event: Fin, story: Story, end: FlowEnd, t: Texts): Statement {
  const { frame, rel_ns: rel, sender, seq, len } = event;
  const isSecond = story.fins.indexOf(event) === 1;
  if (!isSecond) return { frame, rel, text: t.fin(sender, seq, len), clauses: clauses.fin };
  if (crossed(end)) return { frame, rel, text: t.finCrossing(sender, seq), clauses: clauses.fin };
  const texts = [t.finSecond(sender, seq, len)];
  const wait = story.closed?.close_wait_ns ?? end.close_wait_ns;
  if (wait !== undefined && wait > 0) texts.push(t.closeWait(sender, formatDuration(wait)));
  return { frame, rel, text: t.sentences(texts), clauses: clauses.fin };
}

function finAck(event: FinAck, story: Story, t: Texts): Statement {
  const { frame, rel_ns: rel, sender, ack } = event;
  const seq = story.fins.find((closing) => closing.frame === event.fin_frame)?.seq ?? ack - 1;
  const time = event.ack_ns === undefined ? undefined : formatDuration(event.ack_ns);
  const own = story.fins.find((closing) => closing.sender === sender);
  if (own && own.frame < frame) {
    return { frame, rel, text: t.finAckLast(sender, ack, seq, time), clauses: clauses.fin };
  }
  if (own?.frame === frame) {
    return { frame, rel, text: t.finAckWithFin(sender, ack, seq, time), clauses: clauses.fin };
  }
  return { frame, rel, text: t.finAckFirst(sender, ack, seq, time), clauses: clauses.halfClosed };
}

function reset(event: PhaseEventOf<"reset">, t: Texts): Statement {
  const texts = [t.reset[event.kind](event.sender)];
  if (event.kind !== "after_close") texts.push(t.seqCheck[event.seq_check]);
  if (event.payload_bytes > 0) texts.push(t.resetPayload(event.payload_bytes));
  texts.push(...hintTexts(event.hints, t));
  return {
    frame: event.frame,
    rel: event.rel_ns,
    text: t.sentences(texts),
    clauses: [...new Set([...clauses.reset[event.kind], ...clauses.seqCheck[event.seq_check]])],
    isWarning: event.kind !== "after_close",
  };
}

function outcome(story: Story, end: FlowEnd, t: Texts): Statement[] {
  const statements: Statement[] = [];
  const { closed } = story;
  if (closed) {
    const text = t.closed[closed.kind];
    statements.push({ text, clauses: clauses.fin });
  } else if (end.closed === "half_closed") {
    const by: Side | undefined = end.closed_by === "both" ? undefined : end.closed_by;
    const texts = [story.fins.length === 2 ? t.lastAckUnseen : t.halfClosed(by)];
    if (end.close_wait_ns && story.fins.length < 2) {
      texts.push(t.halfClosedWait(formatDuration(end.close_wait_ns)));
    }
    statements.push({ text: t.sentences(texts), clauses: clauses.halfClosed, isWarning: true });
  } else if (end.closed === "open") statements.push({ text: t.notClosed });
  if (end.time_wait !== undefined) {
    statements.push({ text: t.timeWait(end.time_wait), clauses: clauses.timeWait });
  }
  if (end.data_after_fin_bytes !== undefined) {
    statements.push({ text: t.dataAfterFin(end.data_after_fin_bytes), isWarning: true });
  }
  if (end.half_open !== undefined) {
    statements.push({ text: t.halfOpen(end.half_open), clauses: clauses.halfOpen, isWarning: true });
  }
  const name = (state: string): string => (state === "UNKNOWN" ? t.stateUnknown : state);
  const ending = [t.states(name(end.client_state), name(end.server_state))];
  if (t.ended[end.reason] !== "") ending.push(t.ended[end.reason]);
  statements.push({ text: t.sentences(ending) });
  return statements;
}
