/** Why the two sides may count sequence numbers from different bases. */

import { modulo32 } from "../frames.ts";
import type { Base } from "../model.ts";
import type { Reason } from "./reason.ts";

export const NUMBER_REASONS: readonly Reason[] = [
  {
    id: "lingered_out",
    text: "more than 5 s after the connection was closed or reset: a new one for us, the same stream for tshark",
    fields: ["seq", "ack", "win_scaled"],
    applies: ({ pair }) => pair.stream.lingeredOut,
  },
  {
    id: "seq_rebased",
    text: "another SYN of the direction has another number: tshark counts from that one, we from the first",
    fields: ["seq"],
    applies: ({ tcp, ours, pair }) =>
      isRebased(pair.stream.seqBase, tcp.seqRaw, tcp.seq, ours!.seq_raw - ours!.seq),
  },
  {
    id: "ack_rebased",
    text: "the same of the direction that is acknowledged",
    fields: ["ack"],
    applies: ({ tcp, ours, pair }) =>
      isRebased(pair.stream.ackBase, tcp.ackRaw, tcp.ack, ours!.ack_raw! - ours!.ack!),
  },
  {
    id: "seq_restarted",
    text: "a SYN-ACK with another number followed before the handshake was over: we count from it, tshark from another SYN",
    fields: ["seq"],
    applies: ({ tcp, ours, pair }) =>
      isRestarted(pair.stream.seqBase, tcp.seqRaw, tcp.seq, ours!.seq_raw - ours!.seq),
  },
  {
    id: "ack_restarted",
    text: "the same of the direction that is acknowledged",
    fields: ["ack"],
    applies: ({ tcp, ours, pair }) =>
      isRestarted(pair.stream.ackBase, tcp.ackRaw, tcp.ack, ours!.ack_raw! - ours!.ack!),
  },
];

/** We count from a SYN behind the first one of that direction, tshark from another of them. */
function isRestarted(
  base: Base | undefined,
  raw: number | undefined,
  relative: number | undefined,
  ourBase: number,
): boolean {
  if (base === undefined || raw === undefined || relative === undefined) return false;
  const own = modulo32(ourBase);
  const theirs = modulo32(raw - relative);
  return own !== base.isn && own !== theirs && base.isns.has(own) && base.isns.has(theirs);
}

/** We count from the first SYN, tshark from another SYN of that direction. */
function isRebased(
  base: Base | undefined,
  raw: number | undefined,
  relative: number | undefined,
  ourBase: number,
): boolean {
  if (base === undefined || raw === undefined || relative === undefined) return false;
  const theirBase = modulo32(raw - relative);
  return theirBase !== base.isn && base.isns.has(theirBase) && modulo32(ourBase) === base.isn;
}
