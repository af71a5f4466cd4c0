/**
 * Packets that were captured more than once: on several interfaces (`tcpdump -i any`), on both ways through a router, or
 * by a mirror port that sees both directions of a link. The recent segments of all connections lie in one ring.
 */
import {
  FLAG_ACK,
  FLAG_FIN,
  FLAG_RST,
  FLAG_SYN,
  REC_CHECKSUMS,
  REC_END_ADDRESS,
  REC_FLAGS_WINDOW,
  REC_ID_TTL_TOS,
  REC_PATH,
  REC_TCP_ADDRESS,
  REC_TUNNELS,
} from "../../../wasm/layout.ts";
import type { Batch } from "../../capture/batch.ts";
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Connection } from "../state/connection.ts";
import { EF_ACKED, EN_ACK, EN_NEXT } from "../state/state_layout.ts";
import type { Segment } from "./segment.ts";

/** How far apart, in nanoseconds, copies may be; and two sendings of one segment on one path can't be. */
const WINDOW = 1e9;
const SAME_SENDING = 10e6;

// words of an entry
const NEXT = 0;
const FLOW = 1;
const SEQ = 2;
const ACK = 3;
const FLAGS_WINDOW = 4;
const LENGTH = 5;
const CHECKSUM = 6;
const OPTIONS = 7;
const ID_TTL = 8;
const PATH = 9;
const ENTRY_WORDS = 10;
// numbers of an entry
const TIME = 0;
const FRAME = 1;
const ENTRY_NUMBERS = 2;

const FIRST_ENTRIES = 1024;
const MAX_ENTRIES = 131_072;
/** Heads of chains for each entry: chains are short then. */
const HEADS_PER_ENTRY = 2;
const ENTRY_BYTES = ENTRY_WORDS * 4 + ENTRY_NUMBERS * 8 + HEADS_PER_ENTRY * 4;
/** Crafted segments may share a chain; they only keep each other from being recognised. */
const MAX_STEPS = 32;
const FIXED_HEADER_BYTES = 20;
const TIMESTAMPS_HEADER_BYTES = 32;

/** The segments of the last second, as far as the pool has room for them. */
export class RecentSegments {
  readonly #pool: PoolBudget;
  #words = new Int32Array(0);
  #numbers = new Float64Array(0);
  /** Number of the newest entry of each chain. Numbers count up, modulo 2^32; an entry is at its number's low bits. */
  #heads = new Int32Array(0);
  #capacity = 0;
  /** Number of the next entry. Far from 0, which empty heads hold. */
  #count = 1 << 30;

  constructor(pool: PoolBudget) {
    this.#pool = pool;
    this.#grow();
  }

  /** Frame of the segment that the present one is a copy of, or 0. `time` counts from the run's first record. */
  originalOf(connection: Connection, segment: Segment, batch: Batch, time: number): number {
    if (this.#capacity === 0 || !mayBeCopy(connection, segment)) return 0;
    const digest = optionsDigest(segment, batch);
    const words = this.#words;
    let number = this.#heads[this.#chainOf(connection, segment)]!;
    let age = 0;
    for (let step = 0; step < MAX_STEPS; step++) {
      const olderBy = (this.#count - number) | 0;
      if (olderBy <= age || olderBy > this.#capacity) return 0;
      age = olderBy;
      const at = number & (this.#capacity - 1);
      if (this.#isEqual(at * ENTRY_WORDS, connection, segment, digest) && this.#isCopyOf(at, segment, time)) {
        return this.#numbers[at * ENTRY_NUMBERS + FRAME]!;
      }
      number = words[at * ENTRY_WORDS + NEXT]!;
    }
    return 0;
  }

  /** Notes a segment that is no copy. */
  add(connection: Connection, segment: Segment, batch: Batch, time: number): void {
    if (this.#capacity === 0) return;
    let at = this.#count & (this.#capacity - 1);
    const oldest = this.#numbers[at * ENTRY_NUMBERS + TIME]!;
    if (time - oldest < WINDOW && this.#numbers[at * ENTRY_NUMBERS + FRAME] !== 0 && this.#grow()) {
      at = this.#count & (this.#capacity - 1);
    }
    const chain = this.#chainOf(connection, segment);
    const { records, record } = segment;
    const words = this.#words;
    const w = at * ENTRY_WORDS;
    words[w + NEXT] = this.#heads[chain]!;
    words[w + FLOW] = flowAndSide(connection);
    words[w + SEQ] = segment.seqRaw;
    words[w + ACK] = segment.ackRaw;
    words[w + FLAGS_WINDOW] = records[record + REC_FLAGS_WINDOW]!;
    words[w + LENGTH] = segment.payloadLength;
    words[w + CHECKSUM] = records[record + REC_CHECKSUMS]! >>> 16;
    words[w + OPTIONS] = optionsDigest(segment, batch);
    words[w + ID_TTL] = records[record + REC_ID_TTL_TOS]! >>> 8;
    words[w + PATH] = pathOf(segment);
    this.#numbers[at * ENTRY_NUMBERS + TIME] = time;
    this.#numbers[at * ENTRY_NUMBERS + FRAME] = segment.frame;
    this.#heads[chain] = this.#count;
    this.#count = (this.#count + 1) | 0;
  }

  #chainOf(connection: Connection, segment: Segment): number {
    return this.#chain(flowAndSide(connection), segment.seqRaw, segment.ackRaw, segment.payloadLength);
  }

  #chain(flow: number, seq: number, ack: number, length: number): number {
    let hash = Math.imul(flow, 0x9e3779b1) ^ Math.imul(seq, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ Math.imul(ack, 0x27d4eb2f) ^ length;
    hash ^= hash >>> 13;
    return hash & (this.#heads.length - 1);
  }

  #isEqual(w: number, connection: Connection, segment: Segment, digest: number): boolean {
    const words = this.#words;
    const { records, record } = segment;
    return (
      words[w + SEQ] === segment.seqRaw &&
      words[w + ACK] === segment.ackRaw &&
      words[w + FLOW] === flowAndSide(connection) &&
      words[w + FLAGS_WINDOW] === (records[record + REC_FLAGS_WINDOW]! | 0) &&
      words[w + LENGTH] === segment.payloadLength &&
      words[w + CHECKSUM] === records[record + REC_CHECKSUMS]! >>> 16 &&
      words[w + OPTIONS] === digest
    );
  }

  /** Of two equal segments: true if one packet was seen twice, rather than the segment sent twice. */
  #isCopyOf(at: number, segment: Segment, time: number): boolean {
    const apart = Math.abs(time - this.#numbers[at * ENTRY_NUMBERS + TIME]!);
    if (apart > WINDOW) return false;
    const { records, record, flags } = segment;
    const idTtl = records[record + REC_ID_TTL_TOS]! >>> 8;
    const words = this.#words;
    const w = at * ENTRY_WORDS;
    // the whole word: equal identifications with another TTL are a copy anyway
    if (idTtl >>> 8 !== 0 && idTtl >>> 8 === words[w + ID_TTL]! >>> 8) return true;
    if (words[w + PATH] !== pathOf(segment)) return true;
    if ((words[w + ID_TTL]! & 0xff) !== (idTtl & 0xff)) return true;
    const carries = segment.payloadLength > 0 || (flags & (FLAG_SYN | FLAG_FIN)) !== 0;
    return carries && !(flags & FLAG_RST) && apart <= SAME_SENDING;
  }

  /** Doubles the ring, or makes the first one; false if it must stay as it is. */
  #grow(): boolean {
    const before = this.#capacity;
    const capacity = before === 0 ? FIRST_ENTRIES : 2 * before;
    if (capacity > MAX_ENTRIES || !this.#pool.take((capacity - before) * ENTRY_BYTES)) return false;
    const words = new Int32Array(capacity * ENTRY_WORDS);
    const numbers = new Float64Array(capacity * ENTRY_NUMBERS);
    const heads = new Int32Array(capacity * HEADS_PER_ENTRY);
    const oldWords = this.#words;
    const oldNumbers = this.#numbers;
    this.#heads = heads;
    for (let older = before; older > 0; older--) {
      const number = (this.#count - older) | 0;
      const from = number & (before - 1);
      const to = number & (capacity - 1);
      const w = to * ENTRY_WORDS;
      words.set(oldWords.subarray(from * ENTRY_WORDS, (from + 1) * ENTRY_WORDS), w);
      numbers.set(oldNumbers.subarray(from * ENTRY_NUMBERS, (from + 1) * ENTRY_NUMBERS), to * ENTRY_NUMBERS);
      const chain = this.#chain(words[w + FLOW]!, words[w + SEQ]!, words[w + ACK]!, words[w + LENGTH]!);
      words[w + NEXT] = heads[chain]!;
      heads[chain] = number;
    }
    this.#words = words;
    this.#numbers = numbers;
    this.#capacity = capacity;
    return true;
  }
}

/** False for most segments: what they bring was not there before, so no equal one was. */
function mayBeCopy(connection: Connection, segment: Segment): boolean {
  const { numbers, sn, pn } = connection;
  const { flags } = segment;
  if (flags & FLAG_RST) return true;
  if (segment.seqEnd > numbers[sn + EN_NEXT]!) return false;
  // an ACK beyond what the peer sent may have been ignored, and so is no longer new
  const isNewAck =
    (flags & FLAG_ACK) !== 0 &&
    (!connection.senderHas(EF_ACKED) || segment.ack > numbers[sn + EN_ACK]!) &&
    segment.ack <= numbers[pn + EN_NEXT]!;
  return !isNewAck;
}

function flowAndSide(connection: Connection): number {
  return (connection.flow << 1) | connection.sender | 0;
}

function pathOf(segment: Segment): number {
  const { records, record } = segment;
  return (records[record + REC_PATH]! + Math.imul(records[record + REC_TUNNELS]!, 0x9e3779b1)) | 0;
}

/** Differs for different options; the usual ones, timestamps alone, cost no look at the bytes. */
function optionsDigest(segment: Segment, batch: Batch): number {
  const { records, record } = segment;
  const header = (records[record + REC_FLAGS_WINDOW]! >>> 28) * 4;
  if (header === FIXED_HEADER_BYTES) return 0;
  if (header === TIMESTAMPS_HEADER_BYTES && segment.hasTimestamps) {
    return Math.imul(segment.tsVal, 0x85ebca6b) ^ Math.imul(segment.tsEcr, 0xc2b2ae35);
  }
  const tcp = records[record + REC_TCP_ADDRESS]!;
  const end = Math.min(tcp + header, records[record + REC_END_ADDRESS]!);
  let digest = 0x811c9dc5;
  for (let at = tcp + FIXED_HEADER_BYTES; at < end; at++) {
    digest = Math.imul(digest ^ batch.bytes[at]!, 0x01000193);
  }
  return digest | 0;
}
