import { describe, expect, it } from "vitest";
import { eventSchemas } from "../../src/events/schemas.ts";
import { judge, type Measures, questions, rules } from "../../src/tcp/summary/report/judgements.ts";

/** A capture without fault. */
const faultless: Measures = {
  isEmpty: 0,
  isCutOff: 0,
  stampUnit: 1000,
  backward: 0,
  undecoded: 0,
  kernelDrops: 0,
  copies: 0,
  ackedUnseen: 0,
  partialChecksums: 0,
  badChecksums: 0,
  unverifiedChecksums: 0,
  cut: 0,
  large: 0,
  gapBytes: 0,
  oneSided: 0,
  midstream: 0,
  open: 0,
  limitedFlows: 0,
};

const judgementOf = (question: string, measures: Partial<Measures>) =>
  judge({ ...faultless, ...measures }).find((judgement) => judgement.question === question);

describe("the rules", () => {
  it("judge every question once, in the order of the schema", () => {
    const { entries } =
      eventSchemas.capture_end.entries.report.pipe[0].entries.judgements.pipe[0].item.pipe[0];
    const names = entries.question.pipe[0].options;
    expect(questions).toEqual(names);
    expect(judge(faultless)).toEqual(names.map((question) => ({ question, answer: "yes", because: [] })));
    // every reason that the schema has is given somewhere
    const reasons = new Set(rules.map(({ reason }) => reason));
    expect([...reasons].sort()).toEqual([...entries.because.pipe[0].item.pipe[0].options].sort());
  });

  it("have one row for a question and a reason, and say why", () => {
    const keys = rules.map(({ question, reason }) => `${question} ${reason}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { why, limited, no } of rules) {
      expect(why).not.toBe("");
      expect(limited).toBeLessThanOrEqual(no);
    }
  });

  it.each(rules)("$question: $reason", ({ question, reason, measure, limited, no }) => {
    const answer = (value: number) => judgementOf(question, { [measure]: value });
    if (measure !== "stampUnit") expect(answer(limited)).toEqual({ question, answer: "yes", because: [] });
    const isNoAtOnce = limited + 1 > no;
    expect(answer(limited + 1)).toEqual({
      question,
      answer: isNoAtOnce ? "no" : "limited",
      because: [reason],
    });
    if (no === Number.POSITIVE_INFINITY) return;
    if (!isNoAtOnce) expect(answer(no)).toMatchObject({ answer: "limited" });
    expect(answer(no + 1)).toEqual({ question, answer: "no", because: [reason] });
  });

  it("give all reasons, of which the worst decides", () => {
    expect(judgementOf("loss", { ackedUnseen: 1, kernelDrops: 500_000, copies: 20_000 })).toEqual({
      question: "loss",
      answer: "no",
      because: ["captured_gaps", "kernel_drops", "copies"],
    });
  });

  it("leave alone what they are not about", () => {
    const answers = judge({ ...faultless, partialChecksums: 1_000_000 });
    expect(answers.filter(({ answer }) => answer !== "yes").map(({ question }) => question)).toEqual([
      "checksums",
    ]);
  });
});
