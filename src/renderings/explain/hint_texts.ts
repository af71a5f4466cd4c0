/** What segments suggest and cannot prove, in sentences. */
import type { PhaseEventOf } from "../../events/mod.ts";
import { formatDuration } from "../layout/quantities.ts";
import type { Texts } from "./lang/en.ts";

type Hints = PhaseEventOf<"flow_end">["hints"];

export function hintTexts(hints: Hints, t: Texts): string[] {
  if (!hints || hints.length === 0) return [];
  const parts = hints.map(({ hint, signs, value, expected, since_ns: since, frame }) => {
    const words = [t.hints[hint]];
    if (signs.length > 0) words.push(t.hintSigns(signs, value, expected));
    if (since !== undefined) words.push(t.hintSince(formatDuration(since)));
    if (frame !== undefined) words.push(t.hintFrame(frame));
    return words.join(t.gap);
  });
  return [`${t.suggests}${t.gap}${t.list(parts)}${t.stop}`];
}
