import { describe, expect, it } from "vitest";
import type { Connection } from "../../src/tcp/state/connection.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import { E_MSS_WSCALE, EF_MSS } from "../../src/tcp/state/state_layout.ts";
import { CaptureHosts } from "../../src/tcp/summary/capture_hosts.ts";
import {
  CHECKSUM_BAD,
  CHECKSUM_GOOD,
  CHECKSUM_PARTIAL,
  CHECKSUM_PARTIAL_LSO,
  CHECKSUM_UNVERIFIED,
  CHECKSUM_ZERO,
  FLAG_ACK,
  FLAG_FIN,
  FLAG_PSH,
  FLAG_RST,
  FLAG_SYN,
  PACKET_DIRECTION_IN,
  PACKET_DIRECTION_OUT,
} from "../../wasm/layout.ts";
import { type ConnectionFields, newConnection, OneSegment, type SegmentFields } from "./state_builder.ts";

const data: SegmentFields = { flags: FLAG_ACK | FLAG_PSH, length: 100, verdict: CHECKSUM_PARTIAL };
const [CLIENT_SENDS, SERVER_SENDS] = [0, 1];
const CLIENT_IP = "192.0.2.1";
const SERVER_IP = "198.51.100.2";

class Capture {
  readonly table = new CaptureHosts();
  readonly #store = new ConnectionStore();
  readonly #one = new OneSegment();

  connection(fields: ConnectionFields = {}): Connection {
    return newConnection(this.#store, fields);
  }

  note(connection: Connection, sender: number, fields: SegmentFields): void {
    connection.moveTo(connection.slot, sender);
    this.table.note(connection, this.#one.fill(fields));
  }
}

/** The table after one segment of the client. */
function hostsAfter(fields: SegmentFields, serverMss?: number): readonly { ip: string }[] {
  const capture = new Capture();
  const connection = capture.connection();
  if (serverMss !== undefined) announce(connection, SERVER_SENDS, serverMss);
  capture.note(connection, CLIENT_SENDS, fields);
  return capture.table.hosts;
}

function announce(connection: Connection, side: number, mss: number): void {
  connection.moveTo(connection.slot, side);
  connection.setSender(EF_MSS);
  connection.words[connection.s + E_MSS_WSCALE] = mss;
}

describe("CaptureHosts", () => {
  it.each([
    ["SYN", { flags: FLAG_SYN, length: 0 }],
    ["SYN-ACK", { flags: FLAG_SYN | FLAG_ACK, length: 0 }],
    ["FIN", { flags: FLAG_FIN | FLAG_ACK, length: 0 }],
    ["data", {}],
    ["data without ACK", { flags: 0 }],
    ["one byte", { length: 1 }],
  ])("takes a partial checksum of a %s for proof", (_name, fields) => {
    expect(hostsAfter({ ...data, ...fields })).toEqual([
      { ip: CLIENT_IP, partial: 1, via: "checksum", local_path: false },
    ]);
  });

  it.each([
    ["of a bare ACK", { flags: FLAG_ACK, length: 0 }],
    ["of a RST", { flags: FLAG_RST, length: 0 }],
    ["of a RST with payload", { flags: FLAG_RST | FLAG_ACK }],
    ["of a RST with SYN", { flags: FLAG_RST | FLAG_SYN }],
    ["that is good", { verdict: CHECKSUM_GOOD }],
    ["that is bad", { verdict: CHECKSUM_BAD }],
    ["that is zero", { verdict: CHECKSUM_ZERO }],
    ["that is partial with length 0", { verdict: CHECKSUM_PARTIAL_LSO }],
    ["that is unverified", { verdict: CHECKSUM_UNVERIFIED }],
  ])("does not take a checksum %s for proof", (_name, fields) => {
    expect(hostsAfter({ ...data, ...fields })).toEqual([]);
  });

  it.each([
    { mss: undefined, length: 1460, counts: true },
    { mss: undefined, length: 1461, counts: false },
    { mss: 536, length: 536, counts: true },
    { mss: 536, length: 537, counts: false },
    { mss: 8960, length: 8960, counts: true },
  ])("looks at segments up to the receiver's MSS: $length of $mss", ({ mss, length, counts }) => {
    expect(hostsAfter({ ...data, length }, mss).length).toBe(counts ? 1 : 0);
  });

  it("does not look at the sender's own MSS", () => {
    const capture = new Capture();
    const connection = capture.connection();
    announce(connection, CLIENT_SENDS, 9000);
    capture.note(connection, CLIENT_SENDS, { ...data, length: 2000 });
    expect(capture.table.hosts).toEqual([]);
  });

  it("counts an address over all connections, in the order of the first proof", () => {
    const capture = new Capture();
    const one = capture.connection();
    const another = capture.connection({ client: "2001:db8::1", server: "2001:db8::2" });
    const third = capture.connection({ client: "203.0.113.9", server: CLIENT_IP });
    capture.note(another, SERVER_SENDS, data);
    for (let i = 0; i < 3; i++) capture.note(one, CLIENT_SENDS, data);
    capture.note(third, SERVER_SENDS, data);
    expect(capture.table.hosts).toEqual([
      { ip: "2001:db8::2", partial: 1, via: "checksum", local_path: false },
      { ip: CLIENT_IP, partial: 4, via: "checksum", local_path: false },
    ]);
  });

  it("says which proof an outgoing packet gave", () => {
    const capture = new Capture();
    const connection = capture.connection();
    capture.note(connection, CLIENT_SENDS, { ...data, direction: PACKET_DIRECTION_OUT });
    capture.note(connection, CLIENT_SENDS, data);
    expect(capture.table.hosts).toEqual([{ ip: CLIENT_IP, partial: 2, via: "pkt_dir", local_path: false }]);
  });

  it("takes what came in with a partial checksum for a local path", () => {
    const capture = new Capture();
    const connection = capture.connection();
    capture.note(connection, CLIENT_SENDS, data);
    capture.note(connection, CLIENT_SENDS, { ...data, direction: PACKET_DIRECTION_IN });
    expect(capture.table.hosts).toEqual([{ ip: CLIENT_IP, partial: 2, via: "checksum", local_path: true }]);
  });

  it("takes both ends of a connection for a local path", () => {
    const capture = new Capture();
    const [one, other] = [capture.connection(), capture.connection({ server: "198.51.100.3" })];
    capture.note(other, SERVER_SENDS, data);
    capture.note(one, CLIENT_SENDS, data);
    expect(capture.table.hosts.map((host) => host.local_path)).toEqual([false, false]);
    capture.note(one, SERVER_SENDS, data);
    expect(capture.table.hosts).toEqual([
      { ip: "198.51.100.3", partial: 1, via: "checksum", local_path: false },
      { ip: CLIENT_IP, partial: 1, via: "checksum", local_path: true },
      { ip: SERVER_IP, partial: 1, via: "checksum", local_path: true },
    ]);
  });

  const MAX_HOSTS = 1024;
  const clientOf = (i: number): string => `10.0.${i >>> 8}.${i & 255}`;

  /** One connection each. */
  function withHosts(count: number): Capture {
    const capture = new Capture();
    for (let i = 0; i < count; i++) {
      capture.note(capture.connection({ client: clientOf(i) }), CLIENT_SENDS, data);
    }
    return capture;
  }

  it("holds 1,024 hosts", () => {
    const { table } = withHosts(MAX_HOSTS);
    expect(table.hosts.length).toBe(MAX_HOSTS);
    expect(table.capped).toBe(false);
  });

  it("says when there are more, and goes on counting those that it has", () => {
    const capture = withHosts(MAX_HOSTS + 1);
    const { table } = capture;
    expect(table.hosts.length).toBe(MAX_HOSTS);
    expect(table.capped).toBe(true);
    capture.note(capture.connection({ client: clientOf(1023) }), CLIENT_SENDS, data);
    expect(table.hosts.at(-1)).toEqual({
      ip: clientOf(1023),
      partial: 2,
      via: "checksum",
      local_path: false,
    });
  });

  it("knows a local path also where the other end found no room", () => {
    const capture = withHosts(MAX_HOSTS);
    const connection = capture.connection({ client: clientOf(7) });
    capture.note(connection, CLIENT_SENDS, data);
    capture.note(connection, SERVER_SENDS, data);
    expect(capture.table.capped).toBe(true);
    expect(capture.table.hosts[7]).toMatchObject({ partial: 2, local_path: true });
  });
});
