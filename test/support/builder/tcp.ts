/** TCP segments (RFC 9293 3.1) for the capture builder. */
import { concat, filler, internetChecksum, internetSum, u16, u32 } from "./bytes.ts";

/** What the IP layer tells the segment for its checksum. */
export interface PseudoHeader {
  readonly source: Uint8Array;
  /** The last destination: behind a source route, not the header's. */
  readonly destination: Uint8Array;
}

/** A payload of the IP layer: bytes, or something that needs the addresses first. */
export type IpPayload = Uint8Array | ((pseudo: PseudoHeader) => Uint8Array);

export type TcpOption =
  | "eol"
  | "nop"
  | "sack_permitted"
  | { readonly mss: number }
  | { readonly wscale: number }
  | { readonly timestamps: readonly [tsVal: number, tsEcr: number] }
  | { readonly sack: readonly (readonly [left: number, right: number])[] }
  /** Any other option; `length` overrides the length byte. */
  | { readonly kind: number; readonly data?: Uint8Array; readonly length?: number };

/**
 * What the checksum field holds. `partial`: the folded pseudo-header sum, not inverted, as a sender leaves it to
 * its NIC; `partial_lso`: the same with length 0; `bad`: a value that is none of the others; a number: itself.
 */
export type ChecksumChoice = "right" | "partial" | "partial_lso" | "zero" | "bad" | number;

export interface TcpOptions {
  readonly srcPort?: number;
  readonly dstPort?: number;
  readonly seq?: number;
  readonly ack?: number;
  /** Letters of tcpdump: F S R P A (or .) U E W, and e for AE; or the low 12 bits of the word (reserved included). */
  readonly flags?: string | number;
  readonly window?: number;
  readonly urgentPointer?: number;
  /** A list, padded with zeros to a whole word, or the option bytes as they are. */
  readonly options?: readonly TcpOption[] | Uint8Array;
  /** Bytes, ASCII text, or a number of filler bytes. */
  readonly payload?: Uint8Array | string | number;
  readonly checksum?: ChecksumChoice;
  /** Data offset in words, if it is not to be the true one. */
  readonly dataOffset?: number;
}

const FLAG_OF_LETTER: Readonly<Record<string, number>> = {
  F: 0x001,
  S: 0x002,
  R: 0x004,
  P: 0x008,
  A: 0x010,
  ".": 0x010,
  U: 0x020,
  E: 0x040,
  W: 0x080,
  e: 0x100,
};

/** A segment whose checksum is filled in by the IP layer around it. */
export function tcp(options: TcpOptions = {}): (pseudo: PseudoHeader) => Uint8Array {
  return (pseudo) => {
    const optionBytes = tcpOptions(options.options ?? []);
    const payload = payloadBytes(options.payload ?? 0);
    const dataOffset = options.dataOffset ?? 5 + optionBytes.length / 4;
    const segment = concat(
      u16(options.srcPort ?? 40_000),
      u16(options.dstPort ?? 80),
      u32(options.seq ?? 1000),
      u32(options.ack ?? 0),
      u16((dataOffset << 12) | flagBits(options.flags ?? "A")),
      u16(options.window ?? 65_535),
      u16(0),
      u16(options.urgentPointer ?? 0),
      optionBytes,
      payload,
    );
    segment.set(u16(checksumField(options.checksum ?? "right", pseudo, segment)), 16);
    return segment;
  };
}

function flagBits(flags: string | number): number {
  if (typeof flags === "number") return flags & 0xfff;
  let bits = 0;
  for (const letter of flags) {
    const bit = FLAG_OF_LETTER[letter];
    if (bit === undefined) throw new TypeError(`no such flag: ${letter}`);
    bits |= bit;
  }
  return bits;
}

function payloadBytes(payload: Uint8Array | string | number): Uint8Array {
  if (typeof payload === "number") return filler(payload);
  return typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
}

/** Option bytes padded with zeros (end of option list) to a whole number of words. */
export function tcpOptions(options: readonly TcpOption[] | Uint8Array): Uint8Array {
  const bytes = options instanceof Uint8Array ? options : concat(...options.map(optionBytes));
  return concat(bytes, new Uint8Array(-bytes.length & 3));
}

function optionBytes(option: TcpOption): Uint8Array {
  if (option === "eol") return Uint8Array.of(0);
  if (option === "nop") return Uint8Array.of(1);
  if (option === "sack_permitted") return Uint8Array.of(4, 2);
  if ("mss" in option) return concat(Uint8Array.of(2, 4), u16(option.mss));
  if ("wscale" in option) return Uint8Array.of(3, 3, option.wscale);
  if ("timestamps" in option) {
    return concat(Uint8Array.of(8, 10), u32(option.timestamps[0]), u32(option.timestamps[1]));
  }
  if ("sack" in option) {
    const edges = option.sack.flatMap(([left, right]) => [u32(left), u32(right)]);
    return concat(Uint8Array.of(5, 2 + 4 * edges.length), ...edges);
  }
  const data = option.data ?? new Uint8Array(0);
  return concat(Uint8Array.of(option.kind, option.length ?? 2 + data.length), data);
}

function checksumField(choice: ChecksumChoice, pseudo: PseudoHeader, segment: Uint8Array): number {
  if (typeof choice === "number") return choice;
  const right = internetChecksum(pseudoHeader(pseudo, segment.length), segment);
  const partial = internetSum(pseudoHeader(pseudo, segment.length));
  const partialLso = internetSum(pseudoHeader(pseudo, 0));
  switch (choice) {
    case "right":
      return right;
    case "partial":
      return partial;
    case "partial_lso":
      return partialLso;
    case "zero":
      return 0;
    case "bad": {
      const others = new Set([right, partial, partialLso, 0x0000, 0xffff]);
      let bad = right ^ 0x1234;
      while (others.has(bad)) bad = (bad + 1) & 0xffff;
      return bad;
    }
  }
}

function pseudoHeader(pseudo: PseudoHeader, tcpLength: number): Uint8Array {
  return concat(pseudo.source, pseudo.destination, u32(tcpLength), u32(6));
}
