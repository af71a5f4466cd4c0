/** What kinds of captures can be generated. */
import { ACK, FIN, RST, SYN } from "./flags.ts";

/** A packet that opens or ends a connection. The closer is the client or the server, at random. */
export interface ControlPacket {
  readonly from: "client" | "server" | "closer" | "other";
  readonly flags: number;
}

/** One packet of a connection between those. */
export interface BodyPacket {
  readonly fromClient: boolean;
  /** `small`: SMALL_PAYLOAD_MIN .. SMALL_PAYLOAD_MAX bytes; `full`: a frame of 1,500 bytes of IP. */
  readonly payload: "none" | "small" | "full";
}

export interface Profile {
  readonly description: string;
  /** Connections open at the same time; the next packet is of any of them, at random. */
  readonly live: number;
  /** Packets of one connection; undefined: `live` connections share the whole capture. */
  readonly flowPackets?: number;
  readonly open: readonly ControlPacket[];
  /** Repeated for as long as the connection lasts; empty: there is nothing but `open` and `close`. */
  readonly body: readonly BodyPacket[];
  readonly close: readonly ControlPacket[];
  /** Mean time between two packets of the capture, in microseconds. */
  readonly meanGap: number;
  /** How many of 1,000 full segments are lost on their way and sent again. */
  readonly lossPerMille?: number;
}

export const SMALL_PAYLOAD_MIN = 4;
export const SMALL_PAYLOAD_MAX = 20;

const REQUEST: BodyPacket = { fromClient: true, payload: "small" };
const REPLY: BodyPacket = { fromClient: false, payload: "small" };
const BULK: BodyPacket = { fromClient: false, payload: "full" };
const CLIENT_ACK: BodyPacket = { fromClient: true, payload: "none" };
const SERVER_ACK: BodyPacket = { fromClient: false, payload: "none" };

/** With handshake and teardown: a connection of 12 packets. */
const DIALOGUE = [REQUEST, SERVER_ACK, REPLY, REPLY, CLIENT_ACK];
/** An acknowledgement for every second full segment (RFC 9293 3.8.6.3), a new request after 20 of them. */
const DOWNLOAD = [REQUEST, ...Array.from({ length: 10 }, () => [BULK, BULK, CLIENT_ACK]).flat()];

const CLIENT_SYN: ControlPacket = { from: "client", flags: SYN };
const SERVER_SYN: ControlPacket = { from: "server", flags: SYN | ACK };
/** A whole connection: three segments to open it, four to end it (RFC 9293 3.5, 3.6). */
const WHOLE = {
  open: [CLIENT_SYN, SERVER_SYN, { from: "client", flags: ACK }],
  close: [
    { from: "closer", flags: FIN | ACK },
    { from: "other", flags: ACK },
    { from: "other", flags: FIN | ACK },
    { from: "closer", flags: ACK },
  ],
} as const;

export const PROFILES = {
  "small-100": {
    description: "small packets, 100 connections",
    live: 100,
    ...WHOLE,
    body: DIALOGUE,
    meanGap: 8,
  },
  "small-20k": {
    description: "small packets, 20,000 connections, all live",
    live: 20_000,
    ...WHOLE,
    body: DIALOGUE,
    meanGap: 8,
  },
  "small-100k": {
    description: "connections of 12 small packets, 20,000 live (100,000 of them in 1.2 M packets)",
    live: 20_000,
    flowPackets: 12,
    ...WHOLE,
    body: DIALOGUE,
    meanGap: 8,
  },
  mtu: {
    description: "1,448-byte payloads and their ACKs, 1,000 connections",
    live: 1_000,
    ...WHOLE,
    body: DOWNLOAD,
    meanGap: 4,
  },
  lossy: {
    description: "mtu with 1 % of loss, before or behind the tap, mended by a fast retransmit (without SACK)",
    live: 1_000,
    ...WHOLE,
    body: DOWNLOAD,
    meanGap: 4,
    lossPerMille: 10,
  },
  aborted: {
    description: "SYN, SYN-ACK, RST: connections of 3 packets, 100,000 live",
    live: 100_000,
    open: [CLIENT_SYN, SERVER_SYN],
    body: [],
    close: [{ from: "client", flags: RST }],
    meanGap: 50,
  },
  "syn-flood": {
    description: "one SYN a connection, never answered",
    live: 1,
    open: [CLIENT_SYN],
    body: [],
    close: [],
    meanGap: 8,
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name);
}
