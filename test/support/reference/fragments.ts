/** Reassembly of IP fragments, as plainly as it can be written: every part is kept and looked at again each time. */
import { octets, read16 } from "./bytes.ts";
import type { FragmentCounts, FragmentPart } from "./types.ts";

/** Seconds that a datagram's parts, and what is left of one that was given up, are kept. */
const WAITING = 60;
/** Seconds that a whole one is remembered, to know copies of its parts. */
const REMEMBERED = 1;
const MAX_DATAGRAM = 65_535;

interface Part {
  readonly offset: number;
  readonly end: number;
  readonly more: boolean;
  /** What was captured of it. */
  readonly data: Uint8Array;
  /** Everything of the datagram in front of the payload, without a fragment header. */
  readonly header: Uint8Array;
  readonly path: string;
}

interface Datagram {
  readonly first: number;
  readonly parts: Part[];
  /** Fragments that came. */
  count: number;
  state: "waiting" | "given_up" | "whole";
  /** When it became whole. */
  completed: number;
}

export interface WholeDatagram {
  readonly bytes: Uint8Array;
  /** Bytes from its start that were captured. */
  readonly captured: number;
}

export class ReferenceReassembler {
  readonly #datagrams = new Map<string, Datagram>();
  #packets = 0;
  #whole = 0;
  #joined = 0;
  #lost = 0;

  /** @param time seconds */
  add(fragment: FragmentPart, path: string, time: number): WholeDatagram | undefined {
    this.#packets += 1;
    const key = keyOf(fragment);
    const part = partOf(fragment, path);
    if (!isPossible(part, fragment)) {
      this.#lost += 1;
      return undefined;
    }
    let datagram = this.#datagrams.get(key);
    if (datagram !== undefined && this.#isOver(datagram, part, time)) {
      if (datagram.state === "waiting") this.#lost += datagram.count;
      datagram = undefined;
    }
    if (datagram === undefined) {
      datagram = { first: time, parts: [], count: 0, state: "waiting", completed: 0 };
      this.#datagrams.set(key, datagram);
    }
    if (datagram.state === "whole") {
      this.#joined += 1;
      return undefined;
    }
    if (datagram.state === "given_up") {
      this.#lost += 1;
      return undefined;
    }
    datagram.count += 1;
    datagram.parts.push(part);
    if (disagree(datagram.parts)) {
      datagram.state = "given_up";
      this.#lost += datagram.count;
      return undefined;
    }
    const whole = assemble(datagram.parts, fragment);
    if (whole === undefined) return undefined;
    if (lengthField(fragment.ipVersion, whole.bytes.length) > MAX_DATAGRAM) {
      datagram.state = "given_up";
      this.#lost += datagram.count;
      return undefined;
    }
    datagram.state = "whole";
    datagram.completed = time;
    this.#whole += 1;
    this.#joined += datagram.count;
    return whole;
  }

  /** Another datagram of the same key begins. */
  #isOver(datagram: Datagram, part: Part, time: number): boolean {
    if (datagram.state !== "whole") return time - datagram.first > WAITING;
    if (time - datagram.completed > REMEMBERED) return true;
    // a copy of a part was captured elsewhere
    const before = datagram.parts.find(({ offset }) => offset === part.offset);
    return before === undefined || before.path === part.path;
  }

  /** No more packets. */
  counts(): FragmentCounts {
    let waiting = 0;
    for (const datagram of this.#datagrams.values())
      if (datagram.state === "waiting") waiting += datagram.count;
    return {
      packets: this.#packets,
      datagrams: this.#whole,
      joined: this.#joined,
      lost: this.#lost + waiting,
    };
  }
}

function keyOf({ bytes, ipVersion, ipOffset, id, protocol, layers }: FragmentPart): string {
  const addresses = ipVersion === 4 ? octets(bytes, ipOffset + 12, 8) : octets(bytes, ipOffset + 8, 32);
  return [ipVersion, addresses, id, ipVersion === 4 ? protocol : "", ...layers].join(" ");
}

function partOf(fragment: FragmentPart, path: string): Part {
  const { bytes, ipVersion, ipOffset, payloadOffset, payloadLength, offset, more, end } = fragment;
  // without the fragment header of IPv6, its eight bytes are the last in front of the payload
  const header = bytes.slice(ipOffset, ipVersion === 4 ? payloadOffset : payloadOffset - 8);
  if (ipVersion === 6) header[fragment.nextHeaderOffset - ipOffset] = fragment.protocol;
  const data = bytes.slice(
    payloadOffset,
    Math.max(payloadOffset, Math.min(payloadOffset + payloadLength, end)),
  );
  return { offset, end: offset + payloadLength, more, data, header, path };
}

function isPossible(part: Part, { ipVersion, payloadLength }: FragmentPart): boolean {
  if (payloadLength <= 0 || (part.more && payloadLength % 8 !== 0)) return false;
  return lengthField(ipVersion, part.header.length + part.end) <= MAX_DATAGRAM;
}

/** What the length field of such a datagram would say: that of IPv6 does not count the header. */
function lengthField(ipVersion: 4 | 6, bytes: number): number {
  return ipVersion === 4 ? bytes : bytes - 40;
}

/** Two ends, bytes behind the end, or two different bytes for one place. */
function disagree(parts: readonly Part[]): boolean {
  const ends = new Set(parts.filter(({ more }) => !more).map(({ end }) => end));
  if (ends.size > 1) return true;
  for (const end of ends) if (parts.some((part) => part.end > end)) return true;
  const seen = new Map<number, number>();
  for (const { offset, data } of parts) {
    for (const [i, byte] of data.entries()) {
      if ((seen.get(offset + i) ?? byte) !== byte) return true;
      seen.set(offset + i, byte);
    }
  }
  return false;
}

function assemble(parts: readonly Part[], { ipVersion }: FragmentPart): WholeDatagram | undefined {
  const last = parts.find(({ more }) => !more);
  const first = parts.find(({ offset }) => offset === 0);
  if (last === undefined || first === undefined) return undefined;
  const covered = new Uint8Array(last.end);
  const known = new Uint8Array(last.end);
  const payload = new Uint8Array(last.end);
  for (const { offset, end, data } of parts) {
    covered.fill(1, offset, end);
    known.fill(1, offset, offset + data.length);
    payload.set(data, offset);
  }
  if (covered.includes(0)) return undefined;
  const hole = known.indexOf(0);
  const bytes = new Uint8Array(first.header.length + payload.length);
  bytes.set(first.header);
  bytes.set(payload, first.header.length);
  const view = new DataView(bytes.buffer);
  if (ipVersion === 4) {
    view.setUint16(2, bytes.length);
    // only "don't fragment" and the reserved bit stay
    view.setUint16(6, read16(bytes, 6) & 0xc000);
  } else {
    view.setUint16(4, bytes.length - 40);
  }
  return { bytes, captured: first.header.length + (hole < 0 ? payload.length : hole) };
}
