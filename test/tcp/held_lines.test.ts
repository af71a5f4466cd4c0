/** Lines that wait, without the connections that make them; the cases of test/data have the rest. */
import { describe, expect, it } from "vitest";
import type { EventKind } from "../../src/events/mod.ts";
import { HeldLines } from "../../src/tcp/data/held_lines.ts";
import {
  TN_FRAME,
  TN_LAST_BYTE_TIME,
  TN_SEQ,
  TN_SEQ_END,
  TURN_LINES,
  TW_FLAGS,
  TW_SEGMENTS,
} from "../../src/tcp/data/turn_block.ts";
import { TurnPrinter } from "../../src/tcp/data/turn_printer.ts";
import { Emitter } from "../../src/tcp/emitter.ts";
import { PoolBudget } from "../../src/tcp/lifecycle/pool.ts";
import type { Connection } from "../../src/tcp/state/connection.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import { BlockCursor, PagedBlocks } from "../../src/tcp/state/paged_blocks.ts";
import {
  CF_LIMIT_HELD_LINES,
  CLIENT,
  E_FIN_FRAME,
  EN_FIN,
  SERVER,
} from "../../src/tcp/state/state_layout.ts";
import { newConnection, OneSegment } from "./state_builder.ts";

interface Printed {
  readonly event: string;
  readonly flow: number;
  readonly frame: number;
  readonly knownFrame: number;
  readonly seqEnd?: number;
  readonly ack?: number | undefined;
  readonly ackNs?: number | undefined;
}

class Held {
  readonly printed: Printed[] = [];
  readonly #store = new ConnectionStore();
  readonly #one = new OneSegment();
  readonly blocks = new PagedBlocks(TURN_LINES);
  readonly lines: HeldLines;

  constructor(pool = new PoolBudget(Number.POSITIVE_INFINITY)) {
    const kinds: ReadonlySet<EventKind> = new Set(["data", "fin"]);
    const emitter = new Emitter((event) => {
      const { frame, knownFrame, flow } = event;
      const common = { event: event.event, flow: flow.flow, frame, knownFrame };
      if (event.event !== "data") this.printed.push(common);
      else this.printed.push({ ...common, seqEnd: event.seq_end, ack: event.ack, ackNs: event.ack_ns });
    }, kinds);
    this.lines = new HeldLines(pool, emitter, new TurnPrinter(emitter), this.blocks);
  }

  connection(): Connection {
    return newConnection(this.#store);
  }

  /** A turn that ended without being acknowledged: one segment. */
  hold(connection: Connection, side: number, frame: number, seqEnd = 11): void {
    const handle = this.blocks.take();
    const turn = new BlockCursor(this.blocks);
    turn.moveTo(handle);
    const { words, w, numbers, n } = turn;
    numbers[n + TN_FRAME] = frame;
    numbers[n + TN_SEQ] = 1;
    numbers[n + TN_SEQ_END] = seqEnd;
    numbers[n + TN_LAST_BYTE_TIME] = frame * 1000;
    words[w + TW_FLAGS] = 0;
    words[w + TW_SEGMENTS] = 1;
    this.lines.hold(connection, side, handle, frame + 100);
  }

  fin(connection: Connection, side: number, frame: number): boolean {
    connection.moveTo(connection.slot, side);
    connection.numbers[connection.sn + EN_FIN] = 11;
    connection.words[connection.s + E_FIN_FRAME] = frame;
    return this.lines.holdFin(connection, this.#one.fill({ frame, seq: 11 }));
  }

  /** `side` acknowledges what the other one sent. */
  acknowledge(connection: Connection, side: number, frame: number, ack: number): void {
    connection.moveTo(connection.slot, side);
    this.lines.acknowledge(connection, this.#one.fill({ frame, ack, time: frame * 1000 }));
  }
}

describe("HeldLines", () => {
  it("waits for the acknowledgement of the last byte, from the other side", () => {
    const held = new Held();
    const connection = held.connection();
    held.hold(connection, CLIENT, 3);
    held.acknowledge(connection, SERVER, 5, 10);
    held.acknowledge(connection, CLIENT, 6, 11);
    expect(held.printed).toEqual([]);
    held.acknowledge(connection, SERVER, 7, 12);
    expect(held.printed).toEqual([
      { event: "data", flow: 0, frame: 3, knownFrame: 7, seqEnd: 11, ack: 12, ackNs: 4000 },
    ]);
    held.acknowledge(connection, SERVER, 8, 13);
    held.lines.flush(connection, 9);
    expect(held.printed.length).toBe(1);
  });

  it("prints a FIN behind the data that it waited for", () => {
    const held = new Held();
    const connection = held.connection();
    expect(held.fin(connection, SERVER, 2)).toBe(false);
    held.hold(connection, CLIENT, 3);
    expect(held.fin(connection, CLIENT, 4)).toBe(true);
    held.acknowledge(connection, SERVER, 5, 12);
    expect(held.printed.map(({ event, frame, knownFrame }) => [event, frame, knownFrame])).toEqual([
      ["data", 3, 5],
      ["fin", 4, 5],
    ]);
  });

  it("prints what it holds without acknowledgement before it holds the next turn of the side", () => {
    const held = new Held();
    const connection = held.connection();
    held.hold(connection, CLIENT, 3);
    held.hold(connection, SERVER, 4);
    expect(held.printed).toEqual([]);
    held.hold(connection, CLIENT, 5, 21);
    expect(held.printed.map(({ frame, ack }) => [frame, ack])).toEqual([[3, undefined]]);
    held.acknowledge(connection, SERVER, 6, 21);
    held.acknowledge(connection, CLIENT, 7, 11);
    expect(held.printed.map(({ frame, ack }) => [frame, ack])).toEqual([
      [3, undefined],
      [5, 21],
      [4, 11],
    ]);
  });

  it.each([
    ["client", CLIENT, SERVER],
    ["server", SERVER, CLIENT],
  ])("prints in the order of the frames at the end, %s first", (_name, first, second) => {
    const held = new Held();
    const connection = held.connection();
    held.hold(connection, second, 8);
    held.hold(connection, first, 7);
    held.fin(connection, first, 9);
    held.lines.flush(connection, 20);
    expect(held.printed.map(({ event, frame }) => [event, frame])).toEqual([
      ["data", 7],
      ["fin", 9],
      ["data", 8],
    ]);
  });

  it("lets nothing wait where the pool has no room, and says so", () => {
    const held = new Held(new PoolBudget(0));
    const connection = held.connection();
    held.hold(connection, CLIENT, 3);
    expect(held.printed.map(({ frame, ack }) => [frame, ack])).toEqual([[3, undefined]]);
    expect(connection.has(CF_LIMIT_HELD_LINES)).toBe(true);
    expect(held.fin(connection, CLIENT, 4)).toBe(false);
    held.lines.flush(connection, 5);
    expect(held.printed.length).toBe(1);
  });

  it("keeps what it holds while it grows", () => {
    const held = new Held();
    const connections = Array.from({ length: 500 }, () => held.connection());
    for (const [i, connection] of connections.entries()) {
      held.hold(connection, CLIENT, 1000 + i, 10 + i);
      held.hold(connection, SERVER, 3000 + i, 20 + i);
    }
    for (const connection of connections) held.lines.flush(connection, 9000);
    expect(held.printed.map(({ flow, frame, seqEnd }) => [flow, frame, seqEnd])).toEqual(
      connections.flatMap((_, i) => [
        [i, 1000 + i, 10 + i],
        [i, 3000 + i, 20 + i],
      ]),
    );
  });

  it("uses the same memory again", () => {
    const held = new Held(new PoolBudget(50_000));
    const connection = held.connection();
    for (let round = 0; round < 5000; round++) {
      held.hold(connection, CLIENT, round);
      held.hold(connection, SERVER, round);
      if (round % 2 === 0) held.lines.flush(connection, round);
      else held.acknowledge(connection, SERVER, round, 11);
    }
    expect(connection.has(CF_LIMIT_HELD_LINES)).toBe(false);
    held.lines.flush(connection, 5000);
    expect(held.printed.length).toBe(10_000);
  });

  it("does not keep a FIN of the connection that had the memory before", () => {
    const held = new Held();
    const [one, other] = [held.connection(), held.connection()];
    held.hold(one, CLIENT, 1);
    held.fin(one, CLIENT, 2);
    held.lines.flush(one, 3);
    held.hold(other, CLIENT, 4);
    held.lines.flush(other, 5);
    expect(held.printed.map(({ event, flow }) => [event, flow])).toEqual([
      ["data", 0],
      ["fin", 0],
      ["data", 1],
    ]);
  });
});
