/**
 * IP fragments on their way from records to datagrams that the WASM module can decode: they are put together outside its
 * memory and brought back into a part of it that lives as long as the batch.
 */
import {
  BATCH_COUNT,
  LAYERS_MAX,
  OVERREAD_BYTES,
  REC_END_ADDRESS,
  REC_FRAGMENT_ID,
  REC_FRAGMENT_MORE,
  REC_FRAGMENT_NEXT_HEADER,
  REC_FRAGMENT_OFFSET,
  REC_FRAGMENT_PROTOCOL,
  REC_IP_ADDRESS,
  REC_PATH,
  REC_PAYLOAD_LENGTH,
  REC_STATUS,
  REC_TCP_ADDRESS,
  REC_TUNNELS,
  REC_WORDS,
  STATUS_IPV6,
} from "../../wasm/layout.ts";
import { type Fragment, type FragmentCounts, Reassembler } from "./fragments/mod.ts";

/** Header and payload of the largest datagram. */
const MAX_DATAGRAM_BYTES = 65_535 + 40;
/** Datagrams that one packet can complete at most: each is inside another one's tunnel. */
const NESTED = LAYERS_MAX + 1;
/** Room for the datagrams of a batch; when there is too little left the batch ends. */
const AREA_BYTES = (NESTED + 4) * MAX_DATAGRAM_BYTES;

/** Puts the fragments of a run together. */
export class Reassembly {
  readonly #decode: (ip: number, end: number, frameEnd: number) => boolean;
  readonly #clock: () => number;
  readonly #reassembler = new Reassembler();
  readonly #area: number;
  #used = 0;

  /**
   * @param allocate reserves so many bytes of WASM memory, behind all input, and returns their address
   * @param decode decodes the datagram at an address into the batch's last record; true if that is a fragment again
   * @param clock the capture clock in seconds: unlike a packet's own stamp no stray one makes all that wait too old
   */
  constructor(
    allocate: (bytes: number) => number,
    decode: (ip: number, end: number, frameEnd: number) => boolean,
    clock: () => number,
  ) {
    this.#clock = clock;
    this.#decode = decode;
    this.#area = allocate(AREA_BYTES + OVERREAD_BYTES);
  }

  get counts(): FragmentCounts {
    return this.#reassembler.counts;
  }

  /** A new batch begins: the datagrams of the one before are dead. */
  beginBatch(): void {
    this.#used = 0;
  }

  /** False if what another fragment may complete would not fit: the batch has to end. */
  get hasRoom(): boolean {
    return this.#used + NESTED * MAX_DATAGRAM_BYTES <= AREA_BYTES;
  }

  /** No more packets. */
  end(): void {
    this.#reassembler.end();
  }

  /**
   * The last record of the batch is a fragment. It is taken away, or becomes the TCP segment that it completes.
   * @param header of the batch (BATCH_*)
   */
  take(header: Uint32Array, records: Uint32Array, bytes: Uint8Array): void {
    for (let isFragment = true; isFragment; ) {
      const datagram = this.#reassembler.add(
        fragmentOf(records, (header[BATCH_COUNT]! - 1) * REC_WORDS, bytes, this.#clock()),
      );
      if (!datagram) {
        header[BATCH_COUNT]!--;
        return;
      }
      const address = this.#area + this.#used;
      bytes.set(datagram.bytes, address);
      this.#used += (datagram.bytes.length + 15) & ~15;
      const end = address + datagram.captured;
      // what was in the datagram may be a fragment, too, of a datagram inside a tunnel
      isFragment = this.#decode(address, end, address + datagram.bytes.length);
    }
  }
}

function fragmentOf(records: Uint32Array, record: number, bytes: Uint8Array, time: number): Fragment {
  const word = (slot: number): number => records[record + slot]!;
  return {
    version: word(REC_STATUS) & STATUS_IPV6 ? 6 : 4,
    time,
    layers: word(REC_TUNNELS),
    path: word(REC_PATH),
    protocol: word(REC_FRAGMENT_PROTOCOL),
    id: word(REC_FRAGMENT_ID),
    offset: word(REC_FRAGMENT_OFFSET),
    more: word(REC_FRAGMENT_MORE) !== 0,
    bytes,
    ip: word(REC_IP_ADDRESS),
    payload: word(REC_TCP_ADDRESS),
    length: word(REC_PAYLOAD_LENGTH),
    end: word(REC_END_ADDRESS),
    nextHeader: word(REC_FRAGMENT_NEXT_HEADER),
  };
}
