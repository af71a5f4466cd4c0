/** Random traffic of a few connections: anything that two endpoints could send, and much that they could not. */
import fc from "fast-check";
import type { Script, ScriptConnection, ScriptOption, ScriptSegment } from "../golden/script.ts";

const connections: readonly ScriptConnection[] = [
  { name: "a", c: "192.0.2.1:40000", s: "198.51.100.2:80", isn: { c: 4294967290, s: 5000 } },
  // the same endpoints again, with other numbers
  { name: "b", c: "192.0.2.1:40000", s: "198.51.100.2:80", isn: { c: 70000, s: 90000 } },
  { name: "c", c: "[2001:db8::1]:50000", s: "[2001:db8::2]:8080", isn: { c: 0, s: 4294967295 } },
];

// few numbers, so that they often fit together
const seq = fc.oneof(fc.constantFrom(0, 1, 2, 3, 11, 12), fc.integer({ min: -70_000, max: 70_000 }));
const stamp = fc.constantFrom(0, 1, 2, 4294967295);

const segment = fc.record({
  connection: fc.constantFrom(...connections),
  sender: fc.constantFrom("c" as const, "s" as const),
  flags: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom("S", "S.", ".", "P.", "F.", "R.", "R", "FP.") },
    { weight: 1, arbitrary: fc.subarray([..."FSRP.UEW"]).map((letters) => letters.join("")) },
  ),
  seq,
  ack: seq,
  len: fc.constantFrom(0, 0, 1, 10),
  win: fc.constantFrom(0, 1, 500, 65535),
  // nanoseconds since the last one; may run backwards
  wait: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 50_000_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(-1_000_000_000, 4_000_000_000, 6_000_000_000) },
  ),
  wscale: fc.constantFrom(undefined, 0, 7, 15),
  timestamps: fc.option(fc.tuple(stamp, stamp), { nil: undefined }),
  sack: fc.array(fc.tuple(seq, seq), { maxLength: 2 }),
});

type Row = Pick<
  typeof segment extends fc.Arbitrary<infer T> ? T : never,
  "flags" | "wscale" | "timestamps" | "sack"
>;

function optionsOf({ flags, wscale, timestamps, sack }: Row): ScriptOption[] {
  const options: ScriptOption[] = [];
  if (flags.includes("S") && wscale !== undefined) options.push({ name: "wscale", value: wscale });
  if (timestamps) options.push({ name: "timestamps", tsVal: timestamps[0], tsEcr: timestamps[1] });
  if (sack.length > 0) options.push({ name: "sack", blocks: sack });
  return options;
}

/** A script of up to `count` segments. */
export const randomScript = (count: number): fc.Arbitrary<Script> =>
  fc.array(segment, { maxLength: count }).map((rows) => {
    let time = 10_000_000_000n;
    const segments = rows.map(({ wait, wscale, timestamps, sack, ack, ...row }, i): ScriptSegment => {
      time += BigInt(wait);
      return {
        ...row,
        line: i + 1,
        time: time < 0n ? 0n : time,
        ack: row.flags.includes(".") ? ack : undefined,
        options: optionsOf({ flags: row.flags, wscale, timestamps, sack }),
        overrides: {},
      };
    });
    return { detail: "segment", segments };
  });
