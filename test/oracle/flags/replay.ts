/**
 * The same rules with tshark's view of the frames: its streams, which never end, and its lengths. Where this gives
 * tshark's labels and the analyzer does not, the rules are right and what they are applied to differs.
 */

import type { Connection } from "../../../src/tcp/state/connection.ts";
import { ConnectionStore } from "../../../src/tcp/state/connection_store.ts";
import {
  E_BASE,
  E_MSS_WSCALE,
  E_WIRESHARK_WINDOW,
  EF_BASE,
  EF_SYN,
  EF_WSCALE,
  EN_LAST_TIME,
} from "../../../src/tcp/state/state_layout.ts";
import { WiresharkLabels } from "../../../src/tcp/wireshark/labels.ts";
import { FLAG_ACK, FLAG_SYN } from "../../../wasm/layout.ts";
import { newConnection, OneSegment } from "../../tcp/state_builder.ts";
import type { TheirFrame } from "./model.ts";

interface Stream {
  readonly connection: Connection;
  readonly start: bigint;
  /** The end that sent the first frame. */
  readonly first: string;
}

/** What the rules say of a frame. */
export interface Replayed {
  /** Bits in the order of wiresharkLabels. */
  readonly labels: number;
  /** Duplicate ACKs in a row, this one included. */
  readonly duplicates: number;
}

/** Address and port of a frame's sender. */
export const senderOf = ({ src, srcPort }: TheirFrame): string => `${src} ${srcPort}`;

/** Works off the frames of a capture in order. */
export class Replay {
  readonly #store = new ConnectionStore();
  readonly #streams = new Map<number, Stream>();
  /** Pairs of ends that had a stream. */
  readonly #known = new Set<string>();
  readonly #one = new OneSegment();
  readonly #labels = new WiresharkLabels();

  /** The next frame; undefined where tshark makes no analysis. */
  next(frame: TheirFrame): Replayed | undefined {
    const { stream: number, flags, seqRaw, ackRaw, len, window } = frame;
    if (number === undefined || flags === undefined || seqRaw === undefined) return undefined;
    if (ackRaw === undefined || len === undefined || window === undefined) return undefined;
    const sender = senderOf(frame);
    const pair = [sender, `${frame.dst} ${frame.dstPort}`].sort().join(" ");
    const isNew = !this.#streams.has(number);
    const isKnown = this.#known.has(pair);
    const stream = this.#streams.get(number) ?? {
      connection: newConnection(this.#store),
      start: frame.time,
      first: sender,
    };
    this.#streams.set(number, stream);
    this.#known.add(pair);

    const { connection } = stream;
    connection.moveTo(connection.slot, stream.first === sender ? 0 : 1);
    const { words, s, p } = connection;
    const segment = this.#one.fill({ flags: flags & 0x1ff, seq: seqRaw, ack: ackRaw, length: len, window });
    segment.time = Number(frame.time - stream.start);
    const isSyn = (flags & FLAG_SYN) !== 0;
    const isSynAck = isSyn && (flags & FLAG_ACK) !== 0;
    const hadBase = connection.senderHas(EF_BASE);
    // tshark makes a new stream of known ends for nothing else than another SYN
    const isOther = isSynAck ? hadBase && words[s + E_BASE] !== segment.seqRaw : isNew && isKnown;
    if (!hadBase || isSynAck) words[s + E_BASE] = segment.seqRaw - (isSyn ? 0 : 1);
    connection.setSender(EF_BASE);
    if (flags & FLAG_ACK && !connection.peerHas(EF_BASE)) {
      words[p + E_BASE] = segment.ackRaw - 1;
      connection.setPeer(EF_BASE);
    }
    const labels = this.#labels.note(connection, segment, isOther);
    connection.numbers[connection.sn + EN_LAST_TIME] = segment.time;
    if (isSyn) connection.setSender(EF_SYN);
    if (isSyn && frame.windowShift !== undefined) {
      words[s + E_MSS_WSCALE] = frame.windowShift << 16;
      connection.setSender(EF_WSCALE);
    }
    return { labels, duplicates: words[s + E_WIRESHARK_WINDOW]! & 0xffff };
  }
}
