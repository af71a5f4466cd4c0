/** Why the two sides may differ on TCP options: broken lists, and lists that the capture cuts. */

import { type Facts, type Reason, said } from "./reason.ts";

/** `longer` is `shorter` and then options of kind `kind` only, at least one. */
function goesOnWith(longer: string, shorter: string, kind: number): boolean {
  if (!longer.startsWith(shorter) || longer.length === shorter.length) return false;
  const rest = longer.slice(shorter.length).replace(/^,/, "");
  return rest.split(",").every((text) => text === `${kind}`);
}

/** The option list breaks off where the capture does, in an option of kind `kind`. */
function isCutIn({ frame, ours }: Facts, kind: number): boolean {
  const last = ours?.options.at(-1);
  return frame.captured < frame.length && last?.error === "cut" && last.kind === kind;
}

export const OPTION_REASONS: readonly Reason[] = [
  {
    id: "options_after_end",
    text: "padding behind the end of the option list: tshark lists each zero, we the first",
    fields: ["option_kinds"],
    applies: ({ ours }, { theirs }) => {
      const kinds = ours!.options.map(({ kind }) => kind);
      return kinds.at(-1) === 0 && goesOnWith(theirs as string, kinds.join(","), 0);
    },
  },
  {
    id: "option_length",
    text: "an option of impossible length, which ends the list: tshark shows a message and no kind",
    fields: ["option_kinds"],
    applies: ({ frame, ours }, { theirs }) =>
      ours!.options.at(-1)?.error === "bad_length" &&
      theirs ===
        ours!.options
          .slice(0, -1)
          .map(({ kind }) => kind)
          .join(",") &&
      (said(frame, "bytes says option goes past end of options)") ||
        said(frame, "(with too-short option length")),
  },
  {
    id: "timestamps_cut",
    text: "the capture ends inside the timestamps option: tshark shows the value that is there",
    fields: ["timestamps"],
    applies: (facts) =>
      isCutIn(facts, 8) &&
      facts.tcp.tsVal.length === facts.ours!.options.filter(({ ts_val }) => ts_val !== undefined).length + 1,
  },
  {
    id: "sack_cut",
    text: "the capture ends inside the SACK option: tshark shows the edges that are there",
    fields: ["sack"],
    applies: (facts, { ours }) => isCutIn(facts, 5) && ours === "" && facts.tcp.sackLeft.length > 0,
  },
  {
    id: "kind_cut",
    text: "the capture ends behind the option's kind: tshark shows none",
    fields: ["option_kinds"],
    applies: (facts, { theirs }) => {
      const kinds = facts.ours!.options.map(({ kind }) => kind);
      return kinds.length > 0 && isCutIn(facts, kinds.at(-1)!) && theirs === kinds.slice(0, -1).join(",");
    },
  },
  {
    id: "option_exception",
    text: "tshark gives up inside an MPTCP option that is too short, we read on behind it",
    fields: ["option_kinds"],
    applies: ({ frame, tcp }, { ours }) =>
      frame.protocols[frame.below.length + 1] === "mptcp" &&
      tcp.optionKinds.at(-1) === 30 &&
      said(frame, "Malformed Packet") &&
      (ours as string).startsWith(`${tcp.optionKinds.join(",")},`),
  },
];
