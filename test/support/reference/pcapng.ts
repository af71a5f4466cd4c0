/**
 * A plain reader of pcapng files (draft-ietf-opsawg-pcapng): what is in a whole file that lies in memory, block by block.
 * It knows nothing of what is inside the packets.
 */
import {
  type Block,
  type ByteOrder,
  EPB,
  frameAt,
  IDB,
  ISB,
  MAX_SKIPPED,
  NRB,
  nextPlace,
  orderOfSection,
  PB,
  SHB,
  SPB,
} from "./pcapng_framing.ts";
import type { ReferenceInterfaces, RunInterface } from "./pcapng_interfaces.ts";
import { type BlockOption, commentsOf, optionsOf, readNumber } from "./pcapng_options.ts";
import { stampOf } from "./pcapng_time.ts";
import type { Stamp } from "./types.ts";

const MAX_CAPTURED = 262_144;
const MAX_INTERFACES = 4096;

export interface BlockSeen {
  readonly type: number;
  readonly offset: number;
  readonly byteOrder: ByteOrder;
}

/** An interface of one section. */
export interface SectionInterface {
  readonly inRun: RunInterface;
  readonly linkType: number;
  readonly snaplen: number;
  readonly resolution: number;
  readonly offset: bigint;
  readonly fcsBytes: number;
}

export interface PacketSeen {
  /** Of the block. */
  readonly offset: number;
  readonly byteOrder: ByteOrder;
  /** Undefined: the packet names one that its section does not have. */
  readonly interface: SectionInterface | undefined;
  /** Undefined without interface. */
  readonly stamp: Stamp | undefined;
  readonly clamped: boolean;
  /** The captured bytes, frame check sequence included. */
  readonly start: number;
  readonly end: number;
  readonly originalLength: number;
  readonly fcsBytes: number;
  readonly direction: "in" | "out" | undefined;
}

export interface ErrorSeen {
  readonly kind: "cut" | "corrupt";
  readonly fileOffset: number;
  /** Bytes from there to where reading goes on, or to the file's end; undefined for a file that was cut. */
  readonly skippedBytes: number | undefined;
}

export interface PcapngFile {
  /** Blocks that were read, those of bad lengths left out. */
  readonly blocks: readonly BlockSeen[];
  /** Byte order of the first section, or of the first packet; undefined if there is neither. */
  readonly byteOrder: ByteOrder | undefined;
  /** Those of all sections in the order of the file. */
  readonly interfaces: readonly SectionInterface[];
  /** How many of them were known when the first packet came, or at the end. */
  readonly interfacesAtStart: number;
  readonly packets: readonly PacketSeen[];
  readonly comments: number;
  /** Undefined if nothing tells. */
  readonly drops: bigint | undefined;
  readonly errors: readonly ErrorSeen[];
}

/** What was told of the packets that an interface lost. */
interface Drops {
  byPackets: bigint | undefined;
  byStatistics: bigint | undefined;
}

class Reader {
  readonly blocks: BlockSeen[] = [];
  readonly interfaces: SectionInterface[] = [];
  readonly packets: PacketSeen[] = [];
  readonly errors: ErrorSeen[] = [];
  readonly #file: Uint8Array;
  readonly #run: ReferenceInterfaces;
  readonly #drops = new Map<SectionInterface, Drops>();
  byteOrder: ByteOrder | undefined;
  interfacesAtStart: number | undefined;
  comments = 0;
  #order: ByteOrder = "little";
  #section: SectionInterface[] = [];
  #stampBefore: Stamp = { sec: 0, nsec: 0 };

  constructor(file: Uint8Array, run: ReferenceInterfaces) {
    this.#file = file;
    this.#run = run;
  }

  read(): void {
    let at = 0;
    while (at < this.#file.length) {
      const frame = frameAt(this.#file, at, this.#order);
      if (frame === "cut") {
        this.errors.push({ kind: "cut", fileOffset: at, skippedBytes: undefined });
        return;
      }
      if (typeof frame !== "string" && this.#isCapturedLengthPossible(at, frame)) {
        this.#block(at, frame);
        at += frame.taken;
        continue;
      }
      if (frame === "corrupt") this.#brokenSection(at);
      const next = nextPlace(this.#file, at, this.#order, frame === "unknown_section") ?? this.#file.length;
      this.errors.push({ kind: "corrupt", fileOffset: at, skippedBytes: next - at });
      at = next;
    }
  }

  /** A section header whose lengths are wrong: it begins a section all the same. */
  #brokenSection(at: number): void {
    if (readNumber(this.#file, at, 4, "little") !== BigInt(SHB)) return;
    const order = orderOfSection(this.#file, at);
    if (order === undefined) return;
    this.#order = order;
    this.#section = [];
    this.byteOrder ??= order;
  }

  get drops(): bigint | undefined {
    let sum: bigint | undefined;
    for (const { byPackets, byStatistics } of this.#drops.values()) {
      const told = byStatistics ?? byPackets;
      if (told !== undefined) sum = (sum ?? 0n) + told;
    }
    return sum;
  }

  #u16(at: number): number {
    return Number(readNumber(this.#file, at, 2, this.#order));
  }

  #u32(at: number): number {
    return Number(readNumber(this.#file, at, 4, this.#order));
  }

  #isCapturedLengthPossible(at: number, { type, length }: Block): boolean {
    if (type !== EPB && type !== PB && type !== SPB) return true;
    const section = this.#interfaceOf(at, type);
    const isDecoded = section !== undefined && this.#run.isSupported(section.linkType);
    const captured = type === SPB ? this.#simpleCaptured(at, length) : this.#u32(at + 20);
    const room = length - (type === SPB ? 16 : 32);
    return captured <= room && captured <= (isDecoded ? MAX_CAPTURED : MAX_SKIPPED);
  }

  #interfaceOf(at: number, type: number): SectionInterface | undefined {
    if (type === SPB) return this.#section[0];
    return this.#section[type === PB ? this.#u16(at + 8) : this.#u32(at + 8)];
  }

  #simpleCaptured(at: number, length: number): number {
    const snaplen = this.#section[0]?.snaplen || Number.POSITIVE_INFINITY;
    return Math.min(snaplen, this.#u32(at + 8), length - 16);
  }

  #block(at: number, { type, length, byteOrder }: Block): void {
    this.#order = byteOrder;
    this.blocks.push({ type, offset: at, byteOrder });
    switch (type) {
      case SHB:
        this.byteOrder ??= byteOrder;
        this.#section = [];
        this.#options(at + 24, at + length - 4);
        break;
      case IDB:
        this.#interface(at, this.#options(at + 16, at + length - 4));
        break;
      case ISB:
        this.#statistics(at, this.#options(at + 20, at + length - 4));
        break;
      case NRB:
        this.#options(this.#endOfNames(at + 8, at + length - 4), at + length - 4);
        break;
      case EPB:
      case PB:
      case SPB:
        this.#packet(at, type, length);
    }
  }

  /** The options of a block; its comments are counted. */
  #options(at: number, end: number): BlockOption[] {
    const options = optionsOf(this.#file, at, end, this.#order);
    this.comments += commentsOf(options);
    return options;
  }

  #interface(at: number, options: readonly BlockOption[]): void {
    if (this.#section.length === MAX_INTERFACES) return;
    const linkType = this.#u16(at + 8);
    const section = {
      inRun: this.#run.note(this.#text(options, 2), linkType, this.#section.length),
      linkType,
      snaplen: this.#u32(at + 12),
      resolution: Number(this.#fixed(options, 9, 1) ?? 6n),
      offset: BigInt.asIntN(64, this.#fixed(options, 14, 8) ?? 0n),
      fcsBytes: fcsBytesOf(Number(this.#fixed(options, 13, 1) ?? 0n)),
    };
    this.#section.push(section);
    this.interfaces.push(section);
  }

  /** The value of an option that has a fixed length. */
  #fixed(options: readonly BlockOption[], code: number, bytes: 1 | 4 | 8): bigint | undefined {
    const option = options.findLast((candidate) => candidate.code === code && candidate.length === bytes);
    return option && readNumber(this.#file, option.at, bytes, this.#order);
  }

  /** The value of an option that is text, up to a zero byte (3.5); undefined if it is empty. */
  #text(options: readonly BlockOption[], code: number): string | undefined {
    const option = options.findLast((candidate) => candidate.code === code);
    if (option === undefined) return undefined;
    const bytes = this.#file.subarray(option.at, option.at + option.length);
    const zero = bytes.indexOf(0);
    return new TextDecoder().decode(zero < 0 ? bytes : bytes.subarray(0, zero)) || undefined;
  }

  #dropsOf(section: SectionInterface): Drops {
    const drops = this.#drops.get(section) ?? { byPackets: undefined, byStatistics: undefined };
    this.#drops.set(section, drops);
    return drops;
  }

  #statistics(at: number, options: readonly BlockOption[]): void {
    const section = this.#section[this.#u32(at + 8)];
    const byInterface = this.#fixed(options, 5, 8);
    const bySystem = this.#fixed(options, 7, 8);
    if (section === undefined || (byInterface === undefined && bySystem === undefined)) return;
    this.#dropsOf(section).byStatistics = (byInterface ?? 0n) + (bySystem ?? 0n);
  }

  #endOfNames(at: number, end: number): number {
    while (at + 4 <= end) {
      const type = this.#u16(at);
      at += 4 + Math.ceil(this.#u16(at + 2) / 4) * 4;
      if (type === 0) return at;
    }
    return end;
  }

  #packet(at: number, type: number, length: number): void {
    this.interfacesAtStart ??= this.interfaces.length;
    // without a section in front of it, if that one's header is broken
    this.byteOrder ??= this.#order;
    const section = this.#interfaceOf(at, type);
    const start = at + (type === SPB ? 12 : 28);
    const captured = type === SPB ? this.#simpleCaptured(at, length) : this.#u32(at + 20);
    const end = start + captured;
    const options = type === SPB ? [] : this.#options(start + Math.ceil(captured / 4) * 4, at + length - 4);
    const flags = Number(this.#fixed(options, 2, 4) ?? 0n);
    const told = type === PB ? this.#obsoleteDrops(at) : this.#fixed(options, 4, 8);
    if (section !== undefined && told !== undefined) {
      const drops = this.#dropsOf(section);
      drops.byPackets = (drops.byPackets ?? 0n) + told;
    }
    const time = section && type !== SPB ? this.#time(at, section) : undefined;
    if (time !== undefined) this.#stampBefore = time.stamp;
    this.packets.push({
      offset: at,
      byteOrder: this.#order,
      interface: section,
      stamp: section && (time?.stamp ?? this.#stampBefore),
      clamped: time?.clamped ?? false,
      start,
      end,
      originalLength: this.#u32(type === SPB ? at + 8 : at + 24),
      fcsBytes: (flags >> 5) & 15 || (section?.fcsBytes ?? 0),
      direction: ([undefined, "in", "out", undefined] as const)[flags & 3],
    });
  }

  #obsoleteDrops(at: number): bigint | undefined {
    const drops = this.#u16(at + 10);
    return drops === 0xffff ? undefined : BigInt(drops);
  }

  #time(at: number, section: SectionInterface): { stamp: Stamp; clamped: boolean } {
    const units = BigInt(this.#u32(at + 12)) * 2n ** 32n + BigInt(this.#u32(at + 16));
    return stampOf(units, section.resolution, section.offset);
  }
}

/** if_fcslen: the draft says bits, its example and its writers mean bytes; no frame check sequence has 16 of them. */
function fcsBytesOf(length: number): number {
  return length < 16 ? length : Math.floor(length / 8);
}

/** Reads a whole file; `run` goes on from file to file. */
export function readPcapng(file: Uint8Array, run: ReferenceInterfaces): PcapngFile {
  const reader = new Reader(file, run);
  reader.read();
  const { blocks, byteOrder, interfaces, packets, comments, drops, errors } = reader;
  const interfacesAtStart = reader.interfacesAtStart ?? interfaces.length;
  return { blocks, byteOrder, interfaces, interfacesAtStart, packets, comments, drops, errors };
}
