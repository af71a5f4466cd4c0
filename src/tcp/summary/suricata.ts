/**
 * Suricata's words for a connection: `tcp.state`, of which it keeps one a connection, and `flow.reason`.
 */
import type { FlowEndEvent } from "../../events/mod.ts";
import type { Connection } from "../state/connection.ts";
import { type StateName, stateNames } from "../state/endpoint_states.ts";
import {
  C_PACKETS,
  CF_RESET,
  CLIENT,
  E_RST_PACKETS,
  E_STATE,
  EF_ACKED,
  endpointWords,
  SERVER,
} from "../state/state_layout.ts";

export type SuricataState = FlowEndEvent["tcp_state"];
export type SuricataReason = NonNullable<FlowEndEvent["close_reason"]>;

/** States of a side that has sent its FIN. */
const FIN_SENT: readonly StateName[] = [
  "FIN-WAIT-1",
  "FIN-WAIT-2",
  "CLOSING",
  "LAST-ACK",
  "TIME-WAIT",
  "CLOSED",
];
const SYNCHRONIZED: readonly StateName[] = ["ESTABLISHED", "CLOSE-WAIT"];

interface Row {
  /** Any of these; absent: whatever it is. */
  readonly server?: readonly StateName[];
  readonly client?: readonly StateName[];
  readonly state: SuricataState;
}

/**
 * The session's state is its server's, as soon as the segment that leads there was seen: a FIN from the client makes it
 * close_wait before it is acknowledged, one from the server fin_wait1, and the acknowledgement that ends TIME-WAIT's
 * cause makes it closed. The first row that fits counts.
 */
export const suricataRows: readonly Row[] = [
  // TIME-WAIT: it has acknowledged the client's FIN, behind which Suricata waits for nothing
  { server: ["CLOSED", "TIME-WAIT"], state: "closed" },
  { server: ["LAST-ACK"], state: "last_ack" },
  { server: ["CLOSING"], state: "closing" },
  { server: ["FIN-WAIT-1"], client: FIN_SENT, state: "closing" },
  { server: ["FIN-WAIT-1"], state: "fin_wait1" },
  { server: ["FIN-WAIT-2"], client: FIN_SENT, state: "time_wait" },
  { server: ["FIN-WAIT-2"], state: "fin_wait2" },
  { server: ["CLOSE-WAIT"], state: "close_wait" },
  { client: FIN_SENT, state: "close_wait" },
  { server: ["SYN-RECEIVED"], state: "syn_recv" },
  { server: SYNCHRONIZED, state: "established" },
  { client: SYNCHRONIZED, state: "established" },
  { client: ["SYN-RECEIVED"], state: "syn_recv" },
  { client: ["SYN-SENT"], state: "syn_sent" },
  { server: ["SYN-SENT"], state: "syn_sent" },
  { state: "none" },
];

const has = (states: readonly StateName[] | undefined, state: StateName): boolean =>
  states === undefined || states.includes(state);

/** The rows as a table, since every connection asks: by the client's state, then the server's. */
const STATES: readonly SuricataState[] = stateNames.flatMap((client) =>
  stateNames.map(
    (server) => suricataRows.find((row) => has(row.client, client) && has(row.server, server))!.state,
  ),
);

/** The session's state by those of its sides, as indices into stateNames; `none` if nothing tells. */
export function sessionState(client: number, server: number): SuricataState {
  return STATES[client * stateNames.length + server]!;
}

/** Value of `tcp_state`, for a connection as it stands; taken up in its middle as with `stream.midstream`. */
export function suricataState(connection: Connection): SuricataState {
  // RSTs alone open no session there
  if (hasRstsAlone(connection, CLIENT) && hasRstsAlone(connection, SERVER)) return "none";
  if (connection.has(CF_RESET)) return "closed";
  const { words, c } = connection;
  const state = sessionState(
    words[c + endpointWords(CLIENT) + E_STATE]!,
    words[c + endpointWords(SERVER) + E_STATE]!,
  );
  if (state !== "none") return state;
  const isMidstream = connection.endpointHas(CLIENT, EF_ACKED) || connection.endpointHas(SERVER, EF_ACKED);
  return isMidstream ? "established" : "none";
}

function hasRstsAlone({ words, c }: Connection, side: number): boolean {
  return words[c + C_PACKETS + side] === words[c + endpointWords(side) + E_RST_PACKETS];
}

/** Value of `close_reason` for each reason of a `flow_end`; an `update` has none. */
const REASONS: Readonly<Record<FlowEndEvent["reason"], SuricataReason | undefined>> = {
  closed: "shutdown",
  reset: "shutdown",
  eof: "shutdown",
  interrupted: "shutdown",
  idle: "timeout",
  reuse: "tcp_reuse",
  evicted: "forced",
  update: undefined,
};

export const suricataReason = (reason: FlowEndEvent["reason"]): SuricataReason | undefined => REASONS[reason];
