/** The part of a line that is the same in every event of a connection, kept as bytes. */

import { CODE_UNIT_BOUND, INTEGER_BOUND, literal, putInteger, putLiteral, putText } from "./byte_writer.ts";
import type { FlowIdentity } from "./flow_identity.ts";

/** Bytes of a flow part at most; addresses and Community ID never come near it. */
export const FLOW_PART_BOUND = 1024;

/** An entry: the connection's number + 1 (0: empty), the length in bytes, then the bytes. */
const ENTRY_DOUBLES = 32;
const TEXT_AT = 2;
const CACHED_BYTES = 8 * (ENTRY_DOUBLES - TEXT_AT);
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
  /** FLOW_PART_BOUND bytes and 8 more. */
  readonly scratch: Uint8Array;
  /** A new page of entries, all zero. */
  newPage(index: number): Float64Array;
}

/** Bytes of a page of entries. */
export const FLOW_PAGE_BYTES = 8 * ENTRY_DOUBLES * PAGE_ENTRIES;

const ownMemory = (): FlowPartMemory => ({
  scratch: new Uint8Array(FLOW_PART_BOUND + 8),
  newPage: () => new Float64Array(ENTRY_DOUBLES * PAGE_ENTRIES),
});

/**
 * Pages of entries by the slot's low bits. An entry is another connection's when the number in it differs, so nothing has to
 * be cleared when a slot is reused. Kept and copied as doubles, eight bytes a time: the bits of a NaN would not
 * be safe, but UTF-8 has no 0x7f or 0xff behind a byte of 0xf0 or more, which every NaN would need.
 */
export class FlowPartCache {
  readonly #pages: (Float64Array | undefined)[] = [];
  readonly #memory: FlowPartMemory;
  readonly #scratch: Uint8Array;
  readonly #scratchView: DataView;
  readonly #keep: boolean;
  /** Where `find` has put a part: its first byte in the memory's buffer, and its length. */
  address = 0;
  length = 0;

  /** @param keep false: most connections have one event only, and an entry would never be used again */
  constructor(keep = true, memory: FlowPartMemory = ownMemory()) {
    this.#keep = keep;
    this.#memory = memory;
    this.#scratch = memory.scratch;
    this.#scratchView = new DataView(memory.scratch.buffer, memory.scratch.byteOffset, memory.scratch.length);
  }

  /** Looks for the part of a connection, or makes it, and sets `address` and `length`. */
  find(flow: FlowIdentity): void {
    if (!this.#keep) {
      this.#found(this.#scratch.byteOffset, this.#format(flow));
      return;
    }
    const slot = flow.slot & (MAX_ENTRIES - 1);
    const page = this.#pages[slot >>> PAGE_SHIFT] ?? this.#newPage(slot >>> PAGE_SHIFT);
    const entry = (slot & (PAGE_ENTRIES - 1)) * ENTRY_DOUBLES;
    if (page[entry] !== flow.flow + 1) {
      const length = this.#format(flow);
      if (length > CACHED_BYTES) {
        this.#found(this.#scratch.byteOffset, length);
        return;
      }
      this.#store(page, entry, flow, length);
    }
    this.#found(page.byteOffset + 8 * (entry + TEXT_AT), page[entry + 1]! | 0);
  }

  #found(address: number, length: number): void {
    this.address = address;
    this.length = length;
  }

  /** Writes `,"flow":…` to `,"community_id":"…"`; returns the position behind it. */
  put(bytes: Uint8Array, view: DataView, p: number, flow: FlowIdentity): number {
    if (!this.#keep) {
      const length = this.#format(flow);
      bytes.set(this.#scratch.subarray(0, length), p);
      return p + length;
    }
    const slot = flow.slot & (MAX_ENTRIES - 1);
    const page = this.#pages[slot >>> PAGE_SHIFT] ?? this.#newPage(slot >>> PAGE_SHIFT);
    const entry = (slot & (PAGE_ENTRIES - 1)) * ENTRY_DOUBLES;
    if (page[entry] !== flow.flow + 1) {
      const length = this.#format(flow);
      if (length > CACHED_BYTES) {
        bytes.set(this.#scratch.subarray(0, length), p);
        return p + length;
      }
      this.#store(page, entry, flow, length);
    }
    // An integer for the engine, too: a position held as a double makes every later store slow in Bun.
    const length = page[entry + 1]! | 0;
    const from = entry + TEXT_AT;
    for (let i = 0; i < length; i += 8) {
      view.setFloat64(p + i, page[from + (i >> 3)]!, true);
    }
    return p + length;
  }

  #store(page: Float64Array, entry: number, flow: FlowIdentity, length: number): void {
    page[entry] = flow.flow + 1;
    page[entry + 1] = length;
    const at = page.byteOffset + 8 * (entry + TEXT_AT);
    new Uint8Array(page.buffer, at, length).set(this.#scratch.subarray(0, length));
  }

  #newPage(index: number): Float64Array {
    const page = this.#memory.newPage(index);
    this.#pages[index] = page;
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
