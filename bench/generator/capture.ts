import { type Connection, emptySegment, nextSegment, openConnection } from "./connection.ts";
import { PayloadPool } from "./payload.ts";
import { type CaptureOptions, type CapturePlan, planCapture } from "./plan.ts";
import { Random } from "./random.ts";
import { type Clock, LONGEST_RECORD, RecordWriter } from "./record.ts";
import { MTU } from "./sizes.ts";

/** What a generated capture holds. Every connection is whole, every checksum right, no packet captured twice. */
export interface CaptureSummary {
  packets: number;
  /** Connections, which are flow keys too. */
  flows: number;
  ipv6Packets: number;
  payloadBytes: number;
  /** Data segments that are in the capture twice, since the first sending was lost behind the tap. */
  resentPackets: number;
  /** Data segments of which the capture has the second sending only. */
  latePackets: number;
  /** Sum of the frames' lengths. */
  frameBytes: number;
  /** Size of the file. */
  fileBytes: number;
}

const START_SEC = 1_700_000_000;
const CHUNK_BYTES = 1 << 20;
/**
 * What passes before a segment is sent again, in microseconds: its TSval differs then, so that without an IP
 * identification, over IPv6, it is no copy.
 */
const RESEND_DELAY = 1000;

/**
 * A seeded capture as chunks of whole records. Memory depends on the connections that are live, never on the
 * length of the capture: each chunk is a view of one buffer and valid until the next is asked for.
 *
 * The same options give the same bytes on every runtime.
 */
export class GeneratedCapture implements Iterable<Uint8Array> {
  readonly plan: CapturePlan;
  /** Final once all chunks were taken. */
  readonly summary: CaptureSummary = {
    packets: 0,
    flows: 0,
    ipv6Packets: 0,
    payloadBytes: 0,
    resentPackets: 0,
    latePackets: 0,
    frameBytes: 0,
    fileBytes: 0,
  };
  readonly #chunkBytes: number;
  #taken = false;

  /** Throws a RangeError for an impossible option. `chunkBytes` bounds a chunk from above, but for one record. */
  constructor(options: CaptureOptions, chunkBytes = CHUNK_BYTES) {
    this.plan = planCapture(options);
    this.#chunkBytes = chunkBytes;
  }

  *[Symbol.iterator](): Generator<Uint8Array, void, void> {
    if (this.#taken) throw new TypeError("The chunks of a generated capture can be taken once");
    this.#taken = true;
    const { plan, summary } = this;
    const random = new Random(plan.seed);
    const chunk = new Uint8Array(this.#chunkBytes + LONGEST_RECORD);
    const writer = new RecordWriter(chunk, new PayloadPool(random, MTU), plan.linkType, plan.container);
    const clock: Clock = { sec: START_SEC, usec: random.below(1_000_000), milliseconds: 0 };
    const startUsec = clock.usec;
    const segment = emptySegment();
    const live: Connection[] = [];
    while (live.length < plan.live) live.push(this.#open(random));
    let used = writer.fileHeader(0);
    while (live.length > 0) {
      const place = live.length === 1 ? 0 : random.below(live.length);
      const connection = live[place]!;
      nextSegment(connection, plan.profile, random, segment);
      if (segment.again) {
        advance(clock, RESEND_DELAY, startUsec);
        if (segment.again.captured) summary.resentPackets++;
        else summary.latePackets++;
      }
      const end = writer.record(used, connection, segment, clock);
      summary.packets++;
      if (connection.ipv6) summary.ipv6Packets++;
      summary.payloadBytes += segment.payloadLength;
      summary.frameBytes += writer.frameBytes;
      used = end;
      advance(clock, random.below(2 * plan.meanGap + 1), startUsec);
      if (connection.sent === connection.length) this.#replace(live, place, random);
      if (used >= this.#chunkBytes) {
        summary.fileBytes += used;
        yield chunk.subarray(0, used);
        used = 0;
      }
    }
    summary.fileBytes += used;
    if (used > 0) yield chunk.subarray(0, used);
  }

  /** The packets that the connections do not share evenly go to the first ones, one each. */
  #open(random: Random): Connection {
    const { packets, flows, ipv6 } = this.plan;
    const serial = this.summary.flows++;
    const length = Math.floor(packets / flows) + (serial < packets % flows ? 1 : 0);
    return openConnection(serial, length, ipv6, random);
  }

  #replace(live: Connection[], place: number, random: Random): void {
    const last = live.length - 1;
    if (this.summary.flows < this.plan.flows) {
      live[place] = this.#open(random);
    } else {
      live[place] = live[last]!;
      live.length = last;
    }
  }
}

function advance(clock: Clock, usec: number, startUsec: number): void {
  clock.usec += usec;
  if (clock.usec >= 1_000_000) {
    clock.usec -= 1_000_000;
    clock.sec++;
  }
  clock.milliseconds = Math.floor(((clock.sec - START_SEC) * 1_000_000 + clock.usec - startUsec) / 1000);
}
