/**
 * What the decoder counts over all files of a run.
 */
import {
  BATCH_BACKWARD_TIME,
  BATCH_BYTES,
  BATCH_BYTES_HIGH,
  BATCH_CLAMPED_TIME,
  BATCH_FIRST_NSEC,
  BATCH_FIRST_SEC,
  BATCH_FIRST_SEC_HIGH,
  BATCH_LAST_NSEC,
  BATCH_LAST_SEC,
  BATCH_LAST_SEC_HIGH,
  BATCH_NON_TCP,
  BATCH_PACKETS,
  BATCH_UNDECODED,
  UNDECODED_IP_FRAGMENT,
  UNDECODED_LINK_TYPE_UNSUPPORTED,
  UNDECODED_REASONS,
} from "../../wasm/layout.ts";
import type { CaptureEnd, Timestamp } from "./batch.ts";
import { linkTypeName } from "./link_types.ts";

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
  "tunnel_header_cut",
  "tunnel_header_malformed",
  "encapsulated_too_deep",
  "header_compressed",
  "interface_unknown",
];

const TWO_32 = 2 ** 32;
/** What a batch header has for the earliest stamp before there is one: later than any. */
const LATEST = { sec: 0xffff_ffff, secHigh: 3, nsec: 0x3fff_ffff };

/** Clears a batch header, for the counts of the next decode call. */
export function clearCounts(header: Uint32Array): void {
  header.fill(0);
  header[BATCH_FIRST_SEC] = LATEST.sec;
  header[BATCH_FIRST_SEC_HIGH] = LATEST.secHigh;
  header[BATCH_FIRST_NSEC] = LATEST.nsec;
}

function isBefore(a: Timestamp, b: Timestamp): boolean {
  return a.sec < b.sec || (a.sec === b.sec && a.nsec < b.nsec);
}

/** Sums up the counters of batch headers. */
export class CaptureTotals {
  packets = 0;
  bytes = 0;
  nonTcp = 0;
  backwardTime = 0;
  clampedTime = 0;
  comments = 0;
  hasPcapng = false;
  drops: number | undefined;
  first: Timestamp | undefined;
  last: Timestamp | undefined;
  readonly #undecoded = new Float64Array(UNDECODED_REASONS);
  /** Packets of link types that are not decoded, by LINKTYPE_ value: at most as many as there are values. */
  readonly #unsupported = new Map<number, number>();

  /** Adds what a batch header (BATCH_*) counts. */
  add(header: Uint32Array): void {
    const packets = header[BATCH_PACKETS]!;
    if (packets === 0) return;
    this.packets += packets;
    this.bytes += header[BATCH_BYTES]! + header[BATCH_BYTES_HIGH]! * TWO_32;
    this.nonTcp += header[BATCH_NON_TCP]!;
    this.backwardTime += header[BATCH_BACKWARD_TIME]!;
    this.clampedTime += header[BATCH_CLAMPED_TIME]!;
    for (let i = 0; i < UNDECODED_REASONS; i++) this.#undecoded[i]! += header[BATCH_UNDECODED + i]!;
    // a first stamp is told where it is earlier than all before
    if (header[BATCH_FIRST_NSEC] !== LATEST.nsec) {
      const first = {
        sec: header[BATCH_FIRST_SEC]! + header[BATCH_FIRST_SEC_HIGH]! * TWO_32,
        nsec: header[BATCH_FIRST_NSEC]!,
      };
      if (!this.first || isBefore(first, this.first)) this.first = first;
    }
    if (!this.first) return;
    const last = {
      sec: header[BATCH_LAST_SEC]! + header[BATCH_LAST_SEC_HIGH]! * TWO_32,
      nsec: header[BATCH_LAST_NSEC]!,
    };
    if (!this.last || isBefore(this.last, last)) this.last = last;
  }

  /** Adds packets that were passed over because of their link type. */
  addUnsupported(linkType: number, n: number): void {
    this.#unsupported.set(linkType, (this.#unsupported.get(linkType) ?? 0) + n);
  }

  /** Adds packets that got lost while capturing. */
  addDrops(n: number): void {
    this.drops = Math.min((this.drops ?? 0) + n, Number.MAX_SAFE_INTEGER);
  }

  /**
   * The undecoded packets by reason, reasons that did not occur left out.
   * @param lostFragments IP fragments that no datagram came of
   */
  undecoded(lostFragments: number): CaptureEnd["undecoded"] {
    const counts: CaptureEnd["undecoded"][number][] = [];
    for (const [i, reason] of UNDECODED_NAMES.entries()) {
      if (i === UNDECODED_LINK_TYPE_UNSUPPORTED) {
        // what a header inside the frame names (PPI, PKTAP) is not told apart
        let inside = this.#undecoded[i]!;
        // in the order of their numbers: that in which they are told depends on how the input came
        for (const [linkType, n] of [...this.#unsupported].sort(([a], [b]) => a - b)) {
          counts.push({ reason, n, link_type: linkTypeName(linkType) });
          inside -= n;
        }
        if (inside > 0) counts.push({ reason, n: inside });
        continue;
      }
      const n = this.#undecoded[i]! + (i === UNDECODED_IP_FRAGMENT ? lostFragments : 0);
      if (n > 0) counts.push({ reason, n });
    }
    return counts;
  }
}
