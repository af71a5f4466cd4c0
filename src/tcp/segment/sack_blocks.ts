/**
 * The SACK option of a segment (RFC 2018 3): the blocks as offsets of the direction that they acknowledge.
 */
import { FLAG_SYN, REC_END_ADDRESS, REC_FLAGS_WINDOW, REC_TCP_ADDRESS } from "../../../wasm/layout.ts";
import type { Batch } from "../../capture/batch.ts";
import type { Connection } from "../state/connection.ts";
import { E_BASE, EN_NEXT } from "../state/state_layout.ts";
import type { Segment } from "./segment.ts";
import { sequenceDifference, unwrap } from "./sequence.ts";
import { OPTION_SACK, OptionWalk } from "./tcp_options.ts";

const HEADER_WORDS = 5;
/** A header whose options are timestamps and two NOPs. */
const TIMESTAMPS_HEADER_WORDS = 8;
const BLOCK_BYTES = 8;
const MAX_BLOCKS = 4;

/** The blocks of the present segment; a single instance is filled again and again. */
export class SackBlocks {
  readonly #walk = new OptionWalk();
  readonly left = new Float64Array(MAX_BLOCKS);
  readonly right = new Float64Array(MAX_BLOCKS);
  /** Blocks that make sense: not empty, and not beyond 2^31 numbers. */
  count = 0;
  /** The first block reports what arrived twice (RFC 2883 4). */
  isDuplicate = false;

  /** Reads the blocks of a segment with ACK, of which the offsets are set. */
  read(connection: Connection, segment: Segment, batch: Batch): void {
    this.count = 0;
    this.isDuplicate = false;
    if (segment.flags & FLAG_SYN || !mayHaveSack(segment)) return;
    const { records, record } = segment;
    const walk = this.#walk;
    walk.start(batch.bytes, records[record + REC_TCP_ADDRESS]!, records[record + REC_END_ADDRESS]!);
    while (walk.next()) {
      if (walk.kind === OPTION_SACK && walk.error === undefined) {
        this.#readBlocks(connection, walk);
        break;
      }
    }
    if (this.count > 0) this.isDuplicate = this.#firstIsDuplicate(segment.ack);
  }

  #readBlocks(connection: Connection, walk: OptionWalk): void {
    const { words, numbers, p, pn } = connection;
    const next = numbers[pn + EN_NEXT]!;
    const nextRaw = words[p + E_BASE]! + next;
    for (let at = 2; at + BLOCK_BYTES <= walk.length && this.count < MAX_BLOCKS; at += BLOCK_BYTES) {
      const left = walk.u32(at);
      const length = sequenceDifference(walk.u32(at + 4), left);
      if (length <= 0) continue;
      const offset = unwrap(left, next, nextRaw);
      this.left[this.count] = offset;
      this.right[this.count++] = offset + length;
    }
  }

  #firstIsDuplicate(ack: number): boolean {
    const { left, right } = this;
    if (right[0]! <= ack) return true;
    return this.count > 1 && left[0]! >= left[1]! && right[0]! <= right[1]!;
  }
}

/** False if the header has no room for the option, as most have not. */
function mayHaveSack(segment: Segment): boolean {
  const headerWords = segment.records[segment.record + REC_FLAGS_WINDOW]! >>> 28;
  return headerWords > HEADER_WORDS && !(headerWords === TIMESTAMPS_HEADER_WORDS && segment.hasTimestamps);
}
