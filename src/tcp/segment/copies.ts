/**
 * Packets that were captured more than once: on several interfaces (`tcpdump -i any`), on both ways through a router, or
 * by a mirror port that sees both directions of a link. The recent segments of all connections lie in one ring.
 */
import {
  FLAG_ACK,
  FLAG_FIN,
  FLAG_RST,
  FLAG_SYN,
  REC_ACK,
  REC_CHECKSUMS,
  REC_END_ADDRESS,
  REC_FLAGS_WINDOW,
  REC_ID_TTL_TOS,
  REC_INTERFACE,
  REC_PATH,
  REC_PAYLOAD_LENGTH,
  REC_SEQ,
  REC_STATUS,
  REC_TCP_ADDRESS,
  REC_TSECR,
  REC_TSVAL,
  REC_TUNNELS,
  STATUS_INTERFACE,
  STATUS_TIMESTAMPS,
} from "../../../wasm/layout.ts";
import type { Batch } from "../../capture/batch.ts";
import type { PoolBudget } from "../lifecycle/pool.ts";
import type { Connection } from "../state/connection.ts";
import { E_BASE, EF_ACKED, EN_ACK, EN_NEXT } from "../state/state_layout.ts";
import type { Segment } from "./segment.ts";

/** How far apart, in nanoseconds, copies may be; and two sendings of one segment on one path can't be. */
const WINDOW = 1e9;
const SAME_SENDING = 10e6;

/** What a copy is a copy of. */
export interface Original {
  frame: number;
  /** Nanoseconds since the run's first record. */
  time: number;
  ttl: number;
  /** It was seen on another interface; on another path: interface, link-layer addresses, VLANs or tunnels. */
  isOtherInterface: boolean;
  isOtherPath: boolean;
}

// words of an entry
const NEXT = 0;
const SEQ = 1;
const ACK = 2;
/** Digest of connection, direction, length, checksum and options. */
const DIGEST = 3;
/** Low eight bits of the interface << 24 | IPv4 identification << 8 | TTL. */
const ID_TTL = 4;
const PATH = 5;
/** Low 32 bits of the frame number. */
const FRAME = 6;
/** Not left to the digest, which could be forged: no RST must pass for a copy of something harmless. */
const FLAGS_WINDOW = 7;
const ENTRY_WORDS = 8;

const ID_MASK = 0xffff00;

const FIRST_ENTRIES = 1024;
const MAX_ENTRIES = 131_072;
/** Of an entry: its words, its time, and the head of a chain. */
const ENTRY_BYTES = ENTRY_WORDS * 4 + 8 + 4;
/** Equal segments share a chain: bursts of duplicate ACKs, or crafted ones. Older ones than this are not recognised. */
const MAX_STEPS = 64;
const FIXED_HEADER_BYTES = 20;
const TIMESTAMPS_HEADER_BYTES = 32;

/**
 * The segments of the last second, as far as the ring has room for them. Entries are small, since every segment leaves
 * one: the ring competes with the connections for the caches.
 */
export class RecentSegments {
  readonly #pool: PoolBudget;
  /** So that nobody can make segments that pass for copies; of other segments one in 2^32 does, whatever the seed. */
  readonly #seed = Math.trunc(Math.random() * 2 ** 32) | 0;
  readonly #original: Original = {
    frame: 0,
    time: 0,
    ttl: 0,
    isOtherInterface: false,
    isOtherPath: false,
  };
  #words = new Int32Array(0);
  /** When each was seen; -Infinity where nothing was yet. */
  #times = new Float64Array(0);
  /** Number of the newest entry of each chain. Numbers count up, modulo 2^32; an entry is at its number's low bits. */
  #heads = new Int32Array(0);
  #capacity = 0;
  /** Number of the next entry. Far from 0, which empty heads hold. */
  #count = 1 << 30;

  constructor(pool: PoolBudget) {
    this.#pool = pool;
    this.#grow();
  }

  /** The segment that the present one is a copy of, valid until the next call; undefined if it is none. */
  originalOf(connection: Connection, segment: Segment, batch: Batch): Original | undefined {
    if (this.#capacity === 0 || !mayBeCopy(connection, segment)) return undefined;
    const digest = this.#digestOf(connection, segment, batch);
    const words = this.#words;
    const flagsWindow = segment.records[segment.record + REC_FLAGS_WINDOW]! | 0;
    let found = -1;
    let number = this.#heads[this.#chainOf(segment.seqRaw, segment.ackRaw, digest)]!;
    let age = 0;
    for (let step = 0; step < MAX_STEPS; step++) {
      const olderBy = (this.#count - number) | 0;
      if (olderBy <= age || olderBy > this.#capacity) break;
      age = olderBy;
      const at = number & (this.#capacity - 1);
      const w = at * ENTRY_WORDS;
      const isEqual =
        words[w + SEQ] === segment.seqRaw &&
        words[w + ACK] === segment.ackRaw &&
        words[w + DIGEST] === digest &&
        words[w + FLAGS_WINDOW] === flagsWindow;
      if (isEqual && Math.abs(segment.runTime - this.#times[at]!) <= WINDOW) {
        // the one with its own identification, or else the newest that it may be a copy of
        const hasItsId = hasEqualId(words[w + ID_TTL]!, segment);
        if (hasItsId || (found < 0 && this.#isCopyOf(at, segment))) {
          found = at;
          if (hasItsId) break;
        }
      }
      number = words[w + NEXT]!;
    }
    return found < 0 ? undefined : this.#describe(found, segment);
  }

  #describe(at: number, segment: Segment): Original {
    const words = this.#words;
    const w = at * ENTRY_WORDS;
    const original = this.#original;
    original.frame = segment.frame - ((segment.frame - words[w + FRAME]!) >>> 0);
    original.time = this.#times[at]!;
    original.ttl = words[w + ID_TTL]! & 0xff;
    original.isOtherInterface = (words[w + ID_TTL]! ^ idTtlOf(segment.records, segment.record)) >>> 24 !== 0;
    original.isOtherPath = words[w + PATH] !== pathOf(segment.records, segment.record);
    return original;
  }

  /** Notes a segment that is no copy. */
  add(connection: Connection, segment: Segment, batch: Batch): void {
    this.time = segment.runTime;
    this.#put(segment.records, segment.record, this.#digestOf(connection, segment, batch), segment.frame | 0);
  }

  /** When the segment of addPlain() was seen. A field, because numbers as arguments are boxed. */
  time = 0;

  /**
   * Notes a segment that is no copy, and has no options but timestamps.
   * @param flowAndSide number of its connection << 1 | CLIENT or SERVER
   * @param frame low 32 bits
   */
  addPlain(records: Uint32Array, record: number, flowAndSide: number, frame: number): void {
    const options = records[record + REC_STATUS]! & STATUS_TIMESTAMPS ? stampsDigest(records, record) : 0;
    this.#put(records, record, this.#digest(records, record, flowAndSide, options), frame);
  }

  #put(records: Uint32Array, record: number, digest: number, frame: number): void {
    if (this.#capacity === 0) return;
    let at = this.#count & (this.#capacity - 1);
    if (this.time - this.#times[at]! < WINDOW && this.#grow()) at = this.#count & (this.#capacity - 1);
    // integers at once: above 2^31 they would be floating-point numbers
    const seq = records[record + REC_SEQ]! | 0;
    const ack = records[record + REC_ACK]! | 0;
    const chain = this.#chainOf(seq, ack, digest);
    const words = this.#words;
    const w = at * ENTRY_WORDS;
    words[w + NEXT] = this.#heads[chain]!;
    words[w + SEQ] = seq;
    words[w + ACK] = ack;
    words[w + DIGEST] = digest;
    words[w + ID_TTL] = idTtlOf(records, record);
    words[w + PATH] = pathOf(records, record);
    words[w + FRAME] = frame;
    words[w + FLAGS_WINDOW] = records[record + REC_FLAGS_WINDOW]! | 0;
    this.#times[at] = this.time;
    this.#heads[chain] = this.#count;
    this.#count = (this.#count + 1) | 0;
  }

  #chainOf(seq: number, ack: number, digest: number): number {
    return mix(digest ^ seq, ack) & (this.#capacity - 1);
  }

  /** Differs for segments that differ in anything but the first words of the TCP header, the IP header and the path. */
  #digestOf(connection: Connection, segment: Segment, batch: Batch): number {
    const flowAndSide = (connection.flow << 1) | connection.sender;
    return this.#digest(segment.records, segment.record, flowAndSide, optionsDigest(segment, batch));
  }

  #digest(records: Uint32Array, record: number, flowAndSide: number, options: number): number {
    const checksum = records[record + REC_CHECKSUMS]! & ~0xffff;
    const length = records[record + REC_PAYLOAD_LENGTH]! | 0;
    return mix(mix(this.#seed ^ flowAndSide, checksum ^ length), options);
  }

  /** Of two equal segments with other identifications, or none: true if one packet was seen twice. */
  #isCopyOf(at: number, segment: Segment): boolean {
    const words = this.#words;
    const w = at * ENTRY_WORDS;
    const before = words[w + ID_TTL]!;
    const idTtl = idTtlOf(segment.records, segment.record);
    if (words[w + PATH] !== pathOf(segment.records, segment.record) || (before & 0xff) !== (idTtl & 0xff))
      return true;
    // two identifications on one path are two sendings
    if ((idTtl & ID_MASK) !== 0 && (before & ID_MASK) !== 0) return false;
    const carries = segment.payloadLength > 0 || (segment.flags & (FLAG_SYN | FLAG_FIN)) !== 0;
    return (
      carries && !(segment.flags & FLAG_RST) && Math.abs(segment.runTime - this.#times[at]!) <= SAME_SENDING
    );
  }

  /** Doubles the ring, or makes the first one; false if it must stay as it is. */
  #grow(): boolean {
    const before = this.#capacity;
    const capacity = before === 0 ? FIRST_ENTRIES : 2 * before;
    if (capacity > MAX_ENTRIES || !this.#pool.take((capacity - before) * ENTRY_BYTES)) return false;
    const words = new Int32Array(capacity * ENTRY_WORDS);
    const times = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY);
    const heads = new Int32Array(capacity);
    const oldWords = this.#words;
    const oldTimes = this.#times;
    this.#capacity = capacity;
    for (let older = before; older > 0; older--) {
      const number = (this.#count - older) | 0;
      const from = number & (before - 1);
      const to = number & (capacity - 1);
      const w = to * ENTRY_WORDS;
      for (let i = 0; i < ENTRY_WORDS; i++) words[w + i] = oldWords[from * ENTRY_WORDS + i]!;
      times[to] = oldTimes[from]!;
      const chain = this.#chainOf(words[w + SEQ]!, words[w + ACK]!, words[w + DIGEST]!);
      words[w + NEXT] = heads[chain]!;
      heads[chain] = number;
    }
    this.#words = words;
    this.#times = times;
    this.#heads = heads;
    return true;
  }
}

/** False for most segments: what they bring was not there before, so no equal one was. */
function mayBeCopy(connection: Connection, segment: Segment): boolean {
  const { words, numbers, s, sn, pn } = connection;
  const { flags } = segment;
  if (flags & FLAG_RST) return true;
  // a SYN of another connection moves nothing
  if (flags & FLAG_SYN && segment.seqRaw !== words[s + E_BASE]!) return true;
  if (segment.seqEnd > numbers[sn + EN_NEXT]!) return false;
  // an ACK beyond what the peer sent may have been ignored, and so is no longer new
  const isNewAck =
    (flags & FLAG_ACK) !== 0 &&
    (!connection.senderHas(EF_ACKED) || segment.ack > numbers[sn + EN_ACK]!) &&
    segment.ack <= numbers[pn + EN_NEXT]!;
  return !isNewAck;
}

function hasEqualId(idTtl: number, segment: Segment): boolean {
  const id = segment.records[segment.record + REC_ID_TTL_TOS]! >>> 16;
  return id !== 0 && id === (idTtl & ID_MASK) >>> 8;
}

/** A segment's ID_TTL. */
function idTtlOf(records: Uint32Array, record: number): number {
  const interfaceBits =
    records[record + REC_STATUS]! & STATUS_INTERFACE ? records[record + REC_INTERFACE]! << 24 : 0;
  return (records[record + REC_ID_TTL_TOS]! >>> 8) | interfaceBits;
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function pathOf(records: Uint32Array, record: number): number {
  return ((records[record + REC_PATH]! | 0) + Math.imul(records[record + REC_TUNNELS]!, 0x9e3779b1)) | 0;
}

function stampsDigest(records: Uint32Array, record: number): number {
  return (
    Math.imul(records[record + REC_TSVAL]!, 0x85ebca6b) ^ Math.imul(records[record + REC_TSECR]!, 0xc2b2ae35)
  );
}

/** Differs for different options; the usual ones, timestamps alone, cost no look at the bytes. */
function optionsDigest(segment: Segment, batch: Batch): number {
  const { records, record } = segment;
  const header = (records[record + REC_FLAGS_WINDOW]! >>> 28) * 4;
  if (header === FIXED_HEADER_BYTES) return 0;
  if (header === TIMESTAMPS_HEADER_BYTES && segment.hasTimestamps) {
    return stampsDigest(records, record);
  }
  const tcp = records[record + REC_TCP_ADDRESS]!;
  const end = Math.min(tcp + header, records[record + REC_END_ADDRESS]!);
  let digest = 0x811c9dc5;
  for (let at = tcp + FIXED_HEADER_BYTES; at < end; at++) {
    digest = Math.imul(digest ^ batch.bytes[at]!, 0x01000193);
  }
  return digest | 0;
}
