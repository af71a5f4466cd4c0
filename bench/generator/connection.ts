import { ACK, FIN, PSH, SYN } from "./flags.ts";
import {
  type BodyPacket,
  type ControlPacket,
  type Profile,
  SMALL_PAYLOAD_MAX,
  SMALL_PAYLOAD_MIN,
} from "./profiles.ts";
import type { Random } from "./random.ts";
import { fullPayload } from "./sizes.ts";

/** Of no protocol that a dissector would look for in random payloads. */
const SERVER_PORTS = [7101, 7102, 7103, 7104];
const FIRST_CLIENT_PORT = 32_768;
/** Linux's default ephemeral range. */
const CLIENT_PORTS = 28_232;
/** Packets between a lost segment and its next sending: time for the duplicate ACKs. */
const LOSS_PACKETS = 3;

/** A data segment that was sent and did not arrive. */
export interface Lost {
  readonly seq: number;
  readonly payloadLength: number;
  readonly payload: number;
  /** It was lost behind the tap: the capture has it. */
  readonly captured: boolean;
  /** Packets of the connection before it is sent again. */
  wait: number;
}

/** One side of a connection: what it sends next. */
export interface Endpoint {
  /** Low bits of its address: 16 bits for a client, 6 for a server. */
  readonly host: number;
  readonly port: number;
  /** SND.NXT, 0 .. 2^32 - 1. */
  sendNext: number;
  /** The peer acknowledges no more than what is in front of it. */
  lost: Lost | undefined;
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
  /** Packets of the profile's body that were sent for the first time. */
  bodySent: number;
}

/** What a connection sends next; one reused object. */
export interface Segment {
  fromClient: boolean;
  flags: number;
  seq: number;
  payloadLength: number;
  /** Number that the payload's bytes are made from. */
  payload: number;
  /** The segment that this one sends again. */
  again: Lost | undefined;
}

export function emptySegment(): Segment {
  return { fromClient: true, flags: 0, seq: 0, payloadLength: 0, payload: 0, again: undefined };
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
    bodySent: 0,
  };
}

function openEndpoint(host: number, port: number, random: Random): Endpoint {
  return {
    host,
    port,
    sendNext: random.u32(),
    lost: undefined,
    timestampOffset: random.u32(),
    timestampSent: 0,
    ipId: random.u32() & 0xffff,
  };
}

/** Fills `segment` with the next packet of the connection's life. */
export function nextSegment(
  connection: Connection,
  profile: Profile,
  random: Random,
  segment: Segment,
): void {
  const { open, close } = profile;
  const step = connection.sent++;
  const closeStep = step - (connection.length - close.length);
  segment.again = undefined;
  segment.payload = random.u32();
  if (step < open.length) fillControl(connection, open[step]!, segment);
  else if (closeStep >= 0) fillControl(connection, close[closeStep]!, segment);
  else if (!fillAgain(connection, closeStep === -1, segment)) {
    fillBody(connection, nextOfBody(connection, profile), random, segment);
    if (profile.lossPerMille !== undefined && mayGetLost(connection, profile, closeStep, segment)) {
      lose(connection, profile, random, segment);
    }
  }
  const sender = segment.fromClient ? connection.client : connection.server;
  if (segment.again) return;
  segment.seq = sender.sendNext;
  // SYN and FIN take one sequence number each (RFC 9293 3.4).
  const controls = segment.flags & (SYN | FIN) ? 1 : 0;
  sender.sendNext = (sender.sendNext + segment.payloadLength + controls) >>> 0;
}

function fillControl(connection: Connection, { from, flags }: ControlPacket, segment: Segment): void {
  if (from === "client" || from === "server") segment.fromClient = from === "client";
  else segment.fromClient = (from === "closer") === connection.clientCloses;
  segment.flags = flags;
  segment.payloadLength = 0;
}

function nextOfBody(connection: Connection, { body }: Profile): BodyPacket {
  return body[connection.bodySent++ % body.length]!;
}

function fillBody(connection: Connection, packet: BodyPacket, random: Random, segment: Segment): void {
  segment.fromClient = packet.fromClient;
  segment.flags = packet.payload === "small" ? PSH | ACK : ACK;
  segment.payloadLength = 0;
  if (packet.payload === "small") {
    segment.payloadLength = SMALL_PAYLOAD_MIN + random.below(SMALL_PAYLOAD_MAX - SMALL_PAYLOAD_MIN + 1);
  } else if (packet.payload === "full") {
    segment.payloadLength = fullPayload(connection.ipv6);
  }
}

/** Sends the lost segment again if its time has come; false: there is none, or it waits. */
function fillAgain({ server }: Connection, isLastOfBody: boolean, segment: Segment): boolean {
  const { lost } = server;
  if (lost === undefined) return false;
  if (lost.wait > 0 && !isLastOfBody) {
    lost.wait--;
    return false;
  }
  server.lost = undefined;
  segment.again = lost;
  segment.fromClient = false;
  segment.flags = ACK;
  segment.seq = lost.seq;
  segment.payloadLength = lost.payloadLength;
  segment.payload = lost.payload;
  return true;
}

/** One loss at a time, and mended before the client, which misses data, would ask for more. */
function mayGetLost(connection: Connection, { body }: Profile, closeStep: number, segment: Segment): boolean {
  const left = body.length - (connection.bodySent % body.length);
  return (
    !segment.fromClient &&
    segment.payloadLength > SMALL_PAYLOAD_MAX &&
    connection.server.lost === undefined &&
    left > LOSS_PACKETS &&
    left < body.length &&
    -closeStep > LOSS_PACKETS + 1
  );
}

/** Loses the segment with the profile's probability; where the capture lacks it, the next one takes its place. */
function lose(connection: Connection, profile: Profile, random: Random, segment: Segment): void {
  if (random.below(1000) >= profile.lossPerMille!) return;
  const { server } = connection;
  const { payload, payloadLength } = segment;
  const captured = random.below(2) === 0;
  // the packet that takes its place is one of those that it waits for
  const wait = captured ? LOSS_PACKETS : LOSS_PACKETS - 1;
  server.lost = { seq: server.sendNext, payloadLength, payload, captured, wait };
  if (captured) return;
  server.sendNext = (server.sendNext + payloadLength) >>> 0;
  server.ipId = (server.ipId + 1) & 0xffff;
  segment.payload = random.u32();
  fillBody(connection, nextOfBody(connection, profile), random, segment);
}
