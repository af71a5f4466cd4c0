/** What the run says of the capture as a whole. */
import type { PhaseEventOf } from "../../events/mod.ts";
import type { Texts } from "./lang/en.ts";
import type { Statement } from "./statement.ts";

export function capture(end: PhaseEventOf<"capture_end">, t: Texts): Statement[] {
  const statements: Statement[] = [{ text: t.captureTotals(end.packets, end.tcp_segments, end.flows) }];
  const say = (text: string, isWarning = false): void => void statements.push({ text, isWarning });
  if (end.tcp_segments > 0) {
    say(
      t.captureSums(end.cksum_good, end.cksum_partial, end.cksum_bad, end.cksum_unverified),
      end.cksum_bad > 0,
    );
    for (const { ip, partial, via, local_path: isLocal } of end.capture_hosts) {
      const texts = [t.captureHost(ip, partial, via === "pkt_dir")];
      if (isLocal) texts.push(t.captureLocal);
      say(t.sentences(texts));
    }
    if (end.capture_hosts.length === 0) say(t.captureHostNone);
  }
  if (!end.complete) say(t.captureIncomplete, true);
  if (end.kernel_drops) say(t.captureDrops(end.kernel_drops), true);
  if (end.copies > 0) say(t.captureCopies(end.copies));
  if (end.backward_time > 0) say(t.captureBackward(end.backward_time), true);
  const undecoded = end.undecoded.reduce((sum, { n }) => sum + n, 0);
  if (undecoded > 0) say(t.captureUndecoded(undecoded), true);
  const doubts = end.report.judgements.filter(({ answer }) => answer !== "yes");
  if (doubts.length === 0) say(t.allYes);
  else {
    say(t.judgementIntro);
    for (const { question, answer, because } of end.report.judgements) {
      const reasons = because.map((reason) => t.reasons[reason]);
      say(t.judgement(t.questions[question], t.answers[answer], reasons), answer === "no");
    }
  }
  return statements;
}
