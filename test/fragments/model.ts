/**
 * The rules of reassembly once more, without thinking of memory or time: it keeps every fragment and looks at all of them
 * each time.
 */
import type { FragmentCounts } from "../../src/capture/fragments/mod.ts";
import { type Piece, TCP, wholeOf } from "./packets.ts";

/** Limits other than that of memory. */
export interface ReassemblyBounds {
  readonly seconds: number;
  readonly copySeconds: number;
  readonly datagrams: number;
  readonly fragments: number;
}

interface ModelDatagram {
  readonly key: string;
  readonly begun: number;
  readonly pieces: Piece[];
  isRefused: boolean;
}

interface ModelResult {
  readonly bytes: Uint8Array;
  readonly captured: number;
}

const endOf = (piece: Piece): number => piece.offset + piece.data.length;
const capturedOf = (piece: Piece): number => piece.captured ?? piece.data.length;

function keyOf(piece: Piece): string {
  const { version = 4, source = 1, destination = 2, id = 1, layers = 0, protocol = TCP } = piece;
  return JSON.stringify([version, source, destination, id, layers, version === 4 ? protocol : null]);
}

function isTooLong(first: Piece, end: number): boolean {
  const { version = 4, options = 0 } = first;
  return (version === 4 ? 20 : 0) + options + end > 65_535;
}

const placeOf = (piece: Piece): string => JSON.stringify([piece.offset, piece.data.length, piece.more]);

/** The byte at `place` of the payload, if one of them has it. */
function byteAt(pieces: readonly Piece[], place: number): number | undefined {
  for (const piece of pieces) {
    const at = place - piece.offset;
    if (at >= 0 && at < capturedOf(piece)) return piece.data[at];
  }
  return undefined;
}

const isClaimed = (pieces: readonly Piece[], place: number): boolean =>
  pieces.some((piece) => place >= piece.offset && place < endOf(piece));

/** The payload, if no byte is lacking. */
function assembled(pieces: readonly Piece[]): ModelResult | undefined {
  const last = pieces.find(({ more }) => !more);
  if (!last) return undefined;
  const payload = new Uint8Array(endOf(last));
  let captured: number | undefined;
  for (let place = 0; place < payload.length; place++) {
    if (!isClaimed(pieces, place)) return undefined;
    const byte = byteAt(pieces, place);
    if (byte === undefined) captured ??= place;
    payload[place] = byte ?? 0;
  }
  const first = pieces.find(({ offset }) => offset === 0)!;
  const bytes = wholeOf(first, payload);
  return { bytes, captured: bytes.length - payload.length + (captured ?? payload.length) };
}

/** How many different fragments they have together. */
const partsOf = (datagrams: readonly { readonly pieces: readonly Piece[] }[]): number =>
  datagrams.reduce((sum, { pieces }) => sum + new Set(pieces.map(placeOf)).size, 0);

/** Has the interface of the reassembler, but takes pieces. */
export class Model {
  readonly counts: FragmentCounts = {
    packets: 0,
    datagrams: 0,
    joined: 0,
    lost: 0,
    duplicates: 0,
    overlapping: 0,
    conflicting: 0,
    tiny: 0,
    malformed: 0,
    timed_out: 0,
    evicted: 0,
  };
  readonly #bounds: ReassemblyBounds;
  #open: ModelDatagram[] = [];
  #whole: { key: string; time: number; pieces: readonly Piece[] }[] = [];

  constructor(bounds: ReassemblyBounds) {
    this.#bounds = bounds;
  }

  get waiting(): number {
    return this.#open.reduce((sum, { pieces }) => sum + pieces.length, 0);
  }

  add(piece: Piece): ModelResult | undefined {
    const { counts } = this;
    const { protocol = TCP, time = 0, path = 0 } = piece;
    counts.packets++;
    const isTinyFirst = piece.offset === 0 && piece.more && piece.data.length < 20;
    if (protocol === TCP && (isTinyFirst || piece.offset === 8)) counts.tiny++;
    while (this.#open[0] && time > this.#open[0].begun + this.#bounds.seconds) {
      this.#timeOut(this.#open[0]);
    }
    while (this.#whole[0] && time > this.#whole[0].time + this.#bounds.copySeconds) this.#whole.shift();

    const isOdd = piece.more && piece.data.length % 8 !== 0;
    if (piece.data.length === 0 || isOdd || isTooLong(piece, endOf(piece))) {
      counts.malformed++;
      counts.lost++;
      return undefined;
    }

    const key = keyOf(piece);
    const whole = this.#whole.find((one) => one.key === key);
    const twin = whole?.pieces.find(({ offset }) => offset === piece.offset);
    const isNear = whole !== undefined && Math.abs(time - whole.time) <= this.#bounds.copySeconds;
    if (twin && isNear && (twin.path ?? 0) !== path) {
      counts.joined++;
      counts.duplicates++;
      return undefined;
    }
    this.#whole = this.#whole.filter((one) => one !== whole);

    let datagram = this.#open.find((one) => one.key === key);
    if (datagram && time > datagram.begun + this.#bounds.seconds) {
      this.#timeOut(datagram);
      datagram = undefined;
    }
    if (!datagram) {
      while (this.#open.length >= this.#bounds.datagrams) this.#evict(this.#open[0]!);
      datagram = { key, begun: time, pieces: [], isRefused: false };
      this.#open.push(datagram);
    }
    if (datagram.isRefused) {
      counts.lost++;
      return undefined;
    }
    return this.#join(datagram, piece);
  }

  end(): void {
    for (const datagram of [...this.#open]) this.#giveUp(datagram);
  }

  #join(datagram: ModelDatagram, piece: Piece): ModelResult | undefined {
    const { counts } = this;
    const { pieces } = datagram;
    const all = [...pieces, piece];
    const last = all.find(({ more }) => !more);
    if (last && all.some((one) => endOf(one) > endOf(last) || (!one.more && endOf(one) !== endOf(last)))) {
      counts.malformed++;
      this.#refuse(datagram, piece);
      return undefined;
    }
    let overlaps = false;
    let differs = false;
    for (let place = piece.offset; place < endOf(piece); place++) {
      overlaps ||= isClaimed(pieces, place);
      const before = byteAt(pieces, place);
      const now = byteAt([piece], place);
      differs ||= before !== undefined && now !== undefined && before !== now;
    }
    if (differs) {
      counts.conflicting++;
      this.#refuse(datagram, piece);
      return undefined;
    }
    if (pieces.some((one) => placeOf(one) === placeOf(piece))) counts.duplicates++;
    else if (overlaps) counts.overlapping++;
    pieces.push(piece);
    const result = assembled(pieces);
    if (!result) {
      while (partsOf(this.#open) > this.#bounds.fragments) this.#evict(this.#open[0]!);
      return undefined;
    }
    const first = pieces.find(({ offset }) => offset === 0)!;
    if (isTooLong(first, endOf(last!))) {
      counts.malformed++;
      pieces.pop();
      this.#refuse(datagram, piece);
      return undefined;
    }
    counts.datagrams++;
    counts.joined += pieces.length;
    this.#open = this.#open.filter((one) => one !== datagram);
    this.#whole.push({ key: datagram.key, time: piece.time ?? 0, pieces });
    const { datagrams, fragments } = this.#bounds;
    while (this.#whole.length > datagrams || partsOf(this.#whole) > fragments) this.#whole.shift();
    return result;
  }

  #timeOut(datagram: ModelDatagram): void {
    if (!datagram.isRefused) this.counts.timed_out++;
    this.#giveUp(datagram);
  }

  #evict(datagram: ModelDatagram): void {
    if (!datagram.isRefused) this.counts.evicted++;
    this.#giveUp(datagram);
  }

  #giveUp(datagram: ModelDatagram): void {
    this.counts.lost += datagram.pieces.length;
    this.#open = this.#open.filter((one) => one !== datagram);
  }

  #refuse(datagram: ModelDatagram, piece: Piece): void {
    this.counts.lost += [...datagram.pieces, piece].length;
    datagram.pieces.length = 0;
    datagram.isRefused = true;
  }
}
