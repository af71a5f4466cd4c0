/**
 * Zeek's `conn_state`: one word for how a connection went, with our client as its originator.
 */
import type { FlowEndEvent } from "../../events/mod.ts";
import type { Connection } from "../state/connection.ts";
import { CLIENT, EF_FIN, EN_NEXT, endpointNumbers, endpointWords, SERVER } from "../state/state_layout.ts";
import {
  CLOSED,
  ESTABLISHED,
  INACTIVE,
  PARTIAL,
  RESET,
  SYN_ACK_SENT,
  SYN_SENT,
  stateAt,
} from "./zeek_endpoint.ts";
import { lettersOf } from "./zeek_letters.ts";

/** A SYN that only RSTs and letters without meaning here followed: half-open, then given up by its sender. */
const SYN_THEN_RST = /^\^?S[^HAFGIQ]*R/;

/** The `conn_state` of the connection as it stands. */
export function connStateOf(connection: Connection): NonNullable<FlowEndEvent["conn_state"]> {
  const { words, c } = connection;
  const originator = stateAt(words, c + endpointWords(CLIENT));
  const responder = stateAt(words, c + endpointWords(SERVER));
  const isUnseen = (state: number): boolean => state === INACTIVE || state === PARTIAL;

  if (responder === RESET) {
    if (originator === SYN_SENT || originator === SYN_ACK_SENT) return "REJ";
    if (originator === RESET && isSilent(connection, CLIENT) && isSilent(connection, SERVER)) return "REJ";
    return isUnseen(originator) ? "RSTRH" : "RSTR";
  }
  if (originator === RESET) {
    if (!isUnseen(responder)) return "RSTO";
    return SYN_THEN_RST.test(lettersOf(connection)) ? "RSTOS0" : "OTH";
  }
  if (originator === CLOSED) {
    if (responder === CLOSED) return "SF";
    return isUnseen(responder) ? "SH" : "S2";
  }
  if (responder === CLOSED) return isUnseen(originator) ? "SHR" : "S3";
  if (originator === SYN_SENT && responder === INACTIVE) return "S0";
  return originator === ESTABLISHED && responder === ESTABLISHED ? "S1" : "OTH";
}

/** True if the side sent no payload as far as numbers tell: neither seen nor acknowledged. */
function isSilent(connection: Connection, side: number): boolean {
  const next = connection.numbers[connection.cn + endpointNumbers(side) + EN_NEXT]!;
  return next <= (connection.endpointHas(side, EF_FIN) ? 2 : 1);
}
