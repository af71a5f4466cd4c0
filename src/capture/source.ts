/**
 * One capture file on its way through the decoder: its header, what its blocks describe, and its end or its faults. Packets
 * are the WASM module's business; this is what happens between its calls.
 */
import {
  BLOCK_INTERFACE_DESCRIPTION,
  BLOCK_INTERFACE_STATISTICS,
  BLOCK_NAME_RESOLUTION,
  BLOCK_SECTION_HEADER,
  CONTAINER_PCAP,
  CONTAINER_PCAPNG,
  FRAMING_BIG_ENDIAN,
  FRAMING_COMMENTS,
  FRAMING_CONTAINER,
  FRAMING_HEADER_BYTES,
  FRAMING_LAST_SEC,
  FRAMING_LAST_SEC_HIGH,
  FRAMING_LENGTHS,
  FRAMING_MAX_CAPTURED,
  FRAMING_RECORD_LENGTH,
  FRAMING_SKIP,
  FRAMING_SKIP_TOTAL,
  FRAMING_TRAILER,
  FRAMING_UNTIL_NSEC,
  FRAMING_UNTIL_SEC,
  FRAMING_UNTIL_SEC_HIGH,
  MAX_WHOLE_BLOCK_BYTES,
  STOP_BATCH_FULL,
  STOP_CONTROL_BLOCK,
  STOP_ERROR,
  STOP_NEED_INPUT,
  STOP_UNTIL,
} from "../../wasm/layout.ts";
import type { CaptureInterface, Compression, SourceError, SourceStart } from "./batch.ts";
import { PCAP_HEADER_BYTES, readPcapHeader } from "./container/pcap_header.ts";
import {
  type Block,
  isBigEndianSection,
  readInterface,
  readNameResolution,
  readSectionHeader,
  readStatistics,
  SECTION_HEADER_BYTES,
} from "./container/pcapng_blocks.ts";
import { type Found, findBlock, findRecord } from "./container/resync.ts";
import { otherFormat } from "./formats.ts";
import { describeFramingError } from "./framing_error.ts";
import { CARRY_BYTES, type InputMemory } from "./input_memory.ts";
import type { RunInterfaces } from "./interfaces.ts";
import { SectionInterfaces } from "./section_interfaces.ts";
import type { CaptureTotals } from "./totals.ts";

/** Captured lengths above this are broken framing (libpcap's and Wireshark's limit too). */
const MAX_CAPTURED_BYTES = 262_144;
/** The same for link types that are only passed over (USB captures have large records). */
const MAX_SKIPPED_BYTES = 128 * 1024 * 1024;
/** Enough to tell any format by. */
const HEAD_BYTES = 64;
const TRAILER_BYTES = 4;
const EMPTY_BLOCK_BYTES = 12;
/** What is looked at of a descriptive block that is too long to be kept as a whole. */
const LOOKED_AT_BYTES = 65_536;
const TWO_32 = 2 ** 32;
/** Later than any stamp. */
const FOREVER = { sec: 0xffff_ffff, secHigh: 3, nsec: 0x3fff_ffff };

/** What a source wants of the decoder: a decode call, more input, or nothing any more. */
export type Want = "decode" | "input" | "nothing";

/** The parts of the decoder that all its sources share. */
export interface SourceHost {
  readonly interfaces: RunInterfaces;
  readonly totals: CaptureTotals;
  isSupportedLinkType(linkType: number): boolean;
  /** Works out the INTERFACE_UNITS of the struct at an address. */
  prepareUnits(address: number): void;
}

/** One file after another, or one of several at the same time. */
export class Source {
  readonly memory: InputMemory;
  readonly #host: SourceHost;
  readonly #section: SectionInterfaces;
  #file = "";
  #compression: Compression | undefined;
  fileIndex = -1;
  /** The input has no more bytes. */
  #ended = true;
  /** Nothing more comes of this file. */
  #done = true;
  /** The input holds nothing whole any more. */
  #drained = false;
  /** Why the bytes came to an end before the file did. */
  #failure: Pick<SourceError, "kind" | "message"> | undefined;
  #hasStarted = false;
  /** A section header of pcapng was read. */
  #hasSection = false;
  #start: Pick<SourceStart, "format" | "byteOrder"> = { format: "pcap", byteOrder: "little" };
  /** Interfaces described before the first packet, with their snaplen and resolution. */
  #described: { seen: CaptureInterface; snaplen: number; resolution: number }[] = [];
  readonly #queue: (SourceStart | SourceError)[] = [];
  /** Broken framing: where, what, and from where on a place to go on is looked for. */
  #broken: { readonly offset: number; readonly message: string; nextOffset: number } | undefined;
  failed = false;

  constructor(memory: InputMemory, section: SectionInterfaces, host: SourceHost) {
    this.memory = memory;
    this.#section = section;
    this.#host = host;
  }

  get isDone(): boolean {
    return this.#done && this.#queue.length === 0;
  }

  /** False once the rest of the file is of no interest: it is no capture. */
  get wantsInput(): boolean {
    return !this.#done;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** True once packets may come: what is to be told before them has been. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** To be called whenever memory has grown. */
  rebuildViews(buffer: ArrayBuffer): void {
    this.memory.rebuildViews(buffer);
    this.#section.rebuildViews(buffer);
  }

  /** Begins a file. */
  open(file: string, fileIndex: number, compression: Compression | undefined): void {
    this.#file = file;
    this.#compression = compression;
    this.fileIndex = fileIndex;
    this.#ended = false;
    this.#done = false;
    this.#drained = false;
    this.#failure = undefined;
    this.#hasStarted = false;
    this.#hasSection = false;
    this.#described = [];
    this.#broken = undefined;
    this.memory.reset();
    this.#section.begin(this.memory.framing);
    this.takeAll();
  }

  /** Packets are taken whatever their stamp is. */
  takeAll(): void {
    this.takeUntil(FOREVER.sec, FOREVER.secHigh, FOREVER.nsec);
  }

  /** Packets are taken that are stamped before this. */
  takeUntil(sec: number, secHigh: number, nsec: number): void {
    const { framing } = this.memory;
    framing[FRAMING_UNTIL_SEC] = sec;
    framing[FRAMING_UNTIL_SEC_HIGH] = secHigh;
    framing[FRAMING_UNTIL_NSEC] = nsec;
  }

  /** So many bytes of the last room() hold input. */
  commit(count: number): void {
    this.memory.commit(count);
    this.#drained = false;
  }

  /** The file has no more bytes; `failure`: it should have. */
  end(failure?: Pick<SourceError, "kind" | "message">): void {
    this.#ended = true;
    this.#drained = false;
    this.#failure = failure;
  }

  /** Nobody wants the rest. */
  interrupt(): void {
    if (!this.#done && !this.#hasStarted && this.#hasSection) this.#tellStart();
    if (!this.#done) this.#section.end(this.#host.totals);
    this.#done = true;
  }

  /** take() has something. */
  get hasNews(): boolean {
    return this.#queue.length > 0;
  }

  /** What there is to tell before anything else. */
  take(): SourceStart | SourceError | undefined {
    return this.#queue.shift();
  }

  /** What it takes to go on. take() may have something afterwards. */
  prepare(): Want {
    if (this.#done) {
      this.memory.position = this.memory.limit;
      return "nothing";
    }
    if (this.memory.framing[FRAMING_CONTAINER] === 0 && !this.#readHeader()) return this.#wait();
    if (this.#broken && !this.#resynchronise()) return this.#wait();
    if (this.#done) return "nothing";
    return this.#drained ? this.#wait() : "decode";
  }

  #wait(): Want {
    if (this.#done) return "nothing";
    if (!this.#ended) return "input";
    this.#finish();
    return "nothing";
  }

  /** Takes note of why a decode call stopped. */
  decoded(stop: number): void {
    const { framing } = this.memory;
    this.#section.takeCounts(this.#host.totals);
    this.#host.totals.comments += framing[FRAMING_COMMENTS]!;
    framing[FRAMING_COMMENTS] = 0;
    switch (stop) {
      case STOP_BATCH_FULL:
        // with no room at all: the first packet is there
        if (!this.#hasStarted) this.#tellStart();
        return;
      case STOP_UNTIL:
        return;
      case STOP_NEED_INPUT:
        this.#drained = true;
        return;
      case STOP_CONTROL_BLOCK:
        this.#readBlock();
        return;
      case STOP_ERROR:
        this.#break(describeFramingError(framing, this.memory.offset, this.#isPcapng));
        return;
      default:
        throw new Error(`Unexpected stop of the decoder: ${stop}`);
    }
  }

  get #isPcapng(): boolean {
    return this.memory.framing[FRAMING_CONTAINER] === CONTAINER_PCAPNG;
  }

  get #little(): boolean {
    return this.memory.framing[FRAMING_BIG_ENDIAN] === 0;
  }

  /** Reads the beginning of the file; false if it takes more input, or is no capture. */
  #readHeader(): boolean {
    const { memory } = this;
    if (memory.unread < HEAD_BYTES && !this.#ended) {
      // what is long enough for a header is enough, if it is one
      if (memory.unread < PCAP_HEADER_BYTES) return false;
      const head = memory.peek(PCAP_HEADER_BYTES);
      if (!isSectionHeader(head) && readPcapHeader(head) === undefined) return false;
    }
    const head = memory.peek(HEAD_BYTES);
    if (isSectionHeader(head)) {
      memory.framing[FRAMING_CONTAINER] = CONTAINER_PCAPNG;
      memory.framing[FRAMING_MAX_CAPTURED] = MAX_CAPTURED_BYTES;
      this.#start = { format: "pcapng", byteOrder: "little" };
      this.#host.totals.hasPcapng = true;
      return true;
    }
    const header = readPcapHeader(head.subarray(0, PCAP_HEADER_BYTES));
    if (!header || "kind" in header) {
      this.#refuse(header ?? { kind: "corrupt", message: notACapture(head) });
      return false;
    }
    const { framing } = memory;
    framing[FRAMING_CONTAINER] = CONTAINER_PCAP;
    framing[FRAMING_BIG_ENDIAN] = header.bigEndian ? 1 : 0;
    framing[FRAMING_LENGTHS] = header.lengths;
    framing[FRAMING_HEADER_BYTES] = header.recordHeaderBytes;
    const isDecoded = this.#host.isSupportedLinkType(header.linkType);
    framing[FRAMING_MAX_CAPTURED] = isDecoded ? MAX_CAPTURED_BYTES : MAX_SKIPPED_BYTES;
    memory.position += PCAP_HEADER_BYTES;
    this.#start = { format: "pcap", byteOrder: header.bigEndian ? "big" : "little" };
    this.#addInterface({ ...header, name: undefined, offset: 0n }, false);
    this.#tellStart();
    return true;
  }

  /** The file is no capture, or ends in its header. */
  #refuse(error: Pick<SourceError, "kind" | "message">): void {
    this.#fail(this.#failure ?? error, this.#failure ? this.memory.unread : 0);
    this.#done = true;
  }

  #addInterface(
    described: Parameters<SectionInterfaces["add"]>[0] & { readonly snaplen: number },
    isNamed: boolean,
  ): void {
    const seen = this.#section.add(described, isNamed, this.#host);
    if (seen && !this.#hasStarted) {
      this.#described.push({ seen, snaplen: described.snaplen, resolution: described.resolution });
    }
  }

  #tellStart(): void {
    this.#hasStarted = true;
    const [first, ...others] = this.#described;
    const agree = (key: "snaplen" | "resolution"): boolean =>
      first !== undefined && others.every((other) => other[key] === first[key]);
    this.#queue.push({
      type: "source_start",
      file: this.#file,
      fileIndex: this.fileIndex,
      ...this.#start,
      ...(this.#compression && { compression: this.#compression }),
      ...(agree("resolution") && { tsResolution: resolutionName(first!.resolution) }),
      ...(agree("snaplen") && { snaplen: first!.snaplen }),
      interfaces: this.#described.map(({ seen }) => seen),
    });
    this.#described = [];
  }

  /** Reads the descriptive block at the position, once enough of it is there. */
  #readBlock(): void {
    const { memory } = this;
    const unread = memory.unread;
    if (unread < EMPTY_BLOCK_BYTES) {
      this.#drained = true;
      return;
    }
    const head = memory.view(EMPTY_BLOCK_BYTES);
    const isSection = head.getUint32(0) === BLOCK_SECTION_HEADER;
    const bigEndian = isSection ? isBigEndianSection(head, 8) : !this.#little;
    if (bigEndian === undefined) {
      this.#break(`the section header at byte ${memory.offset} has no byte-order magic`);
      return;
    }
    const little = !bigEndian;
    const type = head.getUint32(0, little);
    const length = head.getUint32(4, little);
    const least = isSection ? SECTION_HEADER_BYTES + TRAILER_BYTES : EMPTY_BLOCK_BYTES;
    if (length < least) {
      this.#break(`the block at byte ${memory.offset} is ${length} bytes long, which is too short for its type`);
      return;
    }
    const isWhole = length <= MAX_WHOLE_BLOCK_BYTES;
    let span = (length + 3) & ~3;
    if (isWhole && length !== span && unread >= length && memory.view(length).getUint32(length - 4, little) === length) {
      // the padding was forgotten
      span = length;
    }
    const needed = isWhole ? span : LOOKED_AT_BYTES;
    if (unread < needed) {
      this.#drained = true;
      return;
    }
    const view = memory.view(needed);
    const second = view.getUint32(needed - TRAILER_BYTES, little);
    if (isWhole && second !== length) {
      this.#break(`the block at byte ${memory.offset} has two lengths: ${length} in front and ${second} behind`);
      return;
    }
    if (!this.#describe(type, { view, little })) return;
    if (isWhole) {
      memory.position += span;
      return;
    }
    memory.framing[FRAMING_SKIP] = span - TRAILER_BYTES;
    memory.framing[FRAMING_SKIP_TOTAL] = span - TRAILER_BYTES;
    memory.framing[FRAMING_RECORD_LENGTH] = length;
    memory.framing[FRAMING_TRAILER] = length;
  }

  /** Takes in what a block describes; false if it breaks the framing. */
  #describe(type: number, block: Block): boolean {
    const { totals } = this.#host;
    switch (type) {
      case BLOCK_SECTION_HEADER:
        return this.#beginSection(block);
      case BLOCK_INTERFACE_DESCRIPTION: {
        const described = readInterface(block);
        if (!described) return this.#breakShort(block);
        totals.comments += described.comments;
        this.#addInterface(described, true);
        return true;
      }
      case BLOCK_INTERFACE_STATISTICS: {
        const statistics = readStatistics(block);
        if (!statistics) return this.#breakShort(block);
        totals.comments += statistics.comments;
        this.#section.noteStatistics(statistics);
        return true;
      }
      case BLOCK_NAME_RESOLUTION:
        totals.comments += readNameResolution(block).comments;
        return true;
      default:
        throw new Error(`Unexpected block type: ${type}`);
    }
  }

  #breakShort({ view }: Block): false {
    this.#break(
      `the block at byte ${this.memory.offset} is ${view.byteLength} bytes long, which is too short for its type`,
    );
    return false;
  }

  #beginSection(block: Block): boolean {
    const { memory } = this;
    const { major, minor, comments } = readSectionHeader(block);
    if (major !== 1) {
      this.#break(`the section at byte ${memory.offset} has the unknown pcapng version ${major}.${minor}`);
      return false;
    }
    this.#host.totals.comments += comments;
    this.#section.end(this.#host.totals);
    memory.framing[FRAMING_BIG_ENDIAN] = block.little ? 0 : 1;
    if (!this.#hasStarted && this.#described.length === 0) {
      this.#start = { format: "pcapng", byteOrder: block.little ? "little" : "big" };
    }
    this.#section.begin(memory.framing);
    this.#hasSection = true;
    return true;
  }

  /** The framing is broken at the position. */
  #break(message: string): void {
    const { offset } = this.memory;
    this.#broken = { offset, message, nextOffset: offset + 1 };
    this.memory.framing[FRAMING_TRAILER] = 0;
  }

  /** Looks for a place to go on; false if it takes more input. */
  #resynchronise(): boolean {
    const broken = this.#broken!;
    const { memory } = this;
    const found = this.#find(Math.max(0, broken.nextOffset - memory.offset));
    memory.position = Math.min(found.at, memory.limit);
    broken.nextOffset = memory.offsetBase + found.at;
    if (!found.found && !this.#ended) {
      this.#drained = true;
      return false;
    }
    this.#broken = undefined;
    if (!found.found) memory.position = memory.limit;
    if (!this.#hasStarted && this.#hasSection) this.#tellStart();
    const skipped = memory.offset - broken.offset;
    const what = found.found
      ? `${broken.message}; reading goes on at byte ${memory.offset}, ${skipped} bytes were skipped`
      : `${broken.message}; nothing behind it could be read, ${skipped} bytes were skipped`;
    this.#fail({ kind: "corrupt", message: what }, broken.offset, skipped);
    this.#drained = false;
    return true;
  }

  /** Looks for a record or block, from so many bytes behind the position on. */
  #find(ahead: number): Found {
    const { memory } = this;
    const { framing } = memory;
    const where = {
      view: new DataView(memory.bytes.buffer),
      from: memory.position + ahead,
      limit: memory.limit,
      ended: this.#ended,
      // what is kept at least while more comes in
      window: CARRY_BYTES / 2,
    };
    if (this.#isPcapng) return findBlock(where, this.#little);
    const lastSecond = framing[FRAMING_LAST_SEC]! + framing[FRAMING_LAST_SEC_HIGH]! * TWO_32;
    return findRecord(where, {
      little: this.#little,
      headerBytes: framing[FRAMING_HEADER_BYTES]!,
      lengths: framing[FRAMING_LENGTHS]!,
      maxCaptured: framing[FRAMING_MAX_CAPTURED]!,
      units: 10 ** this.#section.resolutionOf(0),
      lastSecond: lastSecond > 0 ? lastSecond : undefined,
    });
  }

  /** The input is at its end. */
  #finish(): void {
    const { memory } = this;
    const { framing } = memory;
    if (!this.#hasStarted && this.#hasSection) this.#tellStart();
    const skip = framing[FRAMING_SKIP]!;
    const seen = skip > 0 ? framing[FRAMING_SKIP_TOTAL]! - skip : memory.unread;
    const what = this.#isPcapng ? "block" : "record";
    if (this.#failure) {
      this.#fail(this.#failure, memory.offset + (skip > 0 ? 0 : memory.unread));
    } else if (skip > 0 || memory.unread > 0) {
      const offset = skip > 0 ? memory.offset - seen : memory.offset;
      const message = `the input ends inside the ${what} at byte ${offset}: only ${seen} bytes of it are there`;
      this.#fail({ kind: "cut", message }, offset);
    }
    this.#section.end(this.#host.totals);
    memory.position = memory.limit;
    this.#done = true;
  }

  #fail(error: Pick<SourceError, "kind" | "message">, fileOffset: number, skippedBytes?: number): void {
    this.failed = true;
    this.#queue.push({
      type: "source_error",
      ...error,
      fileIndex: this.fileIndex,
      fileOffset,
      ...(skippedBytes !== undefined && { skippedBytes }),
    });
  }
}

function isSectionHeader(head: Uint8Array): boolean {
  return head.length >= 4 && head[0] === 0x0a && head[1] === 0x0d && head[2] === 0x0d && head[3] === 0x0a;
}

function notACapture(head: Uint8Array): string {
  if (head.length === 0) return "empty input, not a capture";
  const known = otherFormat(head);
  if (known !== undefined) return `not a capture but ${known}`;
  const hex = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `not a pcap or pcapng capture: its first bytes are ${hex}`;
}

/** An if_tsresol in words. */
function resolutionName(resolution: number): string {
  const names: Readonly<Record<number, string>> = {
    0: "seconds",
    3: "milliseconds",
    6: "microseconds",
    9: "nanoseconds",
    12: "picoseconds",
  };
  return names[resolution] ?? (resolution & 0x80 ? `2^-${resolution & 0x7f}` : `10^-${resolution}`);
}
