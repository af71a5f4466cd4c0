/**
 * Broken framing of one file: where it is, and the search for the place where reading goes on.
 */
import {
  CONTAINER_PCAPNG,
  FRAMING_BIG_ENDIAN,
  FRAMING_CONTAINER,
  FRAMING_HEADER_BYTES,
  FRAMING_LAST_SEC,
  FRAMING_LAST_SEC_HIGH,
  FRAMING_LENGTHS,
  FRAMING_MAX_CAPTURED,
} from "../../wasm/layout.ts";
import { type Found, findBlock, findRecord } from "./container/resync.ts";
import { CARRY_BYTES, type InputMemory } from "./input_memory.ts";

const TWO_32 = 2 ** 32;
/** What decides about a place; kept while more comes in. */
const WINDOW_BYTES = CARRY_BYTES / 2;

/** What was passed over. */
export interface Gap {
  readonly message: string;
  /** Byte offset in the file of the broken place. */
  readonly fileOffset: number;
  readonly skippedBytes: number;
}

/** A search that may take several inputs. */
export class BrokenFraming {
  readonly #memory: InputMemory;
  readonly #message: string;
  readonly #offset: number;
  /** Byte offset of the first place that was not looked at. */
  #next: number;
  /** Digits of the stamps' fraction in classic pcap. */
  readonly #resolution: number;

  readonly #sectionsOnly: boolean;

  /**
   * @param offset byte offset in the file of the broken place: at the position, or of the block that was just passed over
   * @param sectionsOnly only another section of pcapng can be read
   */
  constructor(
    memory: InputMemory,
    offset: number,
    message: string,
    resolution: number,
    sectionsOnly: boolean,
  ) {
    this.#memory = memory;
    this.#message = message;
    this.#offset = offset;
    this.#next = memory.offset + 1;
    this.#resolution = resolution;
    this.#sectionsOnly = sectionsOnly;
  }

  /**
   * Looks through the input; moves the position to the place that was found, or past what was looked at.
   * @param ended the file has no more bytes
   * @returns undefined if more input is needed
   */
  search(ended: boolean): Gap | undefined {
    const memory = this.#memory;
    const { at, found } = this.#find(ended);
    this.#next = memory.offsetBase + at;
    memory.position = Math.min(at, memory.limit);
    if (!found) {
      if (!ended) return undefined;
      memory.position = memory.limit;
    }
    const skippedBytes = memory.offset - this.#offset;
    const outcome = found
      ? `reading goes on at byte ${memory.offset}, ${skippedBytes} bytes were skipped`
      : `nothing behind it could be read, ${skippedBytes} bytes were skipped`;
    return { message: `${this.#message}; ${outcome}`, fileOffset: this.#offset, skippedBytes };
  }

  #find(ended: boolean): Found {
    const memory = this.#memory;
    const { framing } = memory;
    const little = framing[FRAMING_BIG_ENDIAN] === 0;
    const where = {
      view: new DataView(memory.bytes.buffer),
      from: Math.max(memory.position, this.#next - memory.offsetBase),
      limit: memory.limit,
      ended,
      window: WINDOW_BYTES,
    };
    if (framing[FRAMING_CONTAINER] === CONTAINER_PCAPNG) return findBlock(where, little, this.#sectionsOnly);
    const lastSecond = framing[FRAMING_LAST_SEC]! + framing[FRAMING_LAST_SEC_HIGH]! * TWO_32;
    return findRecord(where, {
      little,
      headerBytes: framing[FRAMING_HEADER_BYTES]!,
      lengths: framing[FRAMING_LENGTHS]!,
      maxCaptured: framing[FRAMING_MAX_CAPTURED]!,
      units: 10 ** this.#resolution,
      lastSecond: lastSecond > 0 ? lastSecond : undefined,
    });
  }
}
