/** Why the two sides may differ on a connection; each a condition on it, never a name of a capture. */

import type { ArkimeConnection } from "./connections.ts";
import { type ArkimeDifference, type ArkimeField, halfRoundTrip } from "./differences.ts";

export interface ArkimeReason {
  readonly id: string;
  readonly text: string;
  readonly fields: readonly ArkimeField[];
  readonly applies: (connection: ArkimeConnection, difference: ArkimeDifference) => boolean;
}

export const ARKIME_REASONS: readonly ArkimeReason[] = [
  {
    id: "parts",
    text: "Arkime stored the connection in several parts",
    fields: ["split"],
    applies: ({ sessions, flows }) =>
      flows.length === 1 && sessions.every(({ rootId }) => rootId !== undefined),
  },
  {
    id: "reuse",
    text: "a later SYN opens another connection for us; for Arkime, addresses and ports are one session until it ends",
    fields: ["split"],
    applies: ({ sessions, flows }) =>
      sessions.length === 1 &&
      flows.slice(1).every(({ segments }) => {
        const flags = segments[0]!.flags;
        return flags.includes("S") && !flags.includes(".");
      }),
  },
  {
    id: "not_in_order",
    text: "Arkime counts payload as far as it is without a gap, and none of a SYN or of a lone segment",
    fields: ["payload_src", "payload_dst"],
    applies: ({ flows }, { ours, theirs }) =>
      (theirs as number) < (ours as number) &&
      flows.some(
        ({ end, segments }) =>
          segments.length === 1 ||
          end.c2s.gaps + end.s2c.gaps > 0 ||
          segments.some(({ flags, len }) => flags.includes("S") && len > 0),
      ),
  },
  {
    id: "rounding",
    text: "Arkime rounded the half round trip up",
    fields: ["init_rtt"],
    applies: ({ flows }, { theirs }) => {
      const half = halfRoundTrip(flows[0]!);
      return half !== undefined && Math.round(half / 1000) === theirs;
    },
  },
];

/** The first reason that explains the difference. */
export function arkimeReason(
  connection: ArkimeConnection,
  difference: ArkimeDifference,
): ArkimeReason | undefined {
  return ARKIME_REASONS.find(
    ({ fields, applies }) => fields.includes(difference.field) && applies(connection, difference),
  );
}
