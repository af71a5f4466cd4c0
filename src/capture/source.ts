/**
 * One capture file on its way through the decoder: its header, what its blocks describe, and its end or its faults. Packets
 * are the WASM module's business; this is what happens between its calls.
 */
import {
  CONTAINER_PCAP,
  CONTAINER_PCAPNG,
  FRAMING_BIG_ENDIAN,
  FRAMING_COMMENTS,
  FRAMING_CONTAINER,
  FRAMING_HEADER_BYTES,
  FRAMING_LENGTHS,
  FRAMING_MAX_CAPTURED,
  FRAMING_SKIP,
  FRAMING_SKIP_TOTAL,
  FRAMING_TRAILER,
  FRAMING_UNTIL_NSEC,
  FRAMING_UNTIL_SEC,
  FRAMING_UNTIL_SEC_HIGH,
  STOP_BATCH_FULL,
  STOP_CONTROL_BLOCK,
  STOP_ERROR,
  STOP_FRAGMENT,
  STOP_NEED_INPUT,
  STOP_UNTIL,
} from "../../wasm/layout.ts";
import type { CaptureInterface, Compression, SourceError, SourceStart } from "./batch.ts";
import { BrokenFraming } from "./broken_framing.ts";
import { PCAP_HEADER_BYTES, readPcapHeader } from "./container/pcap_header.ts";
import type { InterfaceDescription, InterfaceStatistics } from "./container/pcapng_blocks.ts";
import { readDescriptiveBlock, type SectionListener } from "./container/section_reader.ts";
import { otherFormat } from "./formats.ts";
import { describeFramingError } from "./framing_error.ts";
import type { InputMemory } from "./input_memory.ts";
import type { RunInterfaces } from "./interfaces.ts";
import { resolutionName, type SectionInterfaces } from "./section_interfaces.ts";
import type { CaptureTotals } from "./totals.ts";

/** Captured lengths above this are broken framing (libpcap's and Wireshark's limit too). */
const MAX_CAPTURED_BYTES = 262_144;
/** The same for link types that are only passed over (USB captures have large records). */
const MAX_SKIPPED_BYTES = 128 * 1024 * 1024;
/** Enough to tell any format by. */
const HEAD_BYTES = 64;
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
export class Source implements SectionListener {
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
  /** A place to go on is being looked for. */
  #broken: BrokenFraming | undefined;
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
    if (this.#broken && !this.#resynchronise(this.#broken)) return this.#wait();
    if (this.#done) return "nothing";
    return this.#drained ? this.#wait() : "decode";
  }

  #wait(): Want {
    if (this.#done) return "nothing";
    if (!this.#ended) return "input";
    this.#finish();
    return "nothing";
  }

  /**
   * Takes note of why a decode call stopped.
   * @param hasUnsupported it passed over packets because of their link type
   */
  decoded(stop: number, hasUnsupported: boolean): void {
    const { framing } = this.memory;
    if (hasUnsupported) this.#section.takeCounts(this.#host.totals);
    this.#host.totals.comments += framing[FRAMING_COMMENTS]!;
    framing[FRAMING_COMMENTS] = 0;
    switch (stop) {
      case STOP_BATCH_FULL:
        // with no room at all: the first packet is there
        if (!this.#hasStarted) this.#tellStart();
        return;
      case STOP_UNTIL:
      case STOP_FRAGMENT:
        return;
      case STOP_NEED_INPUT:
        this.#drained = true;
        return;
      case STOP_CONTROL_BLOCK:
        this.#readBlock();
        return;
      case STOP_ERROR:
        this.#breakFraming();
        return;
      default:
        throw new Error(`Unexpected stop of the decoder: ${stop}`);
    }
  }

  get #isPcapng(): boolean {
    return this.memory.framing[FRAMING_CONTAINER] === CONTAINER_PCAPNG;
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
      interfaces: [...new Set(this.#described.map(({ seen }) => seen))],
    });
    this.#described = [];
  }

  /** Takes note of a block that describes something, once it is there. */
  #readBlock(): void {
    const outcome = readDescriptiveBlock(this.memory, this);
    if (outcome === "input") this.#drained = true;
    else if (outcome !== "read") this.#break(outcome.broken, outcome.isSection);
  }

  onSection(little: boolean): void {
    this.#section.end(this.#host.totals);
    this.memory.framing[FRAMING_BIG_ENDIAN] = little ? 0 : 1;
    if (!this.#hasSection) {
      this.#start = { format: "pcapng", byteOrder: little ? "little" : "big" };
    }
    this.#section.begin(this.memory.framing);
    this.#hasSection = true;
  }

  onInterface(described: InterfaceDescription): void {
    this.#addInterface(described, true);
  }

  onStatistics(statistics: InterfaceStatistics): void {
    this.#section.noteStatistics(statistics);
  }

  onComments(count: number): void {
    this.#host.totals.comments += count;
  }

  /** The WASM module found the framing broken: at the position, or in the long block that ends there. */
  #breakFraming(): void {
    const { framing, offset } = this.memory;
    const at = framing[FRAMING_TRAILER] ? offset - framing[FRAMING_SKIP_TOTAL]! : offset;
    this.#break(describeFramingError(framing, at, this.#isPcapng), false, at);
  }

  /** The framing is broken at byte `offset` of the file. */
  #break(message: string, sectionsOnly = false, offset = this.memory.offset): void {
    const resolution = this.#section.resolutionOf(0);
    this.#broken = new BrokenFraming(this.memory, offset, message, resolution, sectionsOnly);
    this.memory.framing[FRAMING_TRAILER] = 0;
  }

  /** Looks for a place to go on; false if it takes more input. */
  #resynchronise(broken: BrokenFraming): boolean {
    const gap = broken.search(this.#ended);
    if (!gap) {
      this.#drained = true;
      return false;
    }
    this.#broken = undefined;
    this.#drained = false;
    this.#fail({ kind: "corrupt", message: gap.message }, gap.fileOffset, gap.skippedBytes);
    return true;
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
  if (known !== undefined) return `not pcap or pcapng but ${known}`;
  const hex = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `not a pcap or pcapng capture: its first bytes are ${hex}`;
}
