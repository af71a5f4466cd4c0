/** What a generated capture holds: the profiles, the options, and the plan that both give. */

/** One packet of a connection between its handshake and its teardown. */
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
  /** Repeated for as long as the connection lasts. */
  readonly body: readonly BodyPacket[];
  /** Mean time between two packets of the capture, in microseconds. */
  readonly meanGap: number;
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

export const PROFILES = {
  "small-100": {
    description: "small packets, 100 connections",
    live: 100,
    body: DIALOGUE,
    meanGap: 8,
  },
  "small-20k": {
    description: "small packets, 20,000 connections, all live",
    live: 20_000,
    body: DIALOGUE,
    meanGap: 8,
  },
  "small-100k": {
    description: "connections of 12 small packets, 20,000 live (100,000 of them in 1.2 M packets)",
    live: 20_000,
    flowPackets: 12,
    body: DIALOGUE,
    meanGap: 8,
  },
  mtu: {
    description: "1,448-byte payloads and their ACKs, 1,000 connections",
    live: 1_000,
    body: DOWNLOAD,
    meanGap: 4,
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;
export type GeneratedLinkType = "ethernet" | "sll2";

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name);
}

export interface CaptureOptions {
  readonly profile: ProfileName;
  /** Exact number of packets, at least FLOW_PACKETS_MIN; or instead: */
  readonly packets?: number;
  /** size of the capture in bytes, met within a few percent. */
  readonly bytes?: number;
  /** 0 .. 2^32 - 1; default 1. */
  readonly seed?: number;
  /** Share of connections over IPv6, 0 .. 1; default 0.2. */
  readonly ipv6?: number;
  /** Default `ethernet`. */
  readonly linkType?: GeneratedLinkType;
  /** Instead of the profile's. */
  readonly live?: number;
  /** Instead of the profile's. */
  readonly flowPackets?: number;
}

export interface CapturePlan {
  readonly profile: Profile;
  readonly packets: number;
  readonly flows: number;
  readonly live: number;
  readonly seed: number;
  readonly ipv6: number;
  readonly linkType: GeneratedLinkType;
}

export const OPEN_PACKETS = 3;
export const CLOSE_PACKETS = 4;
/** Handshake and teardown alone. */
export const FLOW_PACKETS_MIN = OPEN_PACKETS + CLOSE_PACKETS;

export const FILE_HEADER_BYTES = 24;
export const RECORD_HEADER_BYTES = 16;
export const LINK_HEADER_BYTES = { ethernet: 14, sll2: 20 } as const;
export const IPV4_HEADER_BYTES = 20;
export const IPV6_HEADER_BYTES = 40;
/** NOP, NOP, timestamps (RFC 7323 appendix A). */
export const TCP_HEADER_BYTES = 20 + 12;
/** MSS, SACK permitted, timestamps, NOP, window scale. */
export const TCP_SYN_HEADER_BYTES = 20 + 20;
export const MTU = 1500;

/** Longest payload that fits the MTU: 1,448 bytes over IPv4, 1,428 over IPv6. */
export function fullPayload(ipv6: boolean): number {
  return MTU - (ipv6 ? IPV6_HEADER_BYTES : IPV4_HEADER_BYTES) - TCP_HEADER_BYTES;
}

/** Checks the options and settles packets and connections; throws a RangeError for a wrong value. */
export function planCapture(options: CaptureOptions): CapturePlan {
  const profile: Profile = PROFILES[options.profile];
  const live = options.live ?? profile.live;
  const flowPackets = options.flowPackets ?? profile.flowPackets;
  const ipv6 = options.ipv6 ?? 0.2;
  const linkType = options.linkType ?? "ethernet";
  if (!(Number.isInteger(live) && live >= 1)) throw new RangeError(`live: a positive integer, not ${live}`);
  if (flowPackets !== undefined && !(Number.isInteger(flowPackets) && flowPackets >= FLOW_PACKETS_MIN)) {
    throw new RangeError(`packets a connection: at least ${FLOW_PACKETS_MIN}, not ${flowPackets}`);
  }
  if (!(ipv6 >= 0 && ipv6 <= 1)) throw new RangeError(`share of IPv6: 0 .. 1, not ${ipv6}`);
  if ((options.packets === undefined) === (options.bytes === undefined)) {
    throw new RangeError("either a number of packets or of bytes must be given");
  }
  const flowsOf = (packets: number): number =>
    flowPackets === undefined
      ? Math.min(live, Math.floor(packets / FLOW_PACKETS_MIN))
      : Math.floor(packets / flowPackets);
  const bytesOf = (packets: number): number =>
    expectedBytes(profile, packets, flowsOf(packets), ipv6, linkType);
  const packets = options.packets ?? packetsForBytes(options.bytes!, bytesOf);
  const flows = flowsOf(packets);
  if (!(Number.isSafeInteger(packets) && flows >= 1)) {
    throw new RangeError(`packets: at least ${flowPackets ?? FLOW_PACKETS_MIN}, not ${packets}`);
  }
  return { profile, packets, flows, live: Math.min(live, flows), seed: options.seed ?? 1, ipv6, linkType };
}

function expectedBytes(
  profile: Profile,
  packets: number,
  flows: number,
  ipv6: number,
  linkType: GeneratedLinkType,
): number {
  const ipHeader = IPV4_HEADER_BYTES + ipv6 * (IPV6_HEADER_BYTES - IPV4_HEADER_BYTES);
  const headers = RECORD_HEADER_BYTES + LINK_HEADER_BYTES[linkType] + ipHeader + TCP_HEADER_BYTES;
  const payloads = {
    none: 0,
    small: (SMALL_PAYLOAD_MIN + SMALL_PAYLOAD_MAX) / 2,
    full: ipv6 * fullPayload(true) + (1 - ipv6) * fullPayload(false),
  };
  const cycle = profile.body.reduce((sum, packet) => sum + payloads[packet.payload], 0);
  const bodyPackets = packets - flows * FLOW_PACKETS_MIN;
  const synBytes = 2 * (TCP_SYN_HEADER_BYTES - TCP_HEADER_BYTES);
  return (
    FILE_HEADER_BYTES + packets * headers + flows * synBytes + (bodyPackets * cycle) / profile.body.length
  );
}

/** The largest number of packets whose expected size is within `bytes`. */
function packetsForBytes(bytes: number, bytesOf: (packets: number) => number): number {
  let low = 0;
  let high = Math.ceil(bytes / RECORD_HEADER_BYTES);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (bytesOf(middle) <= bytes) low = middle;
    else high = middle - 1;
  }
  return low;
}
