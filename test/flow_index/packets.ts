/** Many small packets, fast: records made once by the capture builder, then copied and stamped. */

import type { Batch } from "../../src/capture/batch.ts";
import { Decoder, type DecoderOptions } from "../../src/capture/decoder.ts";
import { LINKTYPE_RAW } from "../../wasm/layout.ts";
import { pcapHeader, pcapRecord, tcpPacket } from "../support/capture_builder.ts";

const FILE = { linkType: LINKTYPE_RAW, resolution: "nanoseconds" } as const;
const RECORD_HEADER = 16;

/** The shortest records that carry TCP, of IPv4 and of IPv6. */
export const IPV4_RECORD_BYTES = RECORD_HEADER + 40;
export const IPV6_RECORD_BYTES = RECORD_HEADER + 60;

/** What every file of these packets begins with. */
export const FILE_HEADER = pcapHeader(FILE);

/** The two endpoints of a flow, as "10.0.0.1:80" or "[::1]:80". */
export interface FlowKey {
  readonly a: string;
  readonly b: string;
}

/** Records of a flow's two directions: bare IP datagrams, ACK set, no payload. */
export interface FlowRecords {
  readonly forth: Uint8Array;
  readonly back: Uint8Array;
}

export function flowRecords({ a, b }: FlowKey): FlowRecords {
  const record = (from: string, to: string) => pcapRecord({ data: tcpPacket({ from, to }) }, FILE);
  return { forth: record(a, b), back: record(b, a) };
}

const NUMBERED = flowRecords({ a: "10.0.0.0:1024", b: "192.0.2.1:443" });

/** The IPv4 flow of client number `id`, below 2^24. */
export function numberedFlow(id: number): FlowRecords {
  const forth = NUMBERED.forth.slice();
  const back = NUMBERED.back.slice();
  for (const [record, at] of [
    [forth, 12],
    [back, 16],
  ] as const) {
    record.set([id >>> 16, id >>> 8, id], RECORD_HEADER + at + 1);
  }
  return { forth, back };
}

/** Appends records to one buffer. */
export class PacketWriter {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  /**
   * @param flags low byte of the TCP flags
   * @param time nanoseconds
   */
  add(record: Uint8Array, flags = 0x10, time = 0): void {
    if (this.#length + record.length > this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    const at = this.#length;
    this.#bytes.set(record, at);
    const view = new DataView(this.#bytes.buffer, at);
    view.setUint32(0, Math.floor(time / 1e9), true);
    view.setUint32(4, time % 1e9, true);
    this.#bytes[at + record.length - 7] = flags;
    this.#length += record.length;
  }

  /** What was added since the last call; valid until the next add(). */
  take(): Uint8Array {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return bytes;
  }
}

/** One file through a decoder, in pieces. */
export class Feed {
  readonly decoder: Decoder;

  constructor(decoderOrOptions: Decoder | DecoderOptions) {
    this.decoder = decoderOrOptions instanceof Decoder ? decoderOrOptions : new Decoder(decoderOrOptions);
    this.decoder.nextFile("test.pcap");
    this.push(FILE_HEADER, () => {
      throw new Error("a batch in the file header");
    });
  }

  /** Feeds `bytes`, as much at a time as there is room for, and hands every batch over. */
  push(bytes: Uint8Array, onBatch: (batch: Batch) => void): void {
    const { decoder } = this;
    for (let at = 0; at < bytes.length; ) {
      const room = decoder.room();
      const part = bytes.subarray(at, at + room.length);
      room.set(part);
      decoder.commit(part.length);
      at += part.length;
      this.#readOut(onBatch);
    }
  }

  /** Ends the file; the decoder can read another one. */
  end(): void {
    this.decoder.endFile();
    this.#readOut(() => {
      throw new Error("a batch after the file's end");
    });
  }

  #readOut(onBatch: (batch: Batch) => void): void {
    for (let item = this.decoder.next(); item !== undefined; item = this.decoder.next()) {
      if (item.type === "source_error") throw new Error(item.message);
      if (item.type === "batch") onBatch(item);
    }
  }
}
