/** What is compared of a connection, as Zeek writes it. */

import type { ZeekEndpoint, ZeekLine } from "./baselines.ts";
import type { OurFlow } from "./our_flows.ts";

/** Fields that both tell; undefined: not told. */
export interface Facts {
  readonly connState: string | undefined;
  readonly history: string | undefined;
  readonly originatorPackets: number | undefined;
  readonly responderPackets: number | undefined;
}

const FIELDS = ["connState", "history", "originatorPackets", "responderPackets"] as const;

/** What we say of a flow; `isSwapped`: in the words of a Zeek whose originator is our server. */
export function factsOf(flow: OurFlow, isSwapped = false): Facts {
  const { connState, history, clientPackets, serverPackets } = flow;
  if (!isSwapped) {
    return { connState, history, originatorPackets: clientPackets, responderPackets: serverPackets };
  }
  // the state says what originator and responder did: it has no mirror image
  return {
    connState: undefined,
    history: swapSides(history),
    originatorPackets: serverPackets,
    responderPackets: clientPackets,
  };
}

/** The history with the other side as originator: what was seen first does not change, so `^` comes or goes. */
export function swapSides(history: string): string {
  const letters = [...history.replace("^", "")];
  const swapped = letters.map((l) => (l === l.toUpperCase() ? l.toLowerCase() : l.toUpperCase())).join("");
  return history.startsWith("^") ? swapped : `^${swapped}`;
}

/** Fields of which both say something, and not the same. */
export function differingFields(ours: Facts, theirs: Facts): (keyof Facts)[] {
  return FIELDS.filter((field) => {
    return ours[field] !== undefined && theirs[field] !== undefined && ours[field] !== theirs[field];
  });
}

export const areEqual = (ours: Facts, theirs: Facts): boolean => differingFields(ours, theirs).length === 0;

/** True if the line's originator is this flow's client; false if it is its server; undefined if it is another flow. */
export function isSameWay(line: ZeekLine, flow: OurFlow): boolean | undefined {
  const { originator, responder } = line;
  if (originator === undefined || responder === undefined) return undefined;
  const is = (end: ZeekEndpoint, ip: string, port: number): boolean =>
    end.ip === ip && (end.port === undefined || end.port === port);
  if (is(originator, flow.clientIp, flow.clientPort) && is(responder, flow.serverIp, flow.serverPort))
    return true;
  if (is(originator, flow.serverIp, flow.serverPort) && is(responder, flow.clientIp, flow.clientPort))
    return false;
  return undefined;
}

export const describeFacts = (facts: Facts): string =>
  [facts.connState, facts.history, facts.originatorPackets, facts.responderPackets]
    .map((x) => x ?? "-")
    .join(" ");
