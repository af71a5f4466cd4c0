import { describe, expect, it } from "vitest";
import { Connection } from "../../src/tcp/state/connection.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import { type StateName, stateNames } from "../../src/tcp/state/endpoint_states.ts";
import {
  C_PACKETS,
  CF_RESET,
  CLIENT,
  E_FLAGS,
  E_RST_PACKETS,
  E_STATE,
  EF_ACKED,
  endpointWords,
  SERVER,
} from "../../src/tcp/state/state_layout.ts";
import { sessionState, suricataReason, suricataRows, suricataState } from "../../src/tcp/summary/suricata.ts";

/** A connection of a few segments in that state. */
function connectionOf(client: StateName, server: StateName): Connection {
  const store = new ConnectionStore();
  const connection = new Connection(store);
  connection.moveTo(store.allocate(), CLIENT);
  const { words, c } = connection;
  words[c + endpointWords(CLIENT) + E_STATE] = stateNames.indexOf(client);
  words[c + endpointWords(SERVER) + E_STATE] = stateNames.indexOf(server);
  words[c + C_PACKETS + CLIENT] = 2;
  words[c + C_PACKETS + SERVER] = 2;
  return connection;
}

describe("sessionState", () => {
  // what Suricata's stream engine has after each segment
  it.each<[string, StateName, StateName, string]>([
    ["SYN", "SYN-SENT", "UNKNOWN", "syn_sent"],
    ["SYN and SYN-ACK", "SYN-SENT", "SYN-RECEIVED", "syn_recv"],
    ["SYN-ACK alone", "UNKNOWN", "SYN-RECEIVED", "syn_recv"],
    ["handshake", "ESTABLISHED", "ESTABLISHED", "established"],
    ["handshake without the server's side", "ESTABLISHED", "UNKNOWN", "established"],
    ["crossing SYNs", "SYN-SENT", "SYN-SENT", "syn_sent"],
    ["client's FIN", "FIN-WAIT-1", "ESTABLISHED", "close_wait"],
    ["client's FIN acknowledged", "FIN-WAIT-2", "CLOSE-WAIT", "close_wait"],
    ["then the server's FIN", "FIN-WAIT-2", "LAST-ACK", "last_ack"],
    ["then its acknowledgement", "TIME-WAIT", "CLOSED", "closed"],
    ["server's FIN", "ESTABLISHED", "FIN-WAIT-1", "fin_wait1"],
    ["server's FIN acknowledged", "CLOSE-WAIT", "FIN-WAIT-2", "fin_wait2"],
    ["then the client's FIN", "LAST-ACK", "FIN-WAIT-2", "time_wait"],
    ["then its acknowledgement", "CLOSED", "TIME-WAIT", "closed"],
    ["crossing FINs", "FIN-WAIT-1", "FIN-WAIT-1", "closing"],
    ["crossing FINs, the client's acknowledged", "FIN-WAIT-2", "CLOSING", "closing"],
    ["crossing FINs, the server's acknowledged", "CLOSING", "FIN-WAIT-2", "time_wait"],
    ["nothing that tells", "UNKNOWN", "UNKNOWN", "none"],
  ])("%s", (_, client, server, expected) => {
    expect(sessionState(stateNames.indexOf(client), stateNames.indexOf(server))).toBe(expected);
  });

  it("has a word for every pair, and no row that never counts", () => {
    const first = (client: StateName, server: StateName): number =>
      suricataRows.findIndex(
        (row) => (row.client?.includes(client) ?? true) && (row.server?.includes(server) ?? true),
      );
    const used = new Set(stateNames.flatMap((client) => stateNames.map((server) => first(client, server))));
    expect([...used].sort((a, b) => a - b)).toEqual(suricataRows.map((_, i) => i));
  });
});

describe("suricataState", () => {
  it("is closed once reset, whatever the sides' states", () => {
    const connection = connectionOf("UNKNOWN", "UNKNOWN");
    connection.set(CF_RESET);
    expect(suricataState(connection)).toBe("closed");
  });

  it("is none for RSTs alone", () => {
    const connection = connectionOf("CLOSED", "CLOSED");
    const { words, c } = connection;
    connection.set(CF_RESET);
    words[c + C_PACKETS + SERVER] = 0;
    words[c + endpointWords(CLIENT) + E_RST_PACKETS] = 2;
    expect(suricataState(connection)).toBe("none");
  });

  it("is established in the middle of a connection", () => {
    const connection = connectionOf("UNKNOWN", "UNKNOWN");
    expect(suricataState(connection)).toBe("none");
    connection.words[connection.c + endpointWords(SERVER) + E_FLAGS] = EF_ACKED;
    expect(suricataState(connection)).toBe("established");
  });
});

describe("suricataReason", () => {
  it.each([
    ["closed", "shutdown"],
    ["reset", "shutdown"],
    ["eof", "shutdown"],
    ["interrupted", "shutdown"],
    ["idle", "timeout"],
    ["reuse", "tcp_reuse"],
    ["evicted", "forced"],
    ["update", undefined],
  ] as const)("%s", (reason, expected) => {
    expect(suricataReason(reason)).toBe(expected);
  });
});
