/** What segments bring, against a model that knows every byte by its number. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Holes } from "../../src/tcp/data/holes.ts";
import { Payload } from "../../src/tcp/data/payload.ts";
import { PoolBudget } from "../../src/tcp/lifecycle/pool.ts";
import type { Connection } from "../../src/tcp/state/connection.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import {
  CF_LIMIT_HOLES,
  EF_ACKED,
  EN_ACK,
  EN_NEXT,
  EN_UNIQUE_BYTES,
} from "../../src/tcp/state/state_layout.ts";
import {
  UN_GAP_BYTES,
  UN_RETRANS_BYTES,
  UnusualCounts,
  UW_GAPS,
  UW_OOO_PACKETS,
  UW_RETRANS_PACKETS,
} from "../../src/tcp/state/unusual_counts.ts";
import { FLAG_ACK, FLAG_FIN, FLAG_PSH, FLAG_SYN } from "../../wasm/layout.ts";
import { type Brought, NaiveDirection } from "./naive_direction.ts";
import { newConnection, OneSegment } from "./state_builder.ts";

const unusual = new UnusualCounts();

/** One direction of a connection and its model, worked off as segment_work.ts does. */
class Direction {
  readonly #holes: Holes;
  readonly #payload: Payload;
  readonly #one = new OneSegment();
  readonly connection: Connection;
  readonly model: NaiveDirection;

  constructor(store: ConnectionStore, holes: Holes, maxHoles?: number) {
    this.#holes = holes;
    this.#payload = new Payload(holes, unusual);
    this.connection = newConnection(store);
    this.model = new NaiveDirection(maxHoles);
    this.#numbers[this.connection.sn + EN_NEXT] = 1;
  }

  get #numbers(): Float64Array {
    return this.connection.numbers;
  }

  get next(): number {
    return this.#numbers[this.connection.sn + EN_NEXT]!;
  }

  /** The peer acknowledges everything below `ack`, seen or not. */
  acknowledged(ack: number): void {
    const { connection, next } = this;
    const { s, sn, pn } = connection;
    if (ack > next) {
      this.#holes.append(connection, s, next, ack, 0);
      this.#numbers[sn + EN_NEXT] = ack;
    }
    this.#numbers[pn + EN_ACK] = Math.max(this.#numbers[pn + EN_ACK]!, ack);
    connection.setPeer(EF_ACKED);
    this.model.acknowledged(ack);
  }

  /** Sends a segment both ways and compares. */
  send(seq: number, length: number, flags = FLAG_ACK): Brought {
    const { connection } = this;
    const segment = this.#one.fill({ seq, length, flags });
    this.#payload.classify(connection, segment);
    if (segment.seqEnd > this.next) this.#numbers[connection.sn + EN_NEXT] = segment.seqEnd;

    const { newStart, newEnd, ...expected } = this.model.segment(seq, length, flags);
    const { newBytes, resentBytes, fillsHole, isKeepAlive } = segment;
    expect({ newBytes, resentBytes, fillsHole, isKeepAlive }).toEqual(expected);
    if (newBytes > 0) expect(segment.newEnd).toBe(newEnd);
    // where a turn begins that only fills holes
    if (fillsHole && newEnd <= seq + length) expect(segment.newStart).toBe(newStart);
    return { ...expected, newStart, newEnd };
  }

  check(): void {
    const { connection, model } = this;
    const { s, sn } = connection;
    const numbers = this.#numbers;
    expect(this.next).toBe(model.next);
    expect(numbers[sn + EN_UNIQUE_BYTES]).toBe(model.unique);
    expect(unusual.bytesOf(connection, s, UN_RETRANS_BYTES)).toBe(model.retrans);
    expect(model.unique + model.retrans).toBe(model.payload);
    expect(unusual.of(connection, s, UW_RETRANS_PACKETS)).toBe(model.retransPackets);
    expect(unusual.of(connection, s, UW_OOO_PACKETS)).toBe(model.oooPackets);
    expect(connection.has(CF_LIMIT_HOLES)).toBe(model.limited);
    expect(this.#holes.lacking(connection, s, -10, model.next + 10)).toBe(model.lacking.size);
    for (const [from, to] of model.holes) {
      expect(this.#holes.lacking(connection, s, from, to)).toBe(to - from);
    }
  }

  /** The connection is over. */
  close(): void {
    const { connection, model } = this;
    const { s } = connection;
    this.#holes.close(connection, s);
    expect(unusual.of(connection, s, UW_GAPS)).toBe(model.gaps);
    expect(unusual.bytesOf(connection, s, UN_GAP_BYTES)).toBe(model.gapBytes);
    expect(this.#holes.lacking(connection, s, -1e6, 1e6)).toBe(0);
    unusual.close(connection);
  }
}

interface Step {
  readonly of: number;
  readonly do: "in_order" | "jump" | "anywhere" | "fill" | "keep_alive" | "ack";
  readonly at: number;
  readonly length: number;
  readonly fin: boolean;
}
const step: fc.Arbitrary<Step> = fc.record({
  of: fc.nat(2),
  do: fc.constantFrom("in_order", "jump", "jump", "anywhere", "fill", "fill", "keep_alive", "ack"),
  at: fc.nat(1000),
  length: fc.oneof(fc.nat(3), fc.nat(30)),
  fin: fc.nat(15).map((n) => n === 0),
});

function work(direction: Direction, { do: what, at, length, fin }: Step): void {
  const { next, model } = direction;
  const flags = FLAG_ACK | FLAG_PSH | (fin ? FLAG_FIN : 0);
  switch (what) {
    case "in_order":
      direction.send(next, length, flags);
      break;
    case "jump":
      direction.send(next + (at % 6), length, flags);
      break;
    case "anywhere":
      direction.send((at % (next + 10)) - 5, length, flags);
      break;
    case "fill": {
      // near one of the holes: inside, over an edge, over several
      const [from, to] = model.holes[at % (model.holes.length || 1)] ?? [1, 2];
      direction.send(from - 2 + (at % (to - from + 3)), length % 8, flags);
      break;
    }
    case "keep_alive":
      direction.send(next - 1, at % 2, flags);
      break;
    case "ack":
      direction.acknowledged(Math.max(0, next - 20 + (at % 30)));
      break;
  }
}

function run(steps: readonly Step[], holes: Holes, maxHoles?: number): void {
  const store = new ConnectionStore();
  // they share the pool of holes
  const directions = [0, 1, 2].map(() => new Direction(store, holes, maxHoles));
  for (const step of steps) {
    const direction = directions[step.of]!;
    work(direction, step);
    direction.check();
  }
  for (const direction of directions) direction.close();
}

const unlimited = (): Holes => new Holes(new PoolBudget(Number.POSITIVE_INFINITY), unusual);
const one = (holes = unlimited(), maxHoles?: number): Direction =>
  new Direction(new ConnectionStore(), holes, maxHoles);

describe("Payload", () => {
  it("knows new bytes from old ones", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => run(steps, unlimited())),
      { numRuns: 400 },
    );
  });

  it("keeps at most 32 holes of a direction, and gives the lowest up", () => {
    const sparse = fc.array(
      step.map(
        (step): Step => ({ ...step, of: 0, do: step.at % 3 === 0 ? "fill" : "jump", at: step.at + 1 }),
      ),
      { minLength: 60, maxLength: 120 },
    );
    fc.assert(
      fc.property(sparse, (steps) => run(steps, unlimited())),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it("does without holes when there is no memory for them", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) =>
        run(steps, new Holes(new PoolBudget(0), unusual), 0),
      ),
      { numRuns: 200 },
    );
  });

  it("takes the first number of a SYN for no byte of its payload", () => {
    const direction = one();
    const { connection, model } = direction;
    connection.numbers[connection.sn + EN_NEXT] = 0;
    model.next = 0;
    // RFC 7413: 20 bytes behind the SYN are 1:21
    expect(direction.send(0, 20, FLAG_SYN)).toMatchObject({ newBytes: 20, newStart: 1, newEnd: 21 });
    expect(direction.next).toBe(21);
    expect(direction.send(0, 20, FLAG_SYN)).toMatchObject({ newBytes: 0, resentBytes: 20 });
    direction.check();
  });

  it("takes payload of a SYN sent again for new if the first SYN had none", () => {
    const direction = one();
    expect(direction.send(0, 20, FLAG_SYN)).toMatchObject({ newBytes: 20, newEnd: 21 });
    direction.check();
  });

  it.each([
    { name: "no payload", length: 0, acked: 0, keepAlive: true },
    { name: "no payload, all acknowledged", length: 0, acked: 11, keepAlive: true },
    { name: "a byte that was acknowledged", length: 1, acked: 11, keepAlive: true },
    { name: "a byte that was not", length: 1, acked: 10, keepAlive: false },
    { name: "two bytes", length: 2, acked: 11, keepAlive: false },
    { name: "a FIN", length: 0, acked: 11, flags: FLAG_ACK | FLAG_FIN, keepAlive: false },
  ])("in front of the next number: $name, keep-alive $keepAlive", ({ length, acked, flags, keepAlive }) => {
    const direction = one();
    direction.send(1, 10);
    direction.acknowledged(acked);
    expect(direction.send(10, length, flags)).toMatchObject({ isKeepAlive: keepAlive });
    direction.check();
  });

  it("counts bytes in front of the first number of the capture as seen", () => {
    const direction = one();
    expect(direction.send(-30, 35)).toMatchObject({ newBytes: 4, resentBytes: 31 });
    direction.check();
  });

  it("is right beyond 2^32", () => {
    const direction = one();
    const { connection, model } = direction;
    const start = 2 ** 40;
    connection.numbers[connection.sn + EN_NEXT] = start;
    model.next = start;
    direction.send(start + 10, 10);
    expect(direction.send(start + 5, 10)).toMatchObject({ newBytes: 5, resentBytes: 5, newStart: start + 5 });
    direction.check();
    direction.close();
  });
});
