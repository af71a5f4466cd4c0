import {
  CLOSE_PACKETS,
  fullPayload,
  OPEN_PACKETS,
  type Profile,
  SMALL_PAYLOAD_MAX,
  SMALL_PAYLOAD_MIN,
} from "./profiles.ts";
import type { Random } from "./random.ts";

export const FIN = 0x01;
export const SYN = 0x02;
export const PSH = 0x08;
export const ACK = 0x10;

/** Of no protocol that a dissector would look for in random payloads. */
const SERVER_PORTS = [7101, 7102, 7103, 7104];
const FIRST_CLIENT_PORT = 32_768;
/** Linux's default ephemeral range. */
const CLIENT_PORTS = 28_232;

/** One side of a connection: what it sends next. */
export interface Endpoint {
  /** Low bits of its address: 16 bits for a client, 6 for a server. */
  readonly host: number;
  readonly port: number;
  /** SND.NXT, 0 .. 2^32 - 1. */
  sendNext: number;
  /** Offset of its timestamp clock (RFC 7323 5.4), 0 .. 2^32 - 1. */
  readonly timestampOffset: number;
  /** TSval of the last segment it sent: the peer's TSecr. */
  timestampSent: number;
  ipId: number;
}

export interface Connection {
  readonly ipv6: boolean;
  readonly flowLabel: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly clientCloses: boolean;
  /** Packets of its whole life. */
  readonly length: number;
  sent: number;
}

/** What a connection sends next; one reused object. */
export interface Segment {
  fromClient: boolean;
  flags: number;
  payloadLength: number;
}

/**
 * Opens the connection number `serial`. Its client address and port belong to that number alone (up to 2^16
 * hosts of 28,232 ports), so the number of flow keys is the number of connections.
 */
export function openConnection(serial: number, length: number, ipv6: number, random: Random): Connection {
  // An odd factor permutes the 16-bit numbers.
  const host = Math.imul(serial, 0x9e37) & 0xffff;
  const port = FIRST_CLIENT_PORT + (((Math.imul(host, 7919) + (serial >>> 16)) >>> 0) % CLIENT_PORTS);
  const serverHost = random.below(64);
  return {
    // Spread evenly: the share is met by few connections as well as by many.
    ipv6: Math.floor((serial + 1) * ipv6) > Math.floor(serial * ipv6),
    flowLabel: random.below(1 << 20),
    client: openEndpoint(host, port, random),
    server: openEndpoint(serverHost, SERVER_PORTS[serverHost % SERVER_PORTS.length]!, random),
    clientCloses: random.below(4) !== 0,
    length,
    sent: 0,
  };
}

function openEndpoint(host: number, port: number, random: Random): Endpoint {
  return {
    host,
    port,
    sendNext: random.u32(),
    timestampOffset: random.u32(),
    timestampSent: 0,
    ipId: random.u32() & 0xffff,
  };
}

/** Fills `segment` with the next packet of the connection's life: handshake, body, four-segment teardown. */
export function nextSegment(
  connection: Connection,
  profile: Profile,
  random: Random,
  segment: Segment,
): void {
  const step = connection.sent;
  const closeStep = step - (connection.length - CLOSE_PACKETS);
  segment.payloadLength = 0;
  segment.flags = ACK;
  if (step < OPEN_PACKETS) {
    segment.fromClient = step !== 1;
    segment.flags = step === 0 ? SYN : step === 1 ? SYN | ACK : ACK;
  } else if (closeStep >= 0) {
    // FIN, ACK, then the other side's FIN, ACK (RFC 9293 3.6).
    const closerSends = closeStep === 0 || closeStep === 3;
    segment.fromClient = closerSends === connection.clientCloses;
    if (closeStep === 0 || closeStep === 2) segment.flags = FIN | ACK;
  } else {
    const packet = profile.body[(step - OPEN_PACKETS) % profile.body.length]!;
    segment.fromClient = packet.fromClient;
    if (packet.payload === "small") {
      segment.flags = PSH | ACK;
      segment.payloadLength = SMALL_PAYLOAD_MIN + random.below(SMALL_PAYLOAD_MAX - SMALL_PAYLOAD_MIN + 1);
    } else if (packet.payload === "full") {
      segment.payloadLength = fullPayload(connection.ipv6);
    }
  }
  connection.sent = step + 1;
}
