/** The turns of data: who sent what when, and when it was acknowledged. */
import type { PhaseEventOf } from "../../events/mod.ts";
import { formatDuration, rateOf } from "../layout/quantities.ts";
import { clauses } from "./clauses.ts";
import type { Texts } from "./lang/en.ts";
import type { Statement } from "./statement.ts";
import type { Story } from "./story.ts";

type Turn = PhaseEventOf<"data">;
type FlowEnd = PhaseEventOf<"flow_end">;

/** From here on an acknowledgement may have been kept back, if round trips are much shorter; below a network explains it. */
const LATE_NS = 20e6;
const DELAYED_NS = 500e6;
const MUCH_LATER = 4;

export function turns(story: Story, end: FlowEnd, t: Texts): Statement[] {
  const byFrame = (a: Turn, b: Turn): number => a.frame - b.frame;
  const told = [...story.firstTurns].sort(byFrame);
  const statements = told.map((turn, i) => tell(turn, i === 0, end, t));
  const { omitted } = story;
  if (omitted) {
    statements.push({
      frame: omitted.firstFrame,
      text: t.turnsOmitted(omitted.n, omitted.c2s, omitted.s2c, omitted.firstFrame, omitted.lastFrame),
    });
  }
  statements.push(...[...story.lastTurns].sort(byFrame).map((turn) => tell(turn, false, end, t)));
  const none = end.c2s.payload_bytes + end.s2c.payload_bytes === 0;
  if (statements.length === 0 && none) statements.push({ text: t.noData });
  return statements;
}

function tell(turn: Turn, isFirst: boolean, end: FlowEnd, t: Texts): Statement {
  const rules = new Set<string>();
  const texts = [t.turn(turn.sender, turn.bytes, turn.seq, turn.seq_end, turn.segments)];
  if (turn.continued) texts.push(t.turnContinued);
  if (turn.segments > 1 && turn.duration_ns !== undefined) {
    texts.push(t.turnTime(formatDuration(turn.duration_ns), rateOf(turn.bytes, turn.duration_ns)));
  }
  texts.push(...beginning(turn, isFirst, t));
  if (turn.push && turn.segments === 1) {
    texts.push(t.turnPush);
    rules.add(clauses.push);
  }
  if (turn.missing_bytes > 0) texts.push(t.turnMissing(turn.missing_bytes));
  if (turn.retrans_segments > 0) texts.push(t.turnAgain(turn.retrans_segments));
  texts.push(...acknowledgement(turn, end, t, rules));
  if (t.turnEnd[turn.ended_by] !== "") texts.push(t.turnEnd[turn.ended_by]);
  return {
    frame: turn.frame,
    rel: turn.rel_ns,
    text: t.sentences(texts),
    clauses: [...rules],
    isWarning: turn.missing_bytes > 0 || turn.ended_by === "peer_data_unseen",
  };
}

function beginning(turn: Turn, isFirst: boolean, t: Texts): string[] {
  if (turn.response_ns !== undefined) return [t.turnResponse(turn.sender, formatDuration(turn.response_ns))];
  if (turn.crossed) return [t.turnCrossed];
  if (!turn.gap_ns || turn.continued) return [];
  const gap = formatDuration(turn.gap_ns);
  return [isFirst ? t.turnAfterOpen(gap) : t.turnGap(gap)];
}

function acknowledgement(turn: Turn, end: FlowEnd, t: Texts, rules: Set<string>): string[] {
  const { ack, ack_ns: wait } = turn;
  if (ack === undefined) return [t.turnNotAcked];
  const texts = [t.turnAcked(turn.sender, ack, wait === undefined ? undefined : formatDuration(wait))];
  const { rtt_min_ns: least } = turn.dir === "c2s" ? end.c2s : end.s2c;
  const isLate = wait !== undefined && wait >= LATE_NS && wait < DELAYED_NS;
  if (isLate && least !== undefined && wait >= MUCH_LATER * least) {
    texts.push(t.turnDelayed);
    rules.add(clauses.delayed);
  }
  return texts;
}
