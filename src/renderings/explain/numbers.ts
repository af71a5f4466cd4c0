/** What sequence numbers and acknowledgements mean, by the connection's own (RFC 9293 3.4). */
import type { PhaseEventOf } from "../../events/mod.ts";
import { clauses } from "./clauses.ts";
import type { Texts } from "./lang/en.ts";
import type { Statement } from "./statement.ts";
import type { Story } from "./story.ts";

type Turn = PhaseEventOf<"data">;

export function numbers(story: Story, t: Texts): Statement[] {
  const turn = story.firstTurns.find(isExample);
  if (!turn && !story.established) return [];
  const statements: Statement[] = [{ text: t.numbersIntro, clauses: clauses.numbers }];
  if (turn) {
    const text = t.numbersExample(turn.sender, turn.seq, turn.bytes, turn.ack!);
    statements.push({ frame: turn.frame, rel: turn.rel_ns, text });
  }
  const fin = story.finAcks.flatMap(({ ack, fin_frame }) => {
    const closing = story.fins.find(({ frame }) => frame === fin_frame);
    return closing && ack === closing.seq + 1 ? [closing.seq] : [];
  })[0];
  if (story.syns.length > 0 || fin !== undefined)
    statements.push({ text: t.numbersSynFin(story.syns.length > 0, fin) });
  return statements;
}

/** One segment that is acknowledged by itself. */
function isExample({ seq, seq_end: end, bytes, segments, missing_bytes: missing, ack }: Turn): boolean {
  return ack === end && missing === 0 && segments === 1 && bytes === end - seq && bytes > 0;
}
