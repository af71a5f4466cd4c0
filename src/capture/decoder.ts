/**
 * The WASM decoder's wrapper: bytes of capture files in, batches of TCP records out. It alone holds views of WASM
 * memory; everything it hands out is dead after the next call of {@link Decoder.room}.
 */
import {
  BATCH_CAPACITY,
  BATCH_COUNT,
  BATCH_WORDS,
  CLOCK_NSEC,
  CLOCK_SEC,
  CLOCK_SEC_HIGH,
  CLOCK_WORDS,
  CONTAINER_NONE,
  CONTAINER_PCAP,
  FRAMING_BIG_ENDIAN,
  FRAMING_CONTAINER,
  FRAMING_LENGTHS,
  FRAMING_LIMIT,
  FRAMING_LINK_TYPE,
  FRAMING_MAX_CAPTURED,
  FRAMING_NANOSECONDS_PER_UNIT,
  FRAMING_POSITION,
  FRAMING_RECORD_LENGTH,
  FRAMING_SKIP,
  FRAMING_WORDS,
  HASH_SEED_WORDS,
  OVERREAD_BYTES,
  PCAP_RECORD_HEADER_BYTES,
  REC_WORDS,
  STOP_BATCH_FULL,
  STOP_CONTROL_BLOCK,
  STOP_ERROR,
  STOP_FRAGMENT,
  STOP_NEED_INPUT,
  UNDECODED_IP_FRAGMENT,
} from "../../wasm/layout.ts";
import type { Batch, CaptureEnd, CaptureInterface, SourceError, SourceStart, Timestamp } from "./batch.ts";
import { linkTypeName } from "./link_types.ts";
import { PCAP_HEADER_BYTES, readPcapHeader } from "./pcap_header.ts";
import { CaptureTotals } from "./totals.ts";
import { type DecoderExports, instantiateDecoder } from "./wasm_module.ts";

/** Captured lengths above this are broken framing (libpcap's and Wireshark's limit too). */
const MAX_CAPTURED_BYTES = 262_144;
/** The same for link types that are only passed over (USB captures have large records). */
const MAX_SKIPPED_BYTES = 128 * 1024 * 1024;
/** New input per decode call; decoding measured equal from 64 KiB to 1 MiB, so this only spares calls. */
const DEFAULT_INPUT_BYTES = 512 * 1024;
/** The leftover of a call is less than one record; it is moved in front of the next input. */
const CARRY_BYTES = MAX_CAPTURED_BYTES + 2 * PCAP_RECORD_HEADER_BYTES;
/** Below this much free input memory the leftover is moved: seldom enough that single bytes stay cheap. */
const MIN_ROOM_SHARE = 8;
/** A record header and the shortest TCP packet there is: IPv4 and TCP headers without a link layer. */
const MIN_RECORD_BYTES = PCAP_RECORD_HEADER_BYTES + 40;
/** Indices copied into WASM memory at a time. */
const RELEASE_LIST_WORDS = 16_384;

/** Options of {@link Decoder}. */
export interface DecoderOptions {
  /** HASH_SEED_WORDS random words; by default from the platform's random generator. Output never depends on it. */
  readonly hashSeed?: Uint32Array;
  /** Bytes of new input a decode call takes at most, at least 1; default 524,288. Output never depends on it. */
  readonly inputBytes?: number;
}

type MutableBatch = { -readonly [K in keyof Batch]: Batch[K] };

/**
 * Decodes capture files, one after the other, as one run.
 *
 * The order of calls is `nextFile`, then any number of (`room`, write into it, `commit`, `next` until it returns
 * undefined), then `endFile` and `next` until undefined; after the last file `end`.
 */
export class Decoder {
  readonly #wasm: DecoderExports;
  readonly #inputBytes: number;
  readonly #capacity: number;
  readonly #framingAddress: number;
  readonly #batchAddress: number;
  readonly #releaseAddress: number;
  /** Where new input goes when nothing is left over, and its end. */
  readonly #roomStart: number;
  readonly #roomEnd: number;

  // views of WASM memory, rebuilt by #buildViews() alone
  #bytes!: Uint8Array;
  #room!: Uint8Array;
  #framing!: Uint32Array;
  #batchHeader!: Uint32Array;
  #releaseList!: Uint32Array;
  readonly #batch: MutableBatch;

  readonly #totals = new CaptureTotals();
  readonly #interfaces: CaptureInterface[] = [];
  #file = "";
  #fileIndex = -1;
  #ended = true;
  /** The rest of the file is not read: it is corrupt, or its end was reported. */
  #dead = true;
  #failed = false;
  #error: SourceError | undefined;
  /** The input holds no whole record any more: another decode call would be for nothing. */
  #drained = false;
  /** File offset of an address: offsetBase + address. */
  #offsetBase = 0;

  constructor(options: DecoderOptions = {}) {
    const wasm = instantiateDecoder();
    this.#wasm = wasm;
    this.#inputBytes = options.inputBytes ?? DEFAULT_INPUT_BYTES;
    this.#capacity = Math.ceil((this.#inputBytes + CARRY_BYTES) / MIN_RECORD_BYTES) + 1;
    this.#framingAddress = this.#allocate(FRAMING_WORDS * 4);
    const input = this.#allocate(CARRY_BYTES + this.#inputBytes + OVERREAD_BYTES);
    this.#roomStart = input + CARRY_BYTES;
    this.#roomEnd = this.#roomStart + this.#inputBytes;
    this.#batchAddress = this.#allocate((BATCH_WORDS + this.#capacity * REC_WORDS) * 4);
    this.#releaseAddress = this.#allocate(RELEASE_LIST_WORDS * 4);
    this.#batch = {
      type: "batch",
      records: new Uint32Array(0),
      count: 0,
      bytes: new Uint8Array(0),
      firstFrame: 0,
      offsetBase: 0,
      fileIndex: 0,
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

  /** False once the present file turned out corrupt: what follows of it is not looked at. */
  get wantsInput(): boolean {
    return !this.#dead;
  }

  #allocate(bytes: number): number {
    const address = this.#wasm.allocate(bytes) >>> 0;
    if (address === 0) throw new RangeError(`Cannot allocate ${bytes} bytes of WebAssembly memory`);
    return address;
  }

  #reserveFlows(): void {
    if (!this.#wasm.flowReserve(this.#capacity)) {
      throw new RangeError(`Cannot keep more than ${this.#wasm.flowCount()} live flows: memory is full`);
    }
  }

  #buildViews(): void {
    const { buffer } = this.#wasm.memory;
    this.#bytes = new Uint8Array(buffer);
    this.#room = new Uint8Array(buffer, this.#roomStart, this.#inputBytes);
    this.#framing = new Uint32Array(buffer, this.#framingAddress, FRAMING_WORDS);
    this.#batchHeader = new Uint32Array(buffer, this.#batchAddress, BATCH_WORDS);
    this.#releaseList = new Uint32Array(buffer, this.#releaseAddress, RELEASE_LIST_WORDS);
    this.#batch.bytes = this.#bytes;
    this.#batch.records = new Uint32Array(
      buffer,
      this.#batchAddress + BATCH_WORDS * 4,
      this.#capacity * REC_WORDS,
    );
  }

  /**
   * Starts the next file of the run; its name is only passed on.
   * @throws {TypeError} if the file before has not been ended and read out
   */
  nextFile(name: string): void {
    if (!this.#ended || !this.#dead) throw new TypeError("Cannot start a file: the one before has not ended");
    this.#file = name;
    this.#fileIndex++;
    this.#ended = false;
    this.#dead = false;
    this.#framing.fill(0);
    this.#framing[FRAMING_POSITION] = this.#roomStart;
    this.#framing[FRAMING_LIMIT] = this.#roomStart;
    this.#offsetBase = -this.#roomStart;
  }

  /**
   * A view of free input memory, never empty. Moves what is left over, so batches handed out before are dead.
   * @throws {TypeError} if no file was started, or next() has not been called until it returned undefined
   */
  room(): Uint8Array {
    if (this.#fileIndex < 0) throw new TypeError("Cannot take input: no file was started");
    const framing = this.#framing;
    const position = framing[FRAMING_POSITION]!;
    const limit = framing[FRAMING_LIMIT]!;
    const leftover = limit - position;
    if (leftover > 0 && limit < this.#roomEnd && this.#roomEnd - limit >= this.#inputBytes / MIN_ROOM_SHARE) {
      return this.#bytes.subarray(limit, this.#roomEnd);
    }
    if (leftover > CARRY_BYTES) throw new TypeError("Cannot take more input: read out next() first");
    const moved = this.#roomStart - leftover;
    if (leftover > 0) this.#bytes.copyWithin(moved, position, limit);
    framing[FRAMING_POSITION] = moved;
    framing[FRAMING_LIMIT] = this.#roomStart;
    this.#offsetBase += position - moved;
    return this.#room;
  }

  /**
   * The first `count` bytes of the last room() now hold input.
   * @throws {RangeError} if there was no room for so many
   */
  commit(count: number): void {
    const room = this.#roomEnd - this.#framing[FRAMING_LIMIT]!;
    if (this.#fileIndex < 0 || !Number.isInteger(count) || count < 0 || count > room) {
      throw new RangeError(
        `Cannot commit ${count} bytes: there is room for ${this.#fileIndex < 0 ? 0 : room}`,
      );
    }
    this.#framing[FRAMING_LIMIT]! += count;
    this.#drained = false;
  }

  /** The present file has no more bytes; next() then tells whether it ended inside a record. */
  endFile(): void {
    this.#ended = true;
    this.#drained = false;
  }

  /** What the input holds next; undefined: more input is needed, or the file is at its end. */
  next(): SourceStart | Batch | SourceError | undefined {
    if (this.#error) {
      const error = this.#error;
      this.#error = undefined;
      return error;
    }
    const framing = this.#framing;
    if (this.#dead) {
      framing[FRAMING_POSITION] = framing[FRAMING_LIMIT]!;
      return undefined;
    }
    if (framing[FRAMING_CONTAINER] === CONTAINER_NONE) return this.#readHeader();
    return this.#drained ? undefined : this.#decode();
  }

  #readHeader(): SourceStart | SourceError | undefined {
    const framing = this.#framing;
    const position = framing[FRAMING_POSITION]!;
    const available = framing[FRAMING_LIMIT]! - position;
    if (available < PCAP_HEADER_BYTES && !this.#ended) return undefined;
    const head = this.#bytes.subarray(position, position + Math.min(available, PCAP_HEADER_BYTES));
    const header = readPcapHeader(head);
    if ("kind" in header) return this.#fail(header.kind, header.message, 0);
    framing[FRAMING_CONTAINER] = CONTAINER_PCAP;
    framing[FRAMING_BIG_ENDIAN] = header.bigEndian ? 1 : 0;
    framing[FRAMING_NANOSECONDS_PER_UNIT] = header.nanoseconds ? 1 : 1000;
    framing[FRAMING_LENGTHS] = header.lengths;
    framing[FRAMING_LINK_TYPE] = header.linkType;
    const decoded = this.#wasm.isSupportedLinkType(header.linkType);
    framing[FRAMING_MAX_CAPTURED] = decoded ? MAX_CAPTURED_BYTES : MAX_SKIPPED_BYTES;
    framing[FRAMING_POSITION] = position + PCAP_HEADER_BYTES;
    const link: CaptureInterface = { id: this.#interfaces.length, link_type: linkTypeName(header.linkType) };
    this.#interfaces.push(link);
    return {
      type: "source_start",
      file: this.#file,
      fileIndex: this.#fileIndex,
      format: "pcap",
      byteOrder: header.bigEndian ? "big" : "little",
      tsResolution: header.nanoseconds ? "nanoseconds" : "microseconds",
      snaplen: header.snaplen,
      interfaces: [link],
    };
  }

  #decode(): Batch | SourceError | undefined {
    const { buffer } = this.#wasm.memory;
    this.#reserveFlows();
    if (this.#wasm.memory.buffer !== buffer) this.#buildViews();
    const header = this.#batchHeader;
    header.fill(0);
    header[BATCH_CAPACITY] = this.#capacity;
    let stop = this.#wasm.decode(this.#framingAddress, this.#batchAddress);
    while (stop === STOP_FRAGMENT) {
      // the fragment's record is the last one, a clock record in front of it stays; until datagrams are put together
      // it counts as not decoded
      header[BATCH_COUNT]!--;
      this.#totals.addUndecoded(UNDECODED_IP_FRAGMENT);
      stop = this.#wasm.decode(this.#framingAddress, this.#batchAddress);
    }
    this.#drained = stop === STOP_NEED_INPUT;
    const failure = this.#failureOf(stop);
    const batch = this.#batch;
    batch.count = header[BATCH_COUNT]!;
    batch.firstFrame = this.#totals.packets + 1;
    batch.offsetBase = this.#offsetBase;
    batch.fileIndex = this.#fileIndex;
    this.#totals.add(header);
    if (batch.count === 0) return failure;
    this.#error = failure;
    return batch;
  }

  /** What a stop means for the file, if it means its end. */
  #failureOf(stop: number): SourceError | undefined {
    const framing = this.#framing;
    const position = framing[FRAMING_POSITION]!;
    switch (stop) {
      case STOP_BATCH_FULL:
        return undefined;
      case STOP_NEED_INPUT: {
        if (!this.#ended) return undefined;
        const skip = framing[FRAMING_SKIP]!;
        const left = framing[FRAMING_LIMIT]! - position;
        if (skip > 0) {
          const seen = PCAP_RECORD_HEADER_BYTES + framing[FRAMING_RECORD_LENGTH]! - skip;
          return this.#failCut(this.#offsetBase + position - seen, seen);
        }
        if (left > 0) return this.#failCut(this.#offsetBase + position, left);
        this.#dead = true;
        return undefined;
      }
      case STOP_ERROR: {
        const offset = this.#offsetBase + position;
        const length = framing[FRAMING_RECORD_LENGTH]!;
        const limit = framing[FRAMING_MAX_CAPTURED]!;
        const what = `broken record header at byte ${offset}: captured length ${length} is above ${limit}`;
        return this.#fail("corrupt", what, offset);
      }
      default:
        // a control block can't come before pcapng is read, and no other code exists
        throw new Error(`Unexpected stop of the decoder: ${stop} (${STOP_CONTROL_BLOCK} is a control block)`);
    }
  }

  #failCut(offset: number, bytes: number): SourceError {
    return this.#fail(
      "cut",
      `the input ends inside the record at byte ${offset}: only ${bytes} bytes of it are there`,
      offset,
    );
  }

  #fail(kind: "cut" | "corrupt", message: string, fileOffset: number): SourceError {
    this.#dead = true;
    this.#failed = true;
    return { type: "source_error", kind, message, fileIndex: this.#fileIndex, fileOffset };
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
    if (this.#totals.packets === 0) return undefined;
    const clock = new Uint32Array(this.#wasm.memory.buffer, this.#wasm.clockAddress(), CLOCK_WORDS);
    return { sec: clock[CLOCK_SEC]! + clock[CLOCK_SEC_HIGH]! * 2 ** 32, nsec: clock[CLOCK_NSEC]! };
  }

  /** Totals of the run. Call it after the last file was ended and read out. */
  end(): CaptureEnd {
    const totals = this.#totals;
    return {
      type: "capture_end",
      complete: !this.#failed,
      packets: totals.packets,
      bytes: totals.bytes,
      nonTcp: totals.nonTcp,
      undecoded: totals.undecoded(),
      backwardTime: totals.backwardTime,
      first: totals.first,
      last: totals.last,
      clock: this.#clock(),
      interfaces: this.#interfaces,
    };
  }
}
