/**
 * What the decoder counts over all files of a run.
 */
import {
  BATCH_BACKWARD_TIME,
  BATCH_BYTES,
  BATCH_BYTES_HIGH,
  BATCH_FIRST_NSEC,
  BATCH_FIRST_SEC,
  BATCH_FIRST_SEC_HIGH,
  BATCH_LAST_NSEC,
  BATCH_LAST_SEC,
  BATCH_LAST_SEC_HIGH,
  BATCH_NON_TCP,
  BATCH_PACKETS,
  BATCH_UNDECODED,
  UNDECODED_REASONS,
} from "../../wasm/layout.ts";
import type { Timestamp } from "./batch.ts";

/** Names of the UNDECODED_* codes, in their order. */
const UNDECODED_NAMES: readonly string[] = [
  "link_type_unsupported",
  "link_header_cut",
  "link_header_malformed",
  "ip_header_cut",
  "ip_header_malformed",
  "ipv6_extension_cut",
  "ipv6_extension_malformed",
  "ip_fragment",
  "tcp_header_cut",
  "tcp_header_malformed",
];

const TWO_32 = 2 ** 32;

function isBefore(a: Timestamp, b: Timestamp): boolean {
  return a.sec < b.sec || (a.sec === b.sec && a.nsec < b.nsec);
}

/** Sums up the counters of batch headers. */
export class CaptureTotals {
  packets = 0;
  bytes = 0;
  nonTcp = 0;
  backwardTime = 0;
  first: Timestamp | undefined;
  last: Timestamp | undefined;
  readonly #undecoded = new Float64Array(UNDECODED_REASONS);

  /** Adds what a batch header (BATCH_*) counts. */
  add(header: Uint32Array): void {
    const packets = header[BATCH_PACKETS]!;
    if (packets === 0) return;
    this.packets += packets;
    this.bytes += header[BATCH_BYTES]! + header[BATCH_BYTES_HIGH]! * TWO_32;
    this.nonTcp += header[BATCH_NON_TCP]!;
    this.backwardTime += header[BATCH_BACKWARD_TIME]!;
    for (let i = 0; i < UNDECODED_REASONS; i++) this.#undecoded[i]! += header[BATCH_UNDECODED + i]!;
    const first = {
      sec: header[BATCH_FIRST_SEC]! + header[BATCH_FIRST_SEC_HIGH]! * TWO_32,
      nsec: header[BATCH_FIRST_NSEC]!,
    };
    const last = {
      sec: header[BATCH_LAST_SEC]! + header[BATCH_LAST_SEC_HIGH]! * TWO_32,
      nsec: header[BATCH_LAST_NSEC]!,
    };
    if (!this.first || isBefore(first, this.first)) this.first = first;
    if (!this.last || isBefore(this.last, last)) this.last = last;
  }

  /** Adds one packet to an UNDECODED_* counter. */
  addUndecoded(reason: number): void {
    this.#undecoded[reason]! += 1;
  }

  /** The undecoded packets by reason, reasons that did not occur left out. */
  undecoded(): { reason: string; n: number }[] {
    return UNDECODED_NAMES.map((reason, i) => ({ reason, n: this.#undecoded[i]! })).filter(({ n }) => n > 0);
  }
}
