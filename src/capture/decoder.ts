/**
 * The WASM decoder's wrapper: bytes of capture files in, batches of TCP records out. Everything it hands out is dead after
 * the next call of {@link Decoder.room}.
 */
import {
  BATCH_CAPACITY,
  BATCH_COUNT,
  BATCH_UNDECODED,
  BATCH_WORDS,
  CLOCK_NSEC,
  CLOCK_SEC,
  CLOCK_SEC_HIGH,
  CLOCK_WORDS,
  FRAMING_NEXT_NSEC,
  FRAMING_NEXT_SEC,
  FRAMING_NEXT_SEC_HIGH,
  HASH_SEED_WORDS,
  LAYERS_UNKNOWN,
  PCAP_RECORD_HEADER_BYTES,
  REC_WORDS,
  SCOPE_VLAN,
  SCOPE_VNI,
  STOP_FRAGMENT,
  STOP_UNTIL,
  UNDECODED_LINK_TYPE_UNSUPPORTED,
} from "../../wasm/layout.ts";
import type {
  Batch,
  CaptureEnd,
  Compression,
  Layers,
  RecordNames,
  SourceError,
  SourceStart,
  Timestamp,
} from "./batch.ts";
import { CARRY_BYTES, InputMemory } from "./input_memory.ts";
import { RunInterfaces } from "./interfaces.ts";
import { LayerStacks } from "./layers.ts";
import { MergeOrder } from "./merge_order.ts";
import { Reassembly } from "./reassembly.ts";
import { SectionInterfaces } from "./section_interfaces.ts";
import { Source, type SourceHost } from "./source.ts";
import { CaptureTotals, clearCounts } from "./totals.ts";
import { type DecoderExports, instantiateDecoder } from "./wasm_module.ts";

/** New input per decode call; decoding measured equal from 64 KiB to 1 MiB, so this only spares calls. */
const DEFAULT_INPUT_BYTES = 512 * 1024;
/** The same for each of several files that are read side by side. */
const MERGED_INPUT_BYTES = 64 * 1024;
/** A record header and the shortest TCP packet there is: IPv4 and TCP headers without a link layer. */
const MIN_RECORD_BYTES = PCAP_RECORD_HEADER_BYTES + 40;
/** Indices copied into WASM memory at a time. */
const RELEASE_LIST_WORDS = 16_384;

/** Layers that belong to the flow key besides addresses and ports. */
export type FlowKeyPart = "vlan" | "vni";

/** Options of {@link Decoder}. */
export interface DecoderOptions {
  /** HASH_SEED_WORDS random words; by default from the platform's random generator. Output never depends on it. */
  readonly hashSeed?: Uint32Array;
  /** Bytes of new input a decode call takes at most, at least 1; default 524,288. Output never depends on it. */
  readonly inputBytes?: number;
  /** What else tells flows apart; default nothing. */
  readonly flowKey?: readonly FlowKeyPart[];
}

/** A file that is about to be read. */
export interface FileToRead {
  /** What `capture_start` calls it. */
  readonly name: string;
  /** How it was compressed; the decoder takes what came out of that. */
  readonly compression?: Compression | undefined;
}

type MutableBatch = { -readonly [K in keyof Batch]: Batch[K] };

/**
 * Decodes capture files as one run, one after the other, or several side by side in the order of their packets' stamps.
 *
 * The order of calls is `nextFiles`; then, while `wanted` is a file: `room`, write its bytes there, `commit`, or at its end
 * `endFile`; after each of these `next` until it returns undefined. After the last file `end`.
 */
export class Decoder implements RecordNames {
  readonly #wasm: DecoderExports;
  readonly #inputBytes: number;
  readonly #capacity: number;
  readonly #batchAddress: number;
  readonly #releaseAddress: number;

  // views of WASM memory, rebuilt by #buildViews() alone
  #bytes!: Uint8Array;
  #batchHeader!: Uint32Array;
  #releaseList!: Uint32Array;
  #clockWords!: Uint32Array;
  readonly #batch: MutableBatch;

  readonly #totals = new CaptureTotals();
  readonly #interfaces = new RunInterfaces();
  readonly #layers: LayerStacks;
  readonly #reassembly: Reassembly;
  readonly #host: SourceHost;
  /** Memory is kept: a source reads one file after another. */
  readonly #sources: Source[] = [];
  /** The files that are being read. */
  #open: readonly Source[] = [];
  #order: MergeOrder | undefined;
  /** Whose bytes are needed next. */
  #wanted: Source | undefined;
  #files = 0;
  #failed = false;

  constructor(options: DecoderOptions = {}) {
    const wasm = instantiateDecoder();
    this.#wasm = wasm;
    this.#inputBytes = options.inputBytes ?? DEFAULT_INPUT_BYTES;
    const batchBytes = Math.max(this.#inputBytes, MERGED_INPUT_BYTES) + CARRY_BYTES;
    this.#capacity = Math.ceil(batchBytes / MIN_RECORD_BYTES) + 1;
    this.#batchAddress = this.#allocate((BATCH_WORDS + this.#capacity * REC_WORDS) * 4);
    this.#releaseAddress = this.#allocate(RELEASE_LIST_WORDS * 4);
    this.#host = {
      interfaces: this.#interfaces,
      totals: this.#totals,
      isSupportedLinkType: (linkType) => wasm.isSupportedLinkType(linkType) !== 0,
      prepareUnits: (address) => wasm.prepareUnits(address),
    };
    this.#addSource(this.#inputBytes);
    // behind the input, so that the bytes of a batch are one stretch of memory
    this.#reassembly = new Reassembly(
      (bytes) => this.#allocate(bytes),
      (ip, end, frameEnd) => wasm.decodeDatagram(this.#batchAddress, ip, end, frameEnd) !== 0,
      () => this.#clockTime().sec + this.#clockTime().nsec / 1e9,
    );
    this.#layers = new LayerStacks(wasm);
    const { flowKey = [] } = options;
    const scope = (flowKey.includes("vlan") ? SCOPE_VLAN : 0) | (flowKey.includes("vni") ? SCOPE_VNI : 0);
    if (!wasm.layersReserve(scope)) throw new RangeError("Cannot allocate WebAssembly memory for layers");
    this.#batch = {
      type: "batch",
      records: new Uint32Array(0),
      count: 0,
      bytes: new Uint8Array(0),
      firstFrame: 0,
      offsetBase: 0,
      fileIndex: 0,
      names: this,
    };
    this.#reserveFlows();
    this.#buildViews();
    const seed = new Uint32Array(wasm.memory.buffer, wasm.hashSeedAddress(), HASH_SEED_WORDS);
    if (options.hashSeed) seed.set(options.hashSeed.subarray(0, HASH_SEED_WORDS));
    else seed.set(crypto.getRandomValues(new Uint32Array(HASH_SEED_WORDS)));
  }

  /** The module's linear memory; for tests that look at what the decoder must not depend on. */
  get memory(): WebAssembly.Memory {
    return this.#wasm.memory;
  }

  /** Flow indices in use. */
  get flowCount(): number {
    return this.#wasm.flowCount();
  }

  /** Index in the run of the file whose bytes are needed before next() can go on; -1: none. */
  get wanted(): number {
    return this.#wanted?.wantsInput && !this.#wanted.hasEnded ? this.#wanted.fileIndex : -1;
  }

  /** False once the rest of the present file is of no interest: it is no capture. */
  get wantsInput(): boolean {
    return this.#open.some((source) => source.wantsInput);
  }

  interfaceName(value: number): string {
    return this.#interfaces.nameOf(value);
  }

  layersOf(id: number): Layers {
    return this.#layers.of(id);
  }

  isKnownStack(id: number): boolean {
    return id !== LAYERS_UNKNOWN;
  }

  #allocate(bytes: number): number {
    const address = this.#wasm.allocate(bytes) >>> 0;
    if (address === 0) throw new RangeError(`Cannot allocate ${bytes} bytes of WebAssembly memory`);
    return address;
  }

  #addSource(inputBytes: number): void {
    const allocate = (bytes: number): number => this.#allocate(bytes);
    const memory = new InputMemory(allocate, inputBytes);
    this.#sources.push(new Source(memory, new SectionInterfaces(allocate), this.#host));
  }

  #reserveFlows(): void {
    const { buffer } = this.#wasm.memory;
    if (!this.#wasm.flowReserve(this.#capacity)) {
      throw new RangeError(`Cannot keep more than ${this.#wasm.flowCount()} live flows: memory is full`);
    }
    if (this.#wasm.memory.buffer !== buffer) this.#buildViews();
  }

  #buildViews(): void {
    const { buffer } = this.#wasm.memory;
    this.#bytes = new Uint8Array(buffer);
    this.#batchHeader = new Uint32Array(buffer, this.#batchAddress, BATCH_WORDS);
    this.#releaseList = new Uint32Array(buffer, this.#releaseAddress, RELEASE_LIST_WORDS);
    this.#clockWords = new Uint32Array(buffer, this.#wasm.clockAddress(), CLOCK_WORDS);
    for (const source of this.#sources) source.rebuildViews(buffer);
    this.#batch.bytes = this.#bytes;
    this.#batch.records = new Uint32Array(
      buffer,
      this.#batchAddress + BATCH_WORDS * 4,
      this.#capacity * REC_WORDS,
    );
  }

  /**
   * Starts the next file of the run.
   * @throws {TypeError} if the file before has not been ended and read out
   */
  nextFile(name: string, compression?: Compression): void {
    this.nextFiles([{ name, compression }]);
  }

  /**
   * Starts the next files of the run: one, or several whose packets are taken in the order of their stamps.
   * @throws {TypeError} if a file before has not been ended and read out
   */
  nextFiles(files: readonly FileToRead[]): void {
    if (!this.#open.every((source) => source.isDone)) {
      throw new TypeError("Cannot start a file: the one before has not ended");
    }
    while (this.#sources.length < files.length) this.#addSource(MERGED_INPUT_BYTES);
    this.#buildViews();
    this.#open = this.#sources.slice(0, files.length);
    for (const [i, { name, compression }] of files.entries()) {
      this.#open[i]!.open(name, this.#files++, compression);
    }
    this.#order = files.length > 1 ? new MergeOrder(this.#open) : undefined;
    this.#wanted = this.#open[0];
  }

  /**
   * A view of free input memory, never empty. Moves what is left over, so batches handed out before are dead.
   * @throws {TypeError} if no file was started, or next() has not been called until it returned undefined
   */
  room(): Uint8Array {
    if (!this.#wanted) throw new TypeError("Cannot take input: no file was started");
    return this.#wanted.memory.room();
  }

  /**
   * The first `count` bytes of the last room() now hold input.
   * @throws {RangeError} if there was no room for so many
   */
  commit(count: number): void {
    const room = this.#wanted?.memory.free ?? 0;
    if (!this.#wanted || !Number.isInteger(count) || count < 0 || count > room) {
      throw new RangeError(`Cannot commit ${count} bytes: there is room for ${room}`);
    }
    this.#wanted.commit(count);
  }

  /**
   * The wanted file has no more bytes; next() then tells whether it ended inside a record.
   * @param failure why its bytes end before the file does
   */
  endFile(failure?: Pick<SourceError, "kind" | "message">): void {
    this.#wanted?.end(failure);
  }

  /** The run ends whatever is left of the files: next() tells what was known of them. */
  interrupt(): void {
    for (const source of this.#open) source.interrupt();
  }

  /** What the input holds next; undefined: bytes of the wanted file are needed, or all files are at their end. */
  next(): SourceStart | Batch | SourceError | undefined {
    for (;;) {
      for (const source of this.#open) {
        const told = source.take();
        if (!told) continue;
        if (told.type === "source_error") this.#failed = true;
        return told;
      }
      const source = this.#order ? this.#order.next() : this.#open[0];
      if (!source) return undefined;
      const want = source.prepare();
      if (source.hasNews) continue;
      if (want === "input") {
        this.#wanted = source;
        return undefined;
      }
      if (want === "decode") {
        const batch = this.#decode(source);
        if (batch) return batch;
      } else {
        if (!this.#order) return undefined;
        this.#order.remove(source);
      }
    }
  }

  #decode(source: Source): Batch | undefined {
    this.#reserveFlows();
    const header = this.#batchHeader;
    const { framingAddress, framing } = source.memory;
    clearCounts(header);
    this.#reassembly.beginBatch();
    header[BATCH_CAPACITY] = source.hasStarted ? this.#capacity : 0;
    const batch = this.#batch;
    let stop = this.#wasm.decode(framingAddress, this.#batchAddress);
    while (stop === STOP_FRAGMENT) {
      this.#reassembly.take(header, batch.records, this.#bytes);
      if (!this.#reassembly.hasRoom) break;
      stop = this.#wasm.decode(framingAddress, this.#batchAddress);
    }
    batch.count = header[BATCH_COUNT]!;
    batch.firstFrame = this.#totals.packets + 1;
    batch.offsetBase = source.memory.offsetBase;
    batch.fileIndex = source.fileIndex;
    this.#totals.add(header);
    const unsupported = header[BATCH_UNDECODED + UNDECODED_LINK_TYPE_UNSUPPORTED]!;
    source.decoded(stop, unsupported > 0);
    if (stop === STOP_UNTIL) {
      this.#order?.waits(
        source,
        framing[FRAMING_NEXT_SEC]!,
        framing[FRAMING_NEXT_SEC_HIGH]!,
        framing[FRAMING_NEXT_NSEC]!,
      );
    }
    return batch.count > 0 ? batch : undefined;
  }

  /**
   * Gives flow indices back, each once, between batches. An index may be given back only while no connection is
   * left on it.
   */
  release(indices: Uint32Array, count: number): void {
    for (let start = 0; start < count; start += RELEASE_LIST_WORDS) {
      const part = indices.subarray(start, Math.min(count, start + RELEASE_LIST_WORDS));
      this.#releaseList.set(part);
      this.#wasm.flowRelease(this.#releaseAddress, part.length);
    }
  }

  /** The capture clock, once there was a packet. */
  #clock(): Timestamp | undefined {
    return this.#totals.first && this.#clockTime();
  }

  #clockTime(): Timestamp {
    const words = this.#clockWords;
    return { sec: words[CLOCK_SEC]! + words[CLOCK_SEC_HIGH]! * 2 ** 32, nsec: words[CLOCK_NSEC]! };
  }

  /** Totals of the run. Call it after the last file was ended and read out. */
  end(): CaptureEnd {
    const totals = this.#totals;
    this.#reassembly.end();
    const fragments = this.#reassembly.counts;
    return {
      type: "capture_end",
      complete: !this.#failed,
      packets: totals.packets,
      bytes: totals.bytes,
      nonTcp: totals.nonTcp,
      undecoded: totals.undecoded(fragments.lost),
      ...(fragments.packets > 0 && { ipFragments: fragments }),
      ...(totals.drops !== undefined && { drops: totals.drops }),
      ...(totals.hasPcapng && { comments: totals.comments }),
      clampedTime: totals.clampedTime,
      backwardTime: totals.backwardTime,
      first: totals.first,
      last: totals.last,
      clock: this.#clock(),
      interfaces: this.#interfaces.list,
      interfacesCapped: this.#interfaces.capped,
    };
  }
}
