/**
 * A datagram of which some fragments were seen: where its bytes are known, and what they are.
 */
import {
  capturedLength,
  FRAGMENT_HEADER_BYTES,
  type Fragment,
  headerLength,
  isTooLong,
  lengthField,
} from "./fragment.ts";
import type { PagePool } from "./pages.ts";
import { Parts } from "./parts.ts";
import { Ranges } from "./ranges.ts";
import { SparseBytes } from "./sparse_bytes.ts";

const IPV4_LENGTH = 2;
const IPV4_FLAGS_AND_OFFSET = 6;
/** The reserved flag and don't-fragment, in the first of two bytes. */
const IPV4_KEPT_FLAGS = 0xc0;
const IPV6_LENGTH = 4;

/**
 * How a fragment fits to those before it. `contradictory`: they can't be of one datagram. `conflicting`: they overlap
 * with other bytes.
 */
export type Fit = "new" | "duplicate" | "overlapping" | "conflicting" | "contradictory";

/** `waiting`: for fragments. `refused`: given up for what its fragments say, and later ones are not wanted either. */
export type State = "waiting" | "refused" | "whole";

export class PartialDatagram {
  key = "";
  state: State = "waiting";
  /** Seconds: of the fragment that was seen first, or when it was whole. */
  time = 0;
  /** Fragments that belong to it, duplicates included. */
  fragments = 0;
  readonly parts = new Parts();
  /** Its neighbours in order of age. */
  older: PartialDatagram | undefined;
  newer: PartialDatagram | undefined;
  #version: 4 | 6 = 4;
  /** Payload that fragments claim, and what was captured of it. */
  readonly #seen = new Ranges();
  readonly #captured = new Ranges();
  readonly #payload: SparseBytes;
  readonly #header: SparseBytes;
  /** Bytes of the header, 0 as long as the fragment with offset 0 is lacking. */
  #headerLength = 0;
  /** IPv6: what stands in place of the fragment header's number, and where in the header. */
  #nextHeader = 0;
  #nextHeaderAt = 0;
  /** Bytes of the payload as the last fragment tells, 0 as long as it is lacking. */
  #total = 0;

  constructor(pool: PagePool) {
    this.#payload = new SparseBytes(pool);
    this.#header = new SparseBytes(pool);
  }

  /** Makes an empty one that was first seen at `time`. */
  begin(key: string, version: 4 | 6, time: number): void {
    this.key = key;
    this.state = "waiting";
    this.time = time;
    this.#version = version;
  }

  get isWhole(): boolean {
    return this.#total > 0 && this.#seen.prefix === this.#total;
  }

  /** True if it is longer than any datagram can be, with the header that it turned out to have. */
  get isTooLong(): boolean {
    return isTooLong(this.#version, this.#headerLength, this.#total);
  }

  /** Bytes of header and payload of a whole one. */
  get length(): number {
    return this.#headerLength + this.#total;
  }

  fitOf(fragment: Fragment): Fit {
    const { offset } = fragment;
    const end = offset + fragment.length;
    if (this.#total > 0 && (end > this.#total || (!fragment.more && end !== this.#total))) {
      return "contradictory";
    }
    if (!fragment.more && end < this.#seen.end) return "contradictory";
    if (!this.#seen.overlaps(offset, end)) return "new";
    if (this.#differsFrom(fragment)) return "conflicting";
    return this.parts.has(fragment) ? "duplicate" : "overlapping";
  }

  /** Adds a fragment that fits, as a part or as one more of the same; false if there is not enough memory for it. */
  add(fragment: Fragment, isPart: boolean): boolean {
    const { offset } = fragment;
    const captured = capturedLength(fragment);
    const isFirst = offset === 0 && this.#headerLength === 0;
    const header = headerLength(fragment);
    if (!this.#payload.reserve(offset, offset + captured)) return false;
    if (isFirst && !this.#header.reserve(0, header)) return false;
    if (isFirst) this.#addHeader(fragment, header);
    if (captured > 0 && !this.#captured.covers(offset, offset + captured)) {
      this.#payload.write(offset, fragment.bytes, fragment.payload, captured);
      this.#captured.add(offset, offset + captured);
    }
    this.#seen.add(offset, offset + fragment.length);
    if (!fragment.more) this.#total = offset + fragment.length;
    if (isPart) this.parts.add(fragment);
    this.fragments++;
    return true;
  }

  /**
   * Writes a whole one to the beginning of `target`, bytes that were not captured as 0; returns how many were captured
   * without a hole.
   */
  writeTo(target: Uint8Array): number {
    const header = this.#headerLength;
    this.#header.read(0, header, target, 0);
    this.#patchHeader(target);
    const captured = this.#captured;
    if (captured.prefix < this.#total) target.fill(0, header, this.length);
    for (let range = 0; range < captured.count; range++) {
      const from = captured.from(range);
      this.#payload.read(from, captured.to(range), target, header + from);
    }
    return header + captured.prefix;
  }

  /** Whole since `time`: only its parts are of use. */
  finish(time: number): void {
    this.state = "whole";
    this.time = time;
    this.#release();
  }

  /** RFC 8200 4.5: what contradicts itself is given up, with the fragments that are still to come. */
  refuse(): void {
    this.clear();
    this.state = "refused";
  }

  /** Gives all memory back, apart from what the next datagram needs. */
  clear(): void {
    this.fragments = 0;
    this.parts.clear();
    this.#release();
  }

  #release(): void {
    this.#header.release();
    this.#payload.release();
    this.#seen.clear();
    this.#captured.clear();
    this.#headerLength = 0;
    this.#total = 0;
  }

  #addHeader(fragment: Fragment, length: number): void {
    const { bytes, ip } = fragment;
    this.#header.write(0, bytes, ip, length);
    this.#headerLength = length;
    if (this.#version === 6) {
      this.#nextHeader = bytes[fragment.payload - FRAGMENT_HEADER_BYTES]!;
      this.#nextHeaderAt = fragment.nextHeader - ip;
    }
  }

  /** Makes the header of the first fragment that of the datagram. */
  #patchHeader(header: Uint8Array): void {
    const length = lengthField(this.#version, this.#headerLength, this.#total);
    const lengthAt = this.#version === 4 ? IPV4_LENGTH : IPV6_LENGTH;
    header[lengthAt] = length >>> 8;
    header[lengthAt + 1] = length & 0xff;
    if (this.#version === 4) {
      header[IPV4_FLAGS_AND_OFFSET]! &= IPV4_KEPT_FLAGS;
      header[IPV4_FLAGS_AND_OFFSET + 1] = 0;
    } else {
      header[this.#nextHeaderAt] = this.#nextHeader;
    }
  }

  /** True if the captured bytes of the fragment are not those that were captured there before. */
  #differsFrom(fragment: Fragment): boolean {
    const { offset } = fragment;
    const end = offset + capturedLength(fragment);
    const captured = this.#captured;
    for (let range = captured.firstAbove(offset); range < captured.count; range++) {
      const from = Math.max(offset, captured.from(range));
      const to = Math.min(end, captured.to(range));
      if (from >= to) break;
      const at = fragment.payload + from - offset;
      if (!this.#payload.equals(from, to, fragment.bytes, at)) return true;
    }
    return false;
  }
}
