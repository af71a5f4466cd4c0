/**
 * Puts datagrams together from their fragments (RFC 791 3.2, RFC 8200 4.5) within bounds of memory, of time, and of work
 * for each fragment. Capture time is the only clock.
 */
import { type FragmentCounts, noFragments } from "./counts.ts";
import { DatagramTable } from "./datagram_table.ts";
import { type Fragment, isMalformed, isTiny, keyOf } from "./fragment.ts";
import { DEFAULT_LIMITS, type ReassemblyLimits } from "./limits.ts";
import { PagePool } from "./pages.ts";
import type { PartialDatagram } from "./partial_datagram.ts";

/** A datagram put together. */
export interface Datagram {
  /**
   * Header of the fragment with offset 0, as if there had been no fragments (IPv4: except for its checksum), and payload.
   * Valid until the next fragment is added.
   */
  readonly bytes: Uint8Array;
  /** How many of the bytes, from the first on, were captured. */
  readonly captured: number;
}

const FIRST_OUTPUT_BYTES = 4096;

export class Reassembler {
  readonly counts: FragmentCounts = noFragments();
  readonly #limits: ReassemblyLimits;
  readonly #pool: PagePool;
  readonly #table: DatagramTable;
  #output = new Uint8Array(FIRST_OUTPUT_BYTES);

  constructor(limits: Partial<ReassemblyLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#pool = new PagePool(this.#limits.bytes);
    this.#table = new DatagramTable(this.#pool);
  }

  /** Fragments that wait for others. */
  get waiting(): number {
    let sum = 0;
    for (let datagram = this.#table.open.oldest; datagram; datagram = datagram.newer)
      sum += datagram.fragments;
    return sum;
  }

  /** Memory of headers and payload, in bytes, used or kept for later. */
  get memory(): number {
    return this.#pool.bytes + this.#output.length;
  }

  /** The datagram that is whole with this fragment, if there is one. Keeps nothing of what it is given. */
  add(fragment: Fragment): Datagram | undefined {
    const { counts } = this;
    counts.packets++;
    if (isTiny(fragment)) counts.tiny++;
    this.#dropLate(fragment.time);
    if (isMalformed(fragment)) {
      counts.malformed++;
      counts.lost++;
      return undefined;
    }
    const key = keyOf(fragment);
    const found = this.#table.find(key);
    if (found && this.#isCopy(found, fragment)) {
      counts.joined++;
      counts.duplicates++;
      return undefined;
    }
    const datagram = found && this.#isOpen(found, fragment.time) ? found : this.#begin(key, found, fragment);
    if (datagram.state === "refused") {
      counts.lost++;
      return undefined;
    }
    return this.#addTo(datagram, fragment);
  }

  /** No more fragments come: gives up what waits. */
  end(): void {
    const { open, whole } = this.#table;
    while (open.oldest) this.#giveUp(open.oldest);
    while (whole.oldest) this.#table.drop(whole.oldest);
  }

  /**
   * True for one that took another path than the fragment of the whole datagram that was in its place: a capture of
   * several interfaces has each more than once. On the same path it is one of the next datagram with that identification.
   */
  #isCopy(datagram: PartialDatagram, fragment: Fragment): boolean {
    if (datagram.state !== "whole") return false;
    const path = datagram.parts.pathAt(fragment.offset);
    if (path === undefined || path === fragment.path) return false;
    return Math.abs(fragment.time - datagram.time) <= this.#limits.copySeconds;
  }

  #isOpen(datagram: PartialDatagram, time: number): boolean {
    return datagram.state !== "whole" && !this.#isLate(datagram, time);
  }

  /** Begins a datagram in place of another with its key. */
  #begin(key: string, before: PartialDatagram | undefined, fragment: Fragment): PartialDatagram {
    if (before?.state === "whole") this.#table.drop(before);
    else if (before) this.#timeOut(before);
    while (this.#table.open.size >= this.#limits.datagrams) this.#evictOldest();
    return this.#table.begin(key, fragment.version, fragment.time);
  }

  #addTo(datagram: PartialDatagram, fragment: Fragment): Datagram | undefined {
    const { counts } = this;
    const { open } = this.#table;
    const fit = datagram.fitOf(fragment);
    if (fit === "conflicting" || fit === "contradictory") {
      if (fit === "conflicting") counts.conflicting++;
      else counts.malformed++;
      counts.lost++;
      this.#refuse(datagram);
      return undefined;
    }
    if (fit === "duplicate") counts.duplicates++;
    if (fit === "overlapping") counts.overlapping++;
    while (!datagram.add(fragment, fit !== "duplicate")) {
      // its own datagram may be the oldest
      const isOwn = open.oldest === datagram;
      this.#evictOldest();
      if (!isOwn) continue;
      counts.lost++;
      return undefined;
    }
    if (fit !== "duplicate") open.parts++;
    if (datagram.isWhole) return this.#complete(datagram, fragment.time);
    while (open.parts > this.#limits.fragments) this.#evictOldest();
    return undefined;
  }

  #complete(datagram: PartialDatagram, time: number): Datagram | undefined {
    const { counts } = this;
    if (datagram.isTooLong) {
      counts.malformed++;
      this.#refuse(datagram);
      return undefined;
    }
    const { length } = datagram;
    const captured = datagram.writeTo(this.#outputOf(length));
    counts.datagrams++;
    counts.joined += datagram.fragments;
    this.#table.keep(datagram, time);
    const { whole } = this.#table;
    while (whole.oldest && (whole.size > this.#limits.datagrams || whole.parts > this.#limits.fragments)) {
      this.#table.drop(whole.oldest);
    }
    return { bytes: this.#output.subarray(0, length), captured };
  }

  /** Memory for a datagram of this length. */
  #outputOf(length: number): Uint8Array {
    const { length: present } = this.#output;
    if (present < length) this.#output = new Uint8Array(Math.max(length, 2 * present));
    return this.#output;
  }

  /** Drops what is too old at `time`, from the oldest on. */
  #dropLate(time: number): void {
    const { open, whole } = this.#table;
    while (open.oldest && this.#isLate(open.oldest, time)) this.#timeOut(open.oldest);
    while (whole.oldest && time - whole.oldest.time > this.#limits.copySeconds)
      this.#table.drop(whole.oldest);
  }

  /** Time that runs backwards makes nothing late. */
  #isLate(datagram: PartialDatagram, time: number): boolean {
    return time - datagram.time > this.#limits.seconds;
  }

  #timeOut(datagram: PartialDatagram): void {
    if (datagram.state === "waiting") this.counts.timed_out++;
    this.#giveUp(datagram);
  }

  #evictOldest(): void {
    const { oldest } = this.#table.open;
    if (!oldest) return;
    if (oldest.state === "waiting") this.counts.evicted++;
    this.#giveUp(oldest);
  }

  #giveUp(datagram: PartialDatagram): void {
    this.counts.lost += datagram.fragments;
    this.#table.drop(datagram);
  }

  #refuse(datagram: PartialDatagram): void {
    this.counts.lost += datagram.fragments;
    this.#table.refuse(datagram);
  }
}
