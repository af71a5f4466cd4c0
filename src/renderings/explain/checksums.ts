/** What the checksums prove (RFC 9293 3.1). */
import type { PhaseEventOf } from "../../events/mod.ts";
import { clauses } from "./clauses.ts";
import type { Side, Texts } from "./lang/en.ts";
import type { Statement } from "./statement.ts";
import type { Story } from "./story.ts";

type FlowEnd = PhaseEventOf<"flow_end">;
type Way = FlowEnd["c2s"];

export function checksums(story: Story, end: FlowEnd, t: Texts): Statement[] {
  const statements = [...ofSide("client", end.c2s, story, t), ...ofSide("server", end.s2c, story, t)];
  const copies = end.c2s.copies + end.s2c.copies;
  if (copies > 0) statements.push({ text: t.copies(copies) });
  return statements;
}

function ofSide(side: Side, way: Way, story: Story, t: Texts): Statement[] {
  const { cksum_good: good, cksum_partial: partial, cksum_bad: bad, cksum_unverified: unverified } = way;
  const all = good + partial + bad + unverified;
  if (all === 0) return [];
  const statements: Statement[] = [];
  if (good === all) statements.push({ text: t.checksumsGood(side, good), clauses: clauses.checksum });
  if (partial > 0) {
    const isOutgoing = outgoing(side, story);
    const text = t.sentences([
      t.checksumsPartial(side, partial, all),
      isOutgoing ? t.checksumsOutgoing(side) : t.checksumsSeeEnd,
    ]);
    statements.push({ text, clauses: clauses.checksum });
  }
  if (good < all && all - partial > 0) {
    statements.push({ text: t.checksumsSome(side, good, bad, unverified), isWarning: bad > 0 });
  }
  return statements;
}

/** The capture marks what was seen of a side as sent by its host. */
function outgoing(side: Side, story: Story): boolean {
  const seen = [...story.syns, ...story.firstTurns].filter(({ sender }) => sender === side);
  return seen.length > 0 && seen.every(({ pkt_dir: direction }) => direction === "out");
}
