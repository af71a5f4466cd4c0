/** The part of a line that is the same in every event of a connection, kept as bytes. */

import { CODE_UNIT_BOUND, INTEGER_BOUND, literal, putInteger, putLiteral, putText } from "./byte_writer.ts";
import type { FlowIdentity } from "./flow_identity.ts";

/** Bytes of a flow part at most; addresses and Community ID never come near it. */
export const FLOW_PART_BOUND = 1024;

/** An entry has nothing but the bytes: whose they are, and how many, is in an array of its own, see `#keys`. */
const ENTRY_DOUBLES = 32;
const CACHED_BYTES = 8 * ENTRY_DOUBLES - 1;
const KEY_SHIFT = 256;
const PAGE_SHIFT = 10;
const PAGE_ENTRIES = 1 << PAGE_SHIFT;
/** 32 MiB at most: with more live connections some share an entry, and the text of one is made anew. */
const MAX_ENTRIES = 131_072;

const FLOW = literal(',"flow":');
const STREAM = literal(',"stream":');
const CLIENT_IP = literal(',"client_ip":"');
const CLIENT_PORT = literal('","client_port":');
const SERVER_IP = literal(',"server_ip":"');
const SERVER_PORT = literal('","server_port":');
const COMMUNITY_ID = literal(',"community_id":"');
const FIXED_BYTES = [FLOW, STREAM, CLIENT_IP, CLIENT_PORT, SERVER_IP, SERVER_PORT, COMMUNITY_ID].reduce(
  (sum, part) => sum + part.length,
  1,
);

/** Where flow parts are made and kept. */
export interface FlowPartMemory {
  /** For one part: FLOW_PART_BOUND bytes and 8 more. */
  readonly scratch: Float64Array;
  /** A new page of entries, all zero. */
  newPage(index: number): Float64Array;
}

/** Bytes of a page of entries. */
export const FLOW_PAGE_BYTES = 8 * ENTRY_DOUBLES * PAGE_ENTRIES;

const ownMemory = (): FlowPartMemory => ({
  scratch: new Float64Array(FLOW_PART_BOUND / 8 + 1),
  newPage: () => new Float64Array(ENTRY_DOUBLES * PAGE_ENTRIES),
});

/**
 * Pages of entries by the slot's low bits. An entry is another connection's when the key differs, so nothing has to
 * be cleared when a slot is reused. Kept and copied as doubles, eight bytes a time: the bits of a NaN would not
 * be safe, but UTF-8 has no 0x7f or 0xff behind a byte of 0xf0 or more, which every NaN would need.
 */
export class FlowPartCache {
  readonly #pages: (Float64Array | undefined)[] = [];
  /**
   * (number of the connection + 1) * 256 + length; 0: empty. Apart from the bytes, because 8 bytes a connection stay in
   * the caches where 256 do not: the first look at an entry was a miss, and all that follows had to wait for it.
   */
  readonly #keys: Float64Array[] = [];
  readonly #memory: FlowPartMemory;
  readonly #scratch: Uint8Array;
  readonly #scratchView: DataView;
  readonly #keep: boolean;
  /** Where `find` has put a part: its first byte in the memory's buffer, and its length. */
  address = 0;
  length = 0;
  /** The same as an index of a double. */
  #from = 0;

  /** @param keep false: most connections have one event only, and an entry would never be used again */
  constructor(keep = true, memory: FlowPartMemory = ownMemory()) {
    const { buffer, byteOffset, byteLength } = memory.scratch;
    this.#keep = keep;
    this.#memory = memory;
    this.#scratch = new Uint8Array(buffer, byteOffset, byteLength);
    this.#scratchView = new DataView(buffer, byteOffset, byteLength);
  }

  /** Looks for the part of a connection, or makes it, and sets `address` and `length`. */
  find(flow: FlowIdentity): void {
    this.address = this.#locate(flow).byteOffset + 8 * this.#from;
  }

  /** Writes `,"flow":…` to `,"community_id":"…"`; returns the position behind it. */
  put(view: DataView, p: number, flow: FlowIdentity): number {
    const source = this.#locate(flow);
    const { length } = this;
    const from = this.#from;
    for (let i = 0; i < length; i += 8) {
      view.setFloat64(p + i, source[from + (i >> 3)]!, true);
    }
    return p + length;
  }

  /** The array that holds the part from `#from` on. */
  #locate(flow: FlowIdentity): Float64Array {
    if (!this.#keep) return this.#make(flow);
    const slot = flow.slot & (MAX_ENTRIES - 1);
    const number = slot >>> PAGE_SHIFT;
    const page = this.#pages[number] ?? this.#newPage(number);
    const keys = this.#keys[number]!;
    const index = slot & (PAGE_ENTRIES - 1);
    const key = (flow.flow + 1) * KEY_SHIFT;
    const length = keys[index]! - key;
    if (!(length > 0 && length < KEY_SHIFT)) {
      const made = this.#make(flow);
      if (this.length > CACHED_BYTES) return made;
      keys[index] = key + this.length;
      for (let i = 0; i < this.length; i += 8) page[index * ENTRY_DOUBLES + (i >> 3)] = made[i >> 3]!;
    } else {
      // An integer for the engine, too: a position held as a double makes every later store slow in Bun.
      this.length = length | 0;
    }
    this.#from = index * ENTRY_DOUBLES;
    return page;
  }

  #make(flow: FlowIdentity): Float64Array {
    this.length = this.#format(flow);
    this.#from = 0;
    return this.#memory.scratch;
  }

  #newPage(index: number): Float64Array {
    const page = this.#memory.newPage(index);
    this.#pages[index] = page;
    this.#keys[index] = new Float64Array(PAGE_ENTRIES);
    return page;
  }

  #format(flow: FlowIdentity): number {
    const { clientIp, serverIp, communityId } = flow;
    const codeUnits = clientIp.length + serverIp.length + communityId.length;
    if (FIXED_BYTES + 4 * INTEGER_BOUND + CODE_UNIT_BOUND * codeUnits > FLOW_PART_BOUND) {
      throw new RangeError(`addresses and Community ID of flow ${flow.flow} have ${codeUnits} characters`);
    }
    const bytes = this.#scratch;
    const view = this.#scratchView;
    let p = putInteger(view, putLiteral(view, 0, FLOW), flow.flow);
    p = putInteger(view, putLiteral(view, p, STREAM), flow.stream);
    p = putText(bytes, putLiteral(view, p, CLIENT_IP), clientIp);
    p = putInteger(view, putLiteral(view, p, CLIENT_PORT), flow.clientPort);
    p = putText(bytes, putLiteral(view, p, SERVER_IP), serverIp);
    p = putInteger(view, putLiteral(view, p, SERVER_PORT), flow.serverPort);
    p = putText(bytes, putLiteral(view, p, COMMUNITY_ID), communityId);
    bytes[p] = 0x22;
    return p + 1;
  }
}
