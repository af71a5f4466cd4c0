/**
 * Random traffic of a few 4-tuples, such that connections open, close, are reset, taken up again and forgotten often.
 */
import fc from "fast-check";
import type { Script, ScriptConnection, ScriptPacket } from "../golden/script.ts";
import { type Limits, SECOND } from "./model.ts";

export type Side = "c" | "s";

export interface Other {
  /** Nanoseconds. */
  readonly time: number;
}

/** Numbers as they are on the wire. */
export interface Segment extends Other {
  readonly tuple: number;
  readonly sender: Side;
  readonly flags: string;
  readonly seq: number;
  readonly ack: number | undefined;
  readonly length: number;
  readonly window: number;
}

export type Packet = Other | Segment;

export interface Traffic {
  readonly limits: Limits;
  readonly packets: readonly Packet[];
}

const TUPLES = 4;
const MILLISECOND = SECOND / 1000;
/** Payload lies at [1, 11) and the FIN behind it, so that few numbers fit together often. */
const LENGTH = 10;
const FIN = 1 + LENGTH;
/** Behind any window. */
const OUTSIDE = 1_000_000;

interface Step {
  readonly sender: Side;
  readonly flags: string;
  /** Offsets from the ISNs. */
  readonly seq: number;
  readonly ack: number | undefined;
  readonly length: number;
  /** The client begins anew with another ISN. */
  readonly isNew: boolean;
}

const step = (sender: Side, flags: string, seq: number, ack?: number, length = 0, isNew = false): Step => ({
  sender,
  flags,
  seq,
  ack,
  length,
  isNew,
});

const side = fc.constantFrom<Side[]>("c", "s");
const acks = fc.constantFrom(1, FIN, FIN + 1, FIN + 1);
const anyStep: fc.Arbitrary<Step | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(step("c", "S", 0)) },
  { weight: 2, arbitrary: fc.constant(step("c", "S", 0, undefined, 0, true)) },
  { weight: 3, arbitrary: fc.constant(step("s", "S.", 0, 1)) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(side, fc.constantFrom(1, FIN, FIN + 1), acks)
      .map(([who, seq, ack]) => step(who, ".", seq, ack)),
  },
  { weight: 3, arbitrary: fc.tuple(side, acks).map(([who, ack]) => step(who, "P.", 1, ack, LENGTH)) },
  { weight: 7, arbitrary: fc.tuple(side, acks).map(([who, ack]) => step(who, "F.", FIN, ack)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(side, fc.constantFrom(1, FIN, FIN + 1, OUTSIDE), fc.option(acks, { nil: undefined }))
      .map(([who, seq, ack]) => step(who, ack === undefined ? "R" : "R.", seq, ack)),
  },
  { weight: 4, arbitrary: fc.constant(undefined) },
);

/** Milliseconds since the last record. */
const anyWait = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 400 }) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 4000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 40_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -5000, max: 0 }) },
  { weight: 1, arbitrary: fc.constantFrom(5000, 10_000, 10_000_000, -10_000_000) },
);

/** Nanoseconds; 0: never. */
const timeout = (...seconds: readonly number[]): fc.Arbitrary<number> =>
  fc.constantFrom(...seconds).map((value) => value * SECOND);

const anyLimits: fc.Arbitrary<Limits> = fc.record({
  maxFlows: fc.integer({ min: 1, max: 5 }),
  halfOpen: timeout(2, 10, 0),
  established: timeout(4, 60, 7440, 0),
  fin: timeout(3, 10, 0),
  linger: timeout(1, 5, 0),
});

/** Traffic of up to `count` packets. */
export const randomTraffic = (count: number): fc.Arbitrary<Traffic> =>
  fc
    .record({
      limits: anyLimits,
      rows: fc.array(fc.tuple(fc.integer({ min: 0, max: TUPLES - 1 }), anyStep, anyWait), {
        maxLength: count,
        size: "max",
      }),
    })
    .map(({ limits, rows }) => {
      // so far from 0 that no stamp gets below it
      let time = 1_000_000 * SECOND;
      const generations = new Array<number>(TUPLES).fill(0);
      const packets = rows.map(([tuple, row, wait], i): Packet => {
        time += wait * MILLISECOND;
        if (row === undefined) return { time };
        if (row.isNew) generations[tuple]!++;
        // ISNs so far apart that nothing of one generation lies in the window of another
        const isn = {
          c: 10_000_000 * (generations[tuple]! + 1) + 1000 * tuple,
          s: 2_000_000_000 + 1000 * tuple,
        };
        const { sender, flags, length } = row;
        return {
          time,
          tuple,
          sender,
          flags,
          length,
          seq: isn[sender] + row.seq,
          ack: row.ack === undefined ? undefined : isn[sender === "c" ? "s" : "c"] + row.ack,
          // of its own for each segment, so that none looks like a copy of another
          window: 1000 + i,
        };
      });
      return { limits, packets };
    });

const CONNECTIONS = Array.from(
  { length: TUPLES },
  (_, i): ScriptConnection => ({
    name: `x${i}`,
    c: `192.0.2.${i + 1}:40000`,
    s: "198.51.100.2:80",
    isn: { c: 0, s: 0 },
  }),
);

/** The same for `scriptCapture`. */
export function scriptOf({ packets }: Traffic): Script {
  const segments = packets.map((packet, i): ScriptPacket => {
    const place = { line: i + 1, time: BigInt(packet.time) };
    if (!("flags" in packet)) return { ...place, other: true };
    const { sender, flags, seq, ack, length, window } = packet;
    const connection = CONNECTIONS[packet.tuple]!;
    return {
      ...place,
      connection,
      sender,
      flags,
      seq,
      len: length,
      ack,
      win: window,
      options: [],
      overrides: {},
    };
  });
  return { detail: "phase", segments };
}
