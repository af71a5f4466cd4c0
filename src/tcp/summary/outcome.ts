/**
 * How a connection began and ended, in words: from its state when it is over (RFC 9293 3.5, 3.6).
 */
import type { FlowEndEvent, UpdateEvent } from "../../events/mod.ts";
import { openedAs } from "../phases/handshake.ts";
import { HB_LAST_IS_RST, HB_OPENED_ANOTHER, hintShift } from "../phases/hint_bits.ts";
import { resetHasAck, resetSender } from "../phases/reset_marks.ts";
import { closedKind } from "../phases/teardown.ts";
import type { Connection } from "../state/connection.ts";
import {
  C_HINTS,
  CF_CLOSED,
  CF_ESTABLISHED,
  CF_RESET,
  CLIENT,
  E_SYN_ACK_COUNT,
  EF_BARE_SYN,
  EF_FIN,
  EF_FIN_ACKED,
  EF_RST,
  EF_SYN,
  EF_SYN_ACKED,
  EN_FIN_ACK_TIME,
  EN_FIN_TIME,
  endpointNumbers,
  endpointWords,
  SERVER,
} from "../state/state_layout.ts";
import { UN_AFTER_FIN_BYTES, type UnusualCounts } from "../state/unusual_counts.ts";
import { interval } from "../time.ts";

const SIDES = ["client", "server"] as const;

/**
 * Fills the fields of `flow_end` and `update` that say how it began and ended, up to now.
 * @param reason why it is over
 * @param end time of its last packet
 */
export function fillOutcome(
  event: FlowEndEvent | UpdateEvent,
  connection: Connection,
  reason: FlowEndEvent["reason"],
  end: number,
  unusual: UnusualCounts,
): void {
  event.opened = openedOf(connection);
  event.closed = closedOf(connection);
  event.closed_by = closedByOf(connection);
  event.close_wait_ns = closeWaitOf(connection, end);
  event.time_wait = timeWaitOf(connection);
  event.half_open = halfOpenOf(connection, reason);
  const { s, p } = connection;
  const afterFin = (e: number): number => unusual.bytesOf(connection, e, UN_AFTER_FIN_BYTES);
  event.data_after_fin_bytes = afterFin(s) + afterFin(p) || undefined;
}

function openedOf(connection: Connection): FlowEndEvent["opened"] {
  const client = connection.flagsOf(CLIENT);
  const server = connection.flagsOf(SERVER);
  const synAcks = (side: number): number =>
    connection.words[connection.c + endpointWords(side) + E_SYN_ACK_COUNT]!;
  if (connection.has(CF_ESTABLISHED)) return openedAs(connection);
  if (!((client | server) & EF_SYN)) return "midstream";
  const wasReset = connection.has(CF_RESET);
  if (synAcks(CLIENT) + synAcks(SERVER) > 0) return wasReset ? "reset" : "no_ack";
  if (!wasReset) return "no_answer";
  // a RST for a SYN that nothing else answered (RFC 9293 3.5.2 group 1); its own sender may have withdrawn it, too
  const side = resetSender(connection);
  const asked = connection.flagsOf(1 - side);
  const isAsked = (asked & (EF_BARE_SYN | EF_SYN_ACKED)) === EF_BARE_SYN;
  const refuses = isAsked && resetHasAck(connection) && !(connection.flagsOf(side) & EF_SYN);
  return refuses ? "refused" : "reset";
}

function closedOf(connection: Connection): FlowEndEvent["closed"] {
  if (connection.has(CF_CLOSED)) return closedKind(connection);
  if (connection.has(CF_RESET)) return "reset";
  // a FIN of each side, one of which nobody was seen to acknowledge, is not closed yet
  return connection.firstFin >= 0 ? "half_closed" : "open";
}

function closedByOf(connection: Connection): FlowEndEvent["closed_by"] {
  const first = connection.firstFin;
  if (first >= 0) {
    const isBoth = connection.endpointHas(1 - first, EF_FIN) && closedKind(connection) === "simultaneous";
    return isBoth ? "both" : SIDES[first]!;
  }
  return connection.has(CF_RESET) ? SIDES[resetSender(connection)]! : undefined;
}

function closeWaitOf(connection: Connection, end: number): number | undefined {
  const first = connection.firstFin;
  if (first < 0 || !connection.endpointHas(first, EF_FIN_ACKED)) return undefined;
  const { numbers, cn } = connection;
  const acked = numbers[cn + endpointNumbers(first) + EN_FIN_ACK_TIME]!;
  if (!connection.endpointHas(1 - first, EF_FIN)) return interval(end - acked);
  if (closedKind(connection) === "simultaneous") return undefined;
  return interval(numbers[cn + endpointNumbers(1 - first) + EN_FIN_TIME]! - acked);
}

/** By the states: a RST may have ended TIME-WAIT (RFC 1337). */
function timeWaitOf(connection: Connection): FlowEndEvent["time_wait"] {
  const client = connection.stateOf(CLIENT) === "TIME-WAIT";
  const server = connection.stateOf(SERVER) === "TIME-WAIT";
  if (client && server) return "both";
  if (client) return "client";
  return server ? "server" : undefined;
}

/**
 * Who may still believe in the connection while the other side has none any more (RFC 9293 3.5.1): the side that did not
 * open the next one with the same addresses and ports; the receiver of a RST that it does not accept, behind which the
 * sender sent nothing else; and the side that never answered the other one's FIN, which waits only so long.
 */
function halfOpenOf(connection: Connection, reason: FlowEndEvent["reason"]): FlowEndEvent["half_open"] {
  if (connection.has(CF_CLOSED | CF_RESET)) return undefined;
  const hints = connection.words[connection.c + C_HINTS]!;
  for (const side of [CLIENT, SERVER]) {
    const bits = hints >>> hintShift(side);
    const opened = reason === "reuse" && connection.has(CF_ESTABLISHED) && (bits & HB_OPENED_ANOTHER) !== 0;
    const refused = connection.endpointHas(side, EF_RST) && (bits & HB_LAST_IS_RST) !== 0;
    if (opened || refused) return SIDES[1 - side]!;
  }
  const first = connection.firstFin;
  if (reason !== "idle" || first < 0 || connection.endpointHas(1 - first, EF_FIN)) return undefined;
  return SIDES[1 - first]!;
}
