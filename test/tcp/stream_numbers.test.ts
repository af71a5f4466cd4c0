import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamNumbers } from "../../src/tcp/lifecycle/stream_numbers.ts";
import type { Connection } from "../../src/tcp/state/connection.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import {
  C_STREAM,
  CLIENT,
  E_BASE,
  E_FLAGS,
  EF_BASE,
  endpointWords,
  SERVER,
} from "../../src/tcp/state/state_layout.ts";
import { type ConnectionFields, newConnection } from "./state_builder.ts";

const v4: ConnectionFields = {
  client: "192.0.2.1",
  server: "198.51.100.2",
  clientPort: 40_000,
  serverPort: 80,
};
const v6: ConnectionFields = {
  client: "2001:db8::1",
  server: "2001:db8::2",
  clientPort: 40_000,
  serverPort: 80,
};

/** The same endpoints, with the other one as client. */
const swapped = (fields: ConnectionFields): ConnectionFields => ({
  client: fields.server!,
  server: fields.client!,
  clientPort: fields.serverPort!,
  serverPort: fields.clientPort!,
});

class Streams {
  readonly numbers = new StreamNumbers();
  readonly store = new ConnectionStore();

  begin(fields: ConnectionFields, isBareSyn = false, isn = 1): Connection {
    const connection = newConnection(this.store, fields);
    connection.setSender(EF_BASE);
    connection.setPeer(EF_BASE);
    connection.words[connection.c + C_STREAM] = this.numbers.begin(connection, isBareSyn, isn);
    return connection;
  }

  end(connection: Connection): void {
    this.numbers.end(connection);
    this.store.free(connection.slot);
  }

  /** The number of a connection that begins and ends. */
  number(fields: ConnectionFields, isBareSyn = false): number {
    const connection = this.begin(fields, isBareSyn);
    const { stream } = connection;
    this.end(connection);
    return stream;
  }
}

describe("StreamNumbers", () => {
  it.each([
    ["IPv4", v4],
    ["IPv6", v6],
  ])("keeps the number of a connection that comes back, %s", (_name, fields) => {
    const streams = new Streams();
    expect(streams.number({ ...fields, clientPort: 1 })).toBe(0);
    expect(streams.number(fields)).toBe(1);
    expect(streams.number({ ...fields, clientPort: 2 })).toBe(2);
    expect(streams.number(fields)).toBe(1);
    expect(streams.number(swapped(fields))).toBe(1);
    expect(streams.number(fields, true)).toBe(3);
    expect(streams.number(fields)).toBe(3);
    expect(streams.numbers.exact).toBe(true);
  });

  describe("tells another initial number from the one that it knows", () => {
    const before = (streams: Streams, base: { client?: number; server?: number }): void => {
      const connection = newConnection(streams.store, v4);
      const { words, c } = connection;
      for (const side of [CLIENT, SERVER]) {
        const isn = side === CLIENT ? base.client : base.server;
        if (isn === undefined) continue;
        words[c + endpointWords(side) + E_BASE] = isn;
        words[c + endpointWords(side) + E_FLAGS] = EF_BASE;
      }
      connection.words[c + C_STREAM] = streams.numbers.begin(connection, true, base.client ?? 0);
      expect(streams.numbers.isOther).toBe(false);
      streams.end(connection);
    };

    it.each([
      ["the same of the client", { client: 7, server: 9 }, v4, 7, false, 0],
      ["another of the client", { client: 7, server: 9 }, v4, 9, true, 1],
      ["the same of the server, now as client", { client: 7, server: 9 }, swapped(v4), 9, false, 0],
      ["another of the server", { client: 7, server: 9 }, swapped(v4), 7, true, 1],
      ["any of a server that sent nothing", { client: 7 }, swapped(v4), 9, false, 0],
      ["other ends", { client: 7 }, { ...v4, serverPort: 81 }, 9, false, 1],
    ] as const)("%s", (_name, base, fields, isn, isOther, number) => {
      const streams = new Streams();
      before(streams, base);
      expect(streams.begin(fields, true, isn).stream).toBe(number);
      expect(streams.numbers.isOther).toBe(isOther);
    });
  });

  it.each([
    ["client", { ...v4, client: "192.0.2.3" }],
    ["server", { ...v4, server: "198.51.100.3" }],
    ["client port", { ...v4, clientPort: 40_001 }],
    ["server port", { ...v4, serverPort: 81 }],
    ["ports the other way round", { ...v4, clientPort: 80, serverPort: 40_000 }],
    ["IPv6", v6],
  ])("gives another %s another number", (_name, other) => {
    const streams = new Streams();
    expect(streams.number(v4)).toBe(0);
    expect(streams.number(other)).toBe(1);
    expect(streams.number(v4)).toBe(0);
  });

  it("tells IPv6 addresses apart by each of their words", () => {
    const streams = new Streams();
    const clients = ["2001:db8::1", "2001:db9::1", "2001:db8:0:1::1", "2001:db8::1:0:1", "2001:db8::2:1"];
    expect(clients.map((client) => streams.number({ ...v6, client }))).toEqual([0, 1, 2, 3, 4]);
    expect(clients.map((client) => streams.number({ ...v6, client }))).toEqual([0, 1, 2, 3, 4]);
  });

  it("is Wireshark's, which forgets nothing, as long as it says so", () => {
    const step = fc.record({ key: fc.nat(5), isSyn: fc.boolean(), swap: fc.boolean(), end: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const streams = new Streams();
        const wireshark = new Map<number, number>();
        const live = new Map<number, Connection>();
        let count = 0;
        for (const { key, isSyn, swap, end } of steps) {
          const before = live.get(key);
          if (before !== undefined && (end || isSyn)) {
            streams.end(before);
            live.delete(key);
          }
          if (live.has(key)) continue;
          if (isSyn || !wireshark.has(key)) wireshark.set(key, count++);
          const fields = { ...(key % 2 === 0 ? v4 : v6), clientPort: 1000 + key };
          const connection = streams.begin(swap ? swapped(fields) : fields, isSyn);
          live.set(key, connection);
          expect(connection.stream).toBe(wireshark.get(key));
          expect(streams.numbers.exact).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  /** Endpoints of which no two are equal. */
  const many = (count: number, serverPort: number): ConnectionFields[] =>
    Array.from({ length: count }, (_, i) => ({
      ...v4,
      clientPort: i & 0xffff,
      serverPort: serverPort + (i >>> 16),
    }));

  it("says when a number may be another than Wireshark's", () => {
    const streams = new Streams();
    const first = many(150_000, 1000);
    for (const fields of first) streams.number(fields, true);
    // a SYN begins a stream in any case
    expect(streams.numbers.exact).toBe(true);
    // more than any bounded table of this size remembers: most are forgotten, but none is taken for another
    let kept = 0;
    for (const [i, fields] of first.entries()) {
      const number = streams.number(fields);
      if (number === i) kept++;
      else expect(number).toBeGreaterThanOrEqual(first.length);
    }
    expect(kept).toBeLessThan(first.length);
    expect(streams.numbers.exact).toBe(false);
  });

  it("stays exact while only known ones come back", () => {
    const streams = new Streams();
    for (let round = 0; round < 10_000; round++) expect(streams.number(v4)).toBe(0);
    expect(streams.numbers.exact).toBe(true);
  });
});
