/** What a capture shall hold, from the options. */
import type { GeneratedContainer } from "./container.ts";
import { SYN } from "./flags.ts";
import {
  PROFILES,
  type Profile,
  type ProfileName,
  SMALL_PAYLOAD_MAX,
  SMALL_PAYLOAD_MIN,
} from "./profiles.ts";
import {
  FILE_HEADER_BYTES,
  fullPayload,
  IPV4_HEADER_BYTES,
  IPV6_HEADER_BYTES,
  LINK_HEADER_BYTES,
  RECORD_HEADER_BYTES,
  TCP_HEADER_BYTES,
  TCP_SYN_HEADER_BYTES,
} from "./sizes.ts";

export type GeneratedLinkType = "ethernet" | "sll2";

export interface CaptureOptions {
  readonly profile: ProfileName;
  /** Exact number of packets, but for a profile without a body: whole connections of it; or instead: */
  readonly packets?: number;
  /** size of the capture as pcap in bytes, met within a few percent. */
  readonly bytes?: number;
  /** 0 .. 2^32 - 1; default 1. */
  readonly seed?: number;
  /** Share of connections over IPv6, 0 .. 1; default 0.2. */
  readonly ipv6?: number;
  /** Default `ethernet`. */
  readonly linkType?: GeneratedLinkType;
  /** Default `pcap`. */
  readonly container?: GeneratedContainer;
  /** Instead of the profile's. */
  readonly live?: number;
  /** Instead of the profile's. */
  readonly flowPackets?: number;
  /** Instead of the profile's; microseconds. */
  readonly meanGap?: number;
  /** Instead of the profile's: how many of 1,000 full segments are lost. */
  readonly lossPerMille?: number;
}

export interface CapturePlan {
  readonly profile: Profile;
  readonly packets: number;
  readonly flows: number;
  readonly live: number;
  readonly seed: number;
  readonly ipv6: number;
  readonly linkType: GeneratedLinkType;
  readonly container: GeneratedContainer;
  readonly meanGap: number;
}

/** Packets of the shortest connection: those that open and end it. */
export function flowPacketsMin({ open, close }: Profile): number {
  return open.length + close.length;
}

function withLoss(profile: Profile, lossPerMille: number | undefined): Profile {
  if (lossPerMille === undefined) return profile;
  if (!(Number.isInteger(lossPerMille) && lossPerMille >= 0 && lossPerMille <= 1000)) {
    throw new RangeError(`lost full segments of 1,000: 0 .. 1,000, not ${lossPerMille}`);
  }
  return { ...profile, lossPerMille };
}

/** Packets of every connection; undefined: they share the capture. */
function flowPacketsOf(profile: Profile, given: number | undefined): number | undefined {
  const least = flowPacketsMin(profile);
  const wanted = given ?? profile.flowPackets;
  if (profile.body.length === 0 && wanted === undefined) return least;
  if (wanted === undefined) return undefined;
  if (profile.body.length === 0 && wanted !== least) {
    throw new RangeError(`packets a connection: always ${least} in this profile, not ${wanted}`);
  }
  if (!(Number.isInteger(wanted) && wanted >= least)) {
    throw new RangeError(`packets a connection: at least ${least}, not ${wanted}`);
  }
  return wanted;
}

/** Checks the options and settles packets and connections; throws a RangeError for a wrong value. */
export function planCapture(options: CaptureOptions): CapturePlan {
  const profile: Profile = withLoss(PROFILES[options.profile], options.lossPerMille);
  const live = options.live ?? profile.live;
  const flowPackets = flowPacketsOf(profile, options.flowPackets);
  const ipv6 = options.ipv6 ?? 0.2;
  const linkType = options.linkType ?? "ethernet";
  const container = options.container ?? "pcap";
  const meanGap = options.meanGap ?? profile.meanGap;
  if (!(Number.isInteger(live) && live >= 1)) throw new RangeError(`live: a positive integer, not ${live}`);
  if (!(ipv6 >= 0 && ipv6 <= 1)) throw new RangeError(`share of IPv6: 0 .. 1, not ${ipv6}`);
  if (!(Number.isInteger(meanGap) && meanGap >= 1 && meanGap <= 1e5)) {
    throw new RangeError(`mean gap: 1 .. 100,000 microseconds, not ${meanGap}`);
  }
  if ((options.packets === undefined) === (options.bytes === undefined)) {
    throw new RangeError("either a number of packets or of bytes must be given");
  }
  const flowsOf = (packets: number): number =>
    flowPackets === undefined
      ? Math.min(live, Math.floor(packets / flowPacketsMin(profile)))
      : Math.floor(packets / flowPackets);
  const bytesOf = (packets: number): number =>
    expectedBytes(profile, packets, flowsOf(packets), ipv6, linkType);
  const wanted = options.packets ?? packetsForBytes(options.bytes!, bytesOf);
  const flows = flowsOf(wanted);
  if (!(Number.isSafeInteger(wanted) && flows >= 1)) {
    throw new RangeError(`packets: at least ${flowPackets ?? flowPacketsMin(profile)}, not ${wanted}`);
  }
  const packets = profile.body.length === 0 ? flows * flowPackets! : wanted;
  const seed = options.seed ?? 1;
  return { profile, packets, flows, live: Math.min(live, flows), seed, ipv6, linkType, container, meanGap };
}

function expectedBytes(
  { open, body, close }: Profile,
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
  const cycle = body.reduce((sum, packet) => sum + payloads[packet.payload], 0);
  const bodyPackets = packets - flows * (open.length + close.length);
  const payloadBytes = body.length === 0 ? 0 : (bodyPackets * cycle) / body.length;
  const syns = open.filter((packet) => packet.flags & SYN).length;
  const synBytes = syns * (TCP_SYN_HEADER_BYTES - TCP_HEADER_BYTES);
  return FILE_HEADER_BYTES + packets * headers + flows * synBytes + payloadBytes;
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
