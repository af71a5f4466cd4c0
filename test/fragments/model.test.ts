/** Random fragments, against the naive model. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Datagram, Reassembler } from "../../src/capture/fragments/mod.ts";
import { Model, type ReassemblyBounds } from "./model.ts";
import { fragmentOf, type Piece, payloadOf, pieces, TCP, UDP } from "./packets.ts";

/** All that can be seen of either after a packet, as text: thousands of comparisons of objects take their time. */
function seenOf(reassembler: Reassembler | Model, result: Datagram | undefined): string {
  const { counts, waiting } = reassembler;
  const bytes = result && Buffer.from(result.bytes).toString("hex");
  return JSON.stringify({ bytes, captured: result?.captured, waiting, ...counts });
}

/** Compares packet by packet; adds the counts to `sums`. */
function compare(sent: readonly Piece[], bounds: ReassemblyBounds, sums: Map<string, number>): void {
  const reassembler = new Reassembler(bounds);
  const model = new Model(bounds);
  const found: string[] = [];
  const expected: string[] = [];
  for (const piece of sent) {
    const fragment = fragmentOf(piece);
    const datagram = reassembler.add(fragment);
    // the memory is the decoder's again
    fragment.bytes.fill(0xdd);
    found.push(seenOf(reassembler, datagram));
    expected.push(seenOf(model, model.add(piece)));
    const { joined, lost, packets } = reassembler.counts;
    if (packets !== joined + lost + reassembler.waiting) found.push("fragments are missing");
  }
  reassembler.end();
  model.end();
  found.push(seenOf(reassembler, undefined));
  expected.push(seenOf(model, undefined));
  expect(found).toEqual(expected);
  expect(reassembler.waiting).toBe(0);
  for (const [name, n] of Object.entries(reassembler.counts)) sums.set(name, (sums.get(name) ?? 0) + n);
}

const step = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(0, 0.001, 0.5, 1) },
  { weight: 1, arbitrary: fc.constantFrom(-100, -1.5, -0.25, 1.25, 30, 60, 61) },
);

const bounds = fc.record({
  seconds: fc.constant(60),
  copySeconds: fc.constant(1),
  datagrams: fc.constantFrom(1, 2, 3, 1024),
  fragments: fc.constantFrom(1, 4, 10, 8192),
});

/** What a datagram's fragments have in common. There are few of them, so that they meet. */
const common = fc.record({
  version: fc.constantFrom(4 as const, 6 as const),
  id: fc.constantFrom(1, 1, 1, 2),
  layers: fc.constantFrom(0, 0, 0, 1),
  protocol: fc.constantFrom(TCP, TCP, TCP, UDP),
  options: fc.constantFrom(0, 0, 8, 40),
});

const seed = fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1);
const captured = fc.option(fc.nat(20), { freq: 5 });

/** Any fragment of a short datagram. */
const anyFragment = fc
  .record({
    common,
    unit: fc.nat(5),
    units: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.constant(0)),
    odd: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constant(5)),
    more: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    seed,
    padding: fc.constantFrom(0, 6),
  })
  .map(({ common, unit, units, odd, more, seed, padding }): Piece[] => {
    const offset = unit * 8;
    const data = payloadOf(offset + units * 8 + odd, seed).subarray(offset);
    return [{ ...common, padding, more, offset, data }];
  });

/** All fragments of a datagram. */
const datagram = fc
  .record({
    common,
    length: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constant(48)),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 5 }),
    seed,
  })
  .map(({ common, length, cuts, seed }) => {
    const offsets = cuts.map((cut) => cut * 8).filter((cut) => cut < length);
    return pieces(
      payloadOf(length, seed),
      offsets.sort((a, b) => a - b),
      common,
    );
  });

/** On one or more paths, on the second of which less may have been captured. */
const captures = fc
  .record({
    sent: fc.oneof(anyFragment, datagram),
    first: fc.constantFrom(1, 1, 1, 2),
    copies: fc.constantFrom(1, 1, 2, 3),
    captured,
  })
  .map(({ sent, first, copies, captured }) =>
    sent.flatMap((piece) =>
      Array.from({ length: copies }, (_, copy): Piece => {
        const isCut = copy !== 1 && captured !== null && captured < piece.data.length;
        // what is cut has nothing behind it
        const rest = isCut ? { captured, padding: 0 } : {};
        return { ...piece, path: first + copy, ...rest };
      }),
    ),
  );

/** Each with how far it is moved back among the others, and the time since the one before it. */
const traffic = fc
  .record({
    captures: fc.array(captures, { minLength: 1, maxLength: 8 }),
    shifts: fc.array(fc.oneof(fc.constant(0), fc.nat(3), fc.nat(100)), { minLength: 1, maxLength: 30 }),
    steps: fc.array(step, { minLength: 1, maxLength: 20 }),
  })
  .map(({ captures, shifts, steps }) => {
    let time = 1_700_000_000;
    return captures
      .flat()
      .map((piece, i) => ({ piece, place: i + shifts[i % shifts.length]! }))
      .sort((a, b) => a.place - b.place)
      .map(({ piece }, i): Piece => {
        time += steps[i % steps.length]!;
        return { ...piece, time };
      });
  });

it("the reassembler does what the model does, packet by packet", () => {
  const sums = new Map<string, number>();
  fc.assert(
    fc.property(traffic, bounds, (sent, limits) => compare(sent, limits, sums)),
    { numRuns: 1000 },
  );
  // nothing was left untried
  for (const [name, n] of sums) expect(n, name).toBeGreaterThan(20);
}, 30_000);
