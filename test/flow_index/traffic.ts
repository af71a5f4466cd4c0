/** Random traffic on a few keys, and what a tracker that needs no index says of it. */

import { FLAG_BITS, Lifecycle, type Limits } from "./lifecycle.ts";
import { type FlowRecords, flowRecords, PacketWriter } from "./packets.ts";
import { Random } from "./random.ts";

export interface Traffic {
  readonly limits: Limits;
  /** The pcap records, without the file header, and where each begins; the last entry is the end. */
  readonly bytes: Uint8Array;
  readonly starts: readonly number[];
  /** What has to happen, packet by packet. */
  readonly log: readonly number[];
  readonly connections: number;
}

const MILLISECOND = 1e6;
/** 4-tuples of both families; more than may live at once. */
const TUPLES: readonly (readonly [name: string, records: FlowRecords])[] = Array.from(
  { length: 40 },
  (_, i) => {
    const key =
      i % 3 === 0
        ? { a: `[2001:db8::${i + 1}]:${40_000 + i}`, b: "[2001:db8::ffff]:80" }
        : { a: `10.0.0.${1 + (i >> 2)}:${40_000 + (i & 3)}`, b: "10.0.1.1:80" };
    return [`${key.a} ${key.b}`, flowRecords(key)];
  },
);

function randomFlags(random: Random): number {
  const dice = random.below(100);
  if (dice < 10) return FLAG_BITS.SYN;
  if (dice < 18) return FLAG_BITS.FIN | FLAG_BITS.ACK;
  if (dice < 24) return FLAG_BITS.RST;
  return FLAG_BITS.ACK;
}

/** The reference: one packet at a time, connections by 4-tuple in a Map. */
class TuplePlaces {
  readonly #connections = new Map<string, number>();
  get(key: string): number {
    return this.#connections.get(key) ?? -1;
  }
  set(key: string, connection: number): void {
    this.#connections.set(key, connection);
  }
  empty(key: string): void {
    this.#connections.delete(key);
  }
}

/** Traffic number `seed`: keys, pace and limits vary with it. */
export function randomTraffic(seed: number, packets: number): Traffic {
  const random = new Random(seed);
  const tuples = TUPLES.slice(0, 6 + random.below(TUPLES.length - 5));
  const limits: Limits = {
    max: 3 + random.below(tuples.length),
    idle: (20 + random.below(200)) * MILLISECOND,
    linger: (1 + random.below(20)) * MILLISECOND,
  };
  const reference = new Lifecycle(new TuplePlaces(), limits);
  const writer = new PacketWriter();
  const starts = [0];
  let time = 1_700_000_000 * 1000 * MILLISECOND;
  let busy = random.pick(tuples);
  for (let i = 0; i < packets; i++) {
    time += random.chance(0.02) ? random.below(150) * MILLISECOND : random.below(4) * MILLISECOND;
    // bursts on one key, so that an index is emptied and filled again between two decode calls
    if (random.chance(0.6)) busy = random.pick(tuples);
    const [name, records] = busy;
    const flags = randomFlags(random);
    const stamp = random.chance(0.05) ? time - 10 * MILLISECOND : time;
    const record = random.chance(0.5) ? records.forth : records.back;
    writer.add(record, flags, stamp);
    starts.push(starts.at(-1)! + record.length);
    reference.record(name, flags, stamp);
  }
  reference.end();
  const { log, connections } = reference;
  return { limits, bytes: writer.take().slice(), starts, log, connections };
}

/** The records in groups of `size`: each is one batch if it is put into the decoder at once. */
export function* groups({ bytes, starts }: Traffic, size: number): Iterable<Uint8Array> {
  for (let i = 0; i < starts.length - 1; i += size) {
    yield bytes.subarray(starts[i], starts[Math.min(i + size, starts.length - 1)]);
  }
}
