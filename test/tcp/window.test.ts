import { describe, expect, it } from "vitest";
import { noteWindowScale, windowOf } from "../../src/tcp/segment/window.ts";
import { Connection } from "../../src/tcp/state/connection.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import {
  CLIENT,
  E_FLAGS,
  E_MSS_WSCALE,
  EF_BARE_SYN,
  EF_OPTIONS_CUT,
  EF_SYN,
  EF_WSCALE,
  endpointWords,
  SERVER,
} from "../../src/tcp/state/state_layout.ts";

/** What a side's SYN offered: a shift count, `none` (no option), `cut` (not captured), or `unseen` (no SYN). */
type Offer = number | "none" | "cut" | "unseen";

function flagsOf(offer: Offer): number {
  switch (offer) {
    case "unseen":
      return 0;
    case "none":
      return EF_SYN;
    case "cut":
      return EF_SYN | EF_OPTIONS_CUT;
    default:
      return EF_SYN | EF_WSCALE;
  }
}

/** The client's SYN and the server's SYN-ACK, or a SYN if both open. */
function connectionOf(client: Offer, server: Offer, bothOpen = false): Connection {
  const store = new ConnectionStore();
  const connection = new Connection(store);
  connection.moveTo(store.allocate(), CLIENT);
  const { words, c } = connection;
  for (const [side, offer, bare] of [
    [CLIENT, client, client !== "unseen"],
    [SERVER, server, bothOpen],
  ] as const) {
    const e = c + endpointWords(side);
    words[e + E_FLAGS] = flagsOf(offer) | (bare ? EF_BARE_SYN : 0);
    words[e + E_MSS_WSCALE] = (typeof offer === "number" ? offer : 0) << 16;
  }
  noteWindowScale(connection);
  return connection;
}

describe("windowOf", () => {
  it.each<[Offer, Offer, number | undefined, number | undefined]>([
    // both sides' windows of 1000
    [7, 9, 128_000, 512_000],
    [0, 9, 1000, 512_000],
    [0, 0, 1000, 1000],
    // RFC 7323 2.3: more than 14 is 14
    [14, 15, 16_384_000, 16_384_000],
    [255, 0, 16_384_000, 1000],
    // one SYN without the option is enough (2.2)
    [7, "none", 1000, 1000],
    ["none", 7, 1000, 1000],
    ["none", "none", 1000, 1000],
    ["none", "unseen", 1000, 1000],
    ["unseen", "none", 1000, 1000],
    ["none", "cut", 1000, 1000],
    ["cut", "none", 1000, 1000],
    // a SYN alone is an offer that nobody took yet
    [7, "unseen", undefined, undefined],
    [7, "cut", undefined, undefined],
    // a SYN-ACK with the option answers one, but does not tell the other's shift
    ["unseen", 7, undefined, 128_000],
    ["cut", 7, undefined, 128_000],
    ["unseen", "unseen", undefined, undefined],
    ["cut", "cut", undefined, undefined],
  ])("SYN offers %s, SYN-ACK %s", (client, server, clientWindow, serverWindow) => {
    const connection = connectionOf(client, server);
    expect(windowOf(connection, 1000, CLIENT)).toBe(clientWindow);
    expect(windowOf(connection, 1000, SERVER)).toBe(serverWindow);
  });

  it("takes a SYN without ACK for no answer", () => {
    const connection = connectionOf("cut", 7, true);
    expect(windowOf(connection, 1000, SERVER)).toBeUndefined();
    expect(windowOf(connectionOf(3, 7, true), 1000, SERVER)).toBe(128_000);
  });

  it("is exact for the greatest window", () => {
    expect(windowOf(connectionOf(14, 14), 65_535, CLIENT)).toBe(65_535 * 2 ** 14);
  });
});
