/** What a SYN announces, in the few words that fit beside an arrow. */
import type { PhaseEventOf } from "../../events/mod.ts";
import { grouped } from "../layout/quantities.ts";

type Syn = PhaseEventOf<"syn"> | PhaseEventOf<"syn_ack">;

export function synNotes(event: Syn): string[] {
  const notes = [`ISN ${event.isn}`];
  if (event.attempt > 1) notes.unshift(`attempt ${event.attempt}`);
  if (event.mss !== undefined) notes.push(`MSS ${event.mss}`);
  if (event.wscale !== undefined) notes.push(`window scale ${event.wscale}`);
  if (event.sack_permitted) notes.push("SACK");
  if (event.ts_val !== undefined) notes.push("timestamps");
  if (event.fast_open === "request") notes.push("asks for a Fast Open cookie");
  if (event.fast_open === "cookie") notes.push("Fast Open cookie");
  for (const option of event.other_options) if (!/^(nop|eol|fast_open)$/.test(option)) notes.push(option);
  if (event.payload_bytes !== undefined) notes.push(`${grouped(event.payload_bytes)} B on the SYN`);
  if (event.options_cut) notes.push("options not all captured");
  return [notes.join(", ")];
}
