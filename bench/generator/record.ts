import { put16, put32 } from "./bytes.ts";
import { foldSum, sumWords } from "./checksum.ts";
import type { Connection, Segment } from "./connection.ts";
import { CONTAINERS, type ContainerWriter, type GeneratedContainer } from "./container.ts";
import { ACK, SYN } from "./flags.ts";
import type { PayloadPool } from "./payload.ts";
import type { GeneratedLinkType } from "./plan.ts";
import {
  IPV4_HEADER_BYTES,
  IPV6_HEADER_BYTES,
  LINK_HEADER_BYTES,
  MTU,
  TCP_HEADER_BYTES,
  TCP_SYN_HEADER_BYTES,
} from "./sizes.ts";

/** No record is longer. */
export const LONGEST_RECORD =
  Math.max(...Object.values(CONTAINERS).map(({ headerBytes, trailerBytes }) => headerBytes + trailerBytes)) +
  LINK_HEADER_BYTES.sll2 +
  MTU;

const LINKTYPE = { ethernet: 1, sll2: 276 } as const;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const PROTOCOL_TCP = 6;
const WINDOW_SCALE = 7;
/** Unscaled in a SYN, which is not scaled (RFC 7323 2.2); later in units of 2^7. */
const SYN_WINDOW = 64_240;
const WINDOW = 501;

/** When a record was captured, and the time since the capture's start that the TCP clocks show. */
export interface Clock {
  sec: number;
  usec: number;
  milliseconds: number;
}

/** Writes records into a buffer that is LONGEST_RECORD bytes longer than asked. */
export class RecordWriter {
  readonly #bytes: Uint8Array;
  readonly #payloads: PayloadPool;
  readonly #linkType: GeneratedLinkType;
  readonly #container: ContainerWriter;
  /** Length of the last record's frame. */
  frameBytes = 0;

  constructor(
    bytes: Uint8Array,
    payloads: PayloadPool,
    linkType: GeneratedLinkType,
    container: GeneratedContainer,
  ) {
    this.#container = CONTAINERS[container];
    this.#bytes = bytes;
    this.#payloads = payloads;
    this.#linkType = linkType;
  }

  /** Returns where the header ends. */
  fileHeader(at: number): number {
    return this.#container.fileHeader(this.#bytes, at, LINKTYPE[this.#linkType]);
  }

  /** Writes the segment as one record, and returns where the record ends. */
  record(at: number, connection: Connection, segment: Segment, clock: Clock): number {
    const link = at + this.#container.headerBytes;
    const ip = link + LINK_HEADER_BYTES[this.#linkType];
    const tcp = ip + (connection.ipv6 ? IPV6_HEADER_BYTES : IPV4_HEADER_BYTES);
    const headerBytes = segment.flags & SYN ? TCP_SYN_HEADER_BYTES : TCP_HEADER_BYTES;
    const tcpBytes = headerBytes + segment.payloadLength;
    const end = tcp + tcpBytes;
    const bytes = this.#bytes;
    this.frameBytes = end - link;
    this.#container.recordHeader(bytes, at, clock.sec, clock.usec, this.frameBytes);
    if (this.#linkType === "ethernet") this.#ethernet(link, connection, segment);
    else this.#sll2(link, connection, segment);
    const addressSum = connection.ipv6
      ? this.#ipv6(ip, connection, segment, tcpBytes)
      : this.#ipv4(ip, connection, segment, tcpBytes);
    this.#tcp(tcp, connection, segment, clock);
    const start = this.#payloads.start(segment.payload);
    this.#payloads.copy(start, segment.payloadLength, this.#bytes, tcp + headerBytes);
    const sum =
      addressSum +
      PROTOCOL_TCP +
      tcpBytes +
      sumWords(bytes, tcp, headerBytes) +
      this.#payloads.sum(start, segment.payloadLength);
    put16(bytes, tcp + 16, ~foldSum(sum) & 0xffff);
    return this.#container.recordEnd(bytes, at, end);
  }

  /** Locally administered MAC addresses: 02:01 and the number of a client, 02:02 and that of a server. */
  #mac(at: number, connection: Connection, client: boolean): void {
    const bytes = this.#bytes;
    put16(bytes, at, client ? 0x0201 : 0x0202);
    put32(bytes, at + 2, client ? connection.client.host : connection.server.host);
  }

  #ethernet(at: number, connection: Connection, segment: Segment): void {
    const bytes = this.#bytes;
    this.#mac(at, connection, !segment.fromClient);
    this.#mac(at + 6, connection, segment.fromClient);
    put16(bytes, at + 12, connection.ipv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
  }

  /** As captured on the server: its packets are outgoing (4), the client's are to this host (0). */
  #sll2(at: number, connection: Connection, segment: Segment): void {
    const bytes = this.#bytes;
    put16(bytes, at, connection.ipv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
    put16(bytes, at + 2, 0);
    put32(bytes, at + 4, 2);
    put16(bytes, at + 8, 1);
    bytes[at + 10] = segment.fromClient ? 0 : 4;
    bytes[at + 11] = 6;
    this.#mac(at + 12, connection, segment.fromClient);
    put16(bytes, at + 18, 0);
  }

  /** 10.1.x.y for clients, 10.2.0.y for servers. Returns the sum of both addresses. */
  #ipv4(at: number, connection: Connection, segment: Segment, tcpBytes: number): number {
    const bytes = this.#bytes;
    const client = (0x0a01_0000 | connection.client.host) >>> 0;
    const server = (0x0a02_0000 | connection.server.host) >>> 0;
    const sender = segment.fromClient ? connection.client : connection.server;
    put16(bytes, at, 0x4500);
    put16(bytes, at + 2, IPV4_HEADER_BYTES + tcpBytes);
    put16(bytes, at + 4, sender.ipId);
    sender.ipId = (sender.ipId + 1) & 0xffff;
    put16(bytes, at + 6, 0x4000);
    bytes[at + 8] = segment.fromClient ? 57 : 64;
    bytes[at + 9] = PROTOCOL_TCP;
    put16(bytes, at + 10, 0);
    put32(bytes, at + 12, segment.fromClient ? client : server);
    put32(bytes, at + 16, segment.fromClient ? server : client);
    put16(bytes, at + 10, ~foldSum(sumWords(bytes, at, IPV4_HEADER_BYTES)) & 0xffff);
    return sumWords(bytes, at + 12, 8);
  }

  /** 2001:db8:1::x for clients, 2001:db8:2::x for servers (RFC 3849). Returns the sum of both addresses. */
  #ipv6(at: number, connection: Connection, segment: Segment, tcpBytes: number): number {
    const bytes = this.#bytes;
    put32(bytes, at, (0x6000_0000 | connection.flowLabel) >>> 0);
    put16(bytes, at + 4, tcpBytes);
    bytes[at + 6] = PROTOCOL_TCP;
    bytes[at + 7] = segment.fromClient ? 57 : 64;
    const client = segment.fromClient ? at + 8 : at + 24;
    const server = segment.fromClient ? at + 24 : at + 8;
    bytes.fill(0, at + 8, at + IPV6_HEADER_BYTES);
    put32(bytes, client, 0x2001_0db8);
    put32(bytes, server, 0x2001_0db8);
    put16(bytes, client + 4, 1);
    put16(bytes, server + 4, 2);
    put16(bytes, client + 14, connection.client.host);
    put16(bytes, server + 14, connection.server.host);
    return sumWords(bytes, at + 8, 32);
  }

  /** Header and options, with checksum 0. */
  #tcp(at: number, connection: Connection, segment: Segment, clock: Clock): void {
    const bytes = this.#bytes;
    const sender = segment.fromClient ? connection.client : connection.server;
    const peer = segment.fromClient ? connection.server : connection.client;
    const syn = (segment.flags & SYN) !== 0;
    const acknowledges = (segment.flags & ACK) !== 0;
    const headerBytes = syn ? TCP_SYN_HEADER_BYTES : TCP_HEADER_BYTES;
    sender.timestampSent = (sender.timestampOffset + clock.milliseconds) >>> 0;
    put16(bytes, at, sender.port);
    put16(bytes, at + 2, peer.port);
    put32(bytes, at + 4, segment.seq);
    put32(bytes, at + 8, acknowledges ? (peer.lost?.seq ?? peer.sendNext) : 0);
    put16(bytes, at + 12, ((headerBytes / 4) << 12) | segment.flags);
    put16(bytes, at + 14, syn ? SYN_WINDOW : WINDOW);
    put32(bytes, at + 16, 0);
    let option = at + 20;
    if (syn) {
      put32(bytes, option, 0x0204_0000 | (connection.ipv6 ? 1440 : 1460));
      put16(bytes, option + 4, 0x0402);
      put32(bytes, option + 16, 0x0103_0300 | WINDOW_SCALE);
      option += 6;
    } else {
      put16(bytes, option, 0x0101);
      option += 2;
    }
    put16(bytes, option, 0x080a);
    put32(bytes, option + 2, sender.timestampSent);
    put32(bytes, option + 6, acknowledges ? peer.timestampSent : 0);
  }
}
