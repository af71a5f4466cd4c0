/** Connections and segments as the tracker hands them to its parts, without a capture around them. */
import type { Batch } from "../../src/capture/batch.ts";
import { Segment } from "../../src/tcp/segment/segment.ts";
import { Connection } from "../../src/tcp/state/connection.ts";
import type { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import {
  C_CLIENT_ADDRESS,
  C_PORTS,
  C_SERVER_ADDRESS,
  C_STREAM,
  CF_IPV6,
  CLIENT,
  CN_FLOW,
} from "../../src/tcp/state/state_layout.ts";
import {
  REC_ACK,
  REC_CHECKSUMS,
  REC_END_ADDRESS,
  REC_FLAGS_WINDOW,
  REC_FRAME,
  REC_ID_TTL_TOS,
  REC_NSEC,
  REC_PATH,
  REC_PAYLOAD_LENGTH,
  REC_SEC,
  REC_SEQ,
  REC_STATUS,
  REC_TSECR,
  REC_TSVAL,
  REC_TUNNELS,
  REC_WORDS,
  STATUS_DIRECTION_SHIFT,
  STATUS_TCP_CHECKSUM_SHIFT,
  STATUS_TIMESTAMPS,
} from "../../wasm/layout.ts";
import { address } from "../support/builder/bytes.ts";

export interface ConnectionFields {
  readonly flow?: number;
  readonly stream?: number;
  readonly client?: string;
  readonly server?: string;
  readonly clientPort?: number;
  readonly serverPort?: number;
}

/** A cursor on a new connection of `store`, seen from its client. */
export function newConnection(store: ConnectionStore, fields: ConnectionFields = {}): Connection {
  const { client = "192.0.2.1", server = "198.51.100.2", clientPort = 40_000, serverPort = 80 } = fields;
  const connection = new Connection(store);
  connection.moveTo(store.allocate(), CLIENT);
  const { words, numbers, c, cn } = connection;
  numbers[cn + CN_FLOW] = fields.flow ?? connection.slot;
  words[c + C_STREAM] = fields.stream ?? 0;
  words[c + C_PORTS] = (clientPort << 16) | serverPort;
  if (client.includes(":")) connection.set(CF_IPV6);
  words.set(addressWords(client), c + C_CLIENT_ADDRESS);
  words.set(addressWords(server), c + C_SERVER_ADDRESS);
  return connection;
}

/** Four bytes a word, in memory order. */
function addressWords(text: string): Int32Array {
  return new Int32Array(address(text).slice().buffer);
}

export interface SegmentFields {
  readonly frame?: number;
  /** Nanoseconds since second 0, which is when all connections begin. */
  readonly time?: number;
  /** FLAG_* bits. */
  readonly flags?: number;
  /** Offsets; the numbers on the wire are the same modulo 2^32. */
  readonly seq?: number;
  readonly ack?: number;
  readonly length?: number;
  readonly window?: number;
  readonly checksum?: number;
  /** CHECKSUM_* verdict of the TCP checksum. */
  readonly verdict?: number;
  /** PACKET_DIRECTION_*. */
  readonly direction?: number;
  readonly id?: number;
  readonly ttl?: number;
  readonly tos?: number;
  readonly path?: number;
  readonly tunnels?: number;
  /** TSval and TSecr: 12 bytes of options, padded as usual. */
  readonly timestamps?: readonly [tsVal: number, tsEcr: number];
  /** Options as bytes, whole words. */
  readonly options?: Uint8Array;
}

const FIXED_HEADER_BYTES = 20;
const DATA_OFFSET = 12;
const TIMESTAMPS_BYTES = 12;

/** A batch of one segment, filled again and again. */
export class OneSegment {
  readonly #records = new Uint32Array(REC_WORDS);
  readonly #bytes = new Uint8Array(64);
  readonly segment = new Segment();
  readonly batch: Batch = {
    type: "batch",
    records: this.#records,
    count: 1,
    bytes: this.#bytes,
    firstFrame: 0,
    offsetBase: 0,
    fileIndex: 0,
    names: {
      interfaceName: String,
      layersOf: () => ({ vlans: [], tunnels: [] }),
      isKnownStack: () => true,
    },
  };

  /** Makes the segment anew; what is left out is the same each time. */
  fill(fields: SegmentFields = {}): Segment {
    const { time = 0, flags = 0, seq = 1, ack = 0, length = 0, timestamps, options } = fields;
    const optionBytes = options?.length ?? (timestamps ? TIMESTAMPS_BYTES : 0);
    const header = FIXED_HEADER_BYTES + optionBytes;
    const records = this.#records;
    this.#bytes.fill(0);
    this.#bytes[DATA_OFFSET] = (header / 4) << 4;
    if (options) this.#bytes.set(options, FIXED_HEADER_BYTES);
    records[REC_SEC] = Math.floor(time / 1e9);
    records[REC_NSEC] = time - Math.floor(time / 1e9) * 1e9;
    records[REC_FRAME] = fields.frame ?? 1;
    records[REC_FLAGS_WINDOW] = ((header / 4) << 28) | (flags << 16) | (fields.window ?? 500);
    // typed arrays take numbers modulo 2^32
    records[REC_SEQ] = seq;
    records[REC_ACK] = ack;
    records[REC_PAYLOAD_LENGTH] = length;
    records[REC_STATUS] =
      ((fields.verdict ?? 0) << STATUS_TCP_CHECKSUM_SHIFT) |
      ((fields.direction ?? 0) << STATUS_DIRECTION_SHIFT) |
      (timestamps ? STATUS_TIMESTAMPS : 0);
    records[REC_TSVAL] = timestamps?.[0] ?? 0;
    records[REC_TSECR] = timestamps?.[1] ?? 0;
    records[REC_CHECKSUMS] = (fields.checksum ?? 0xabcd) << 16;
    records[REC_ID_TTL_TOS] = ((fields.id ?? 0) << 16) | ((fields.ttl ?? 64) << 8) | (fields.tos ?? 0);
    records[REC_PATH] = fields.path ?? 7;
    records[REC_TUNNELS] = fields.tunnels ?? 0;
    records[REC_END_ADDRESS] = header;
    const { segment } = this;
    segment.load(this.batch, 0);
    segment.time = time;
    segment.seq = seq;
    segment.seqEnd = seq + segment.segmentLength;
    segment.ack = ack;
    return segment;
  }
}
