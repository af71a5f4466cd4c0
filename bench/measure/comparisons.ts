import type { ProfileName } from "../generator/profiles.ts";
import type { Peer } from "./peers.ts";

export const DETAILS = ["flow", "phase"] as const;
export type DetailName = (typeof DETAILS)[number];

export type CaptureSize = { readonly packets: number } | { readonly bytes: number };

/** The analysis of one kind of capture against one other program. */
export interface Comparison {
  /** PROFILE/PEER, or what it is about in the peer's place. */
  readonly name: string;
  readonly profile: ProfileName;
  readonly peer: Peer["name"];
  /** The most that our time over the peer's may be. */
  readonly aims: Readonly<Partial<Record<DetailName, number>>>;
  /** The capture comes through a pipe. */
  readonly stdin?: true;
  /** The peer is so slow that it runs once a round. */
  readonly peerOnce?: true;
  /** The peer's capture is of so many packets: on the full one it would need minutes. */
  readonly peerPackets?: number;
}

const TSHARK_SMALL = { phase: 1 / 18, flow: 1 / 30 };

/** In the order in which they are measured: those of one profile share its capture. */
export const COMPARISONS: readonly Comparison[] = [
  { name: "mtu/tcpdump", profile: "mtu", peer: "tcpdump", aims: { phase: 1.3, flow: 1.2 } },
  // half the rate of the peer
  { name: "mtu/stdin", profile: "mtu", peer: "cat", stdin: true, aims: { phase: 2 } },
  {
    name: "mtu/tshark",
    profile: "mtu",
    peer: "tshark",
    peerOnce: true,
    aims: { phase: 1 / 25, flow: 1 / 30 },
  },
  { name: "small-100/tcptrace", profile: "small-100", peer: "tcptrace", aims: { phase: 0.8, flow: 0.5 } },
  {
    name: "small-100/tshark",
    profile: "small-100",
    peer: "tshark",
    peerOnce: true,
    peerPackets: 1e6,
    aims: TSHARK_SMALL,
  },
  {
    name: "small-20k/tcptrace",
    profile: "small-20k",
    peer: "tcptrace",
    peerOnce: true,
    aims: { phase: 0.4, flow: 0.25 },
  },
  { name: "small-100k/tcptrace", profile: "small-100k", peer: "tcptrace", aims: { phase: 0.5, flow: 0.35 } },
  { name: "small-100k/tshark", profile: "small-100k", peer: "tshark", peerOnce: true, aims: TSHARK_SMALL },
  { name: "lossy/tcpdump", profile: "lossy", peer: "tcpdump", aims: {} },
];

/** Size of each capture: what a ratio is quoted for, and what is enough to see a change. */
export const SIZES: Partial<Record<ProfileName, { full: CaptureSize; quick: CaptureSize }>> = {
  "small-100": { full: { packets: 10e6 }, quick: { packets: 600e3 } },
  "small-20k": { full: { packets: 10e6 }, quick: { packets: 600e3 } },
  "small-100k": { full: { packets: 1.2e6 }, quick: { packets: 240e3 } },
  mtu: { full: { bytes: 1e9 }, quick: { bytes: 100e6 } },
  lossy: { full: { bytes: 1e9 }, quick: { bytes: 100e6 } },
};

/** The same packets as pcapng and as pcap: the most that the former's time over the latter's may be. */
export const CONTAINERS: readonly {
  readonly name: string;
  readonly profile: ProfileName;
  readonly aim: number;
}[] = [
  { name: "mtu/pcapng", profile: "mtu", aim: 1.15 },
  { name: "small-100/pcapng", profile: "small-100", aim: 1.15 },
];

/** The decoder alone: the most nanoseconds that a packet may take, where there is an aim. */
export const DECODE_AIMS: readonly { readonly profile: ProfileName; readonly aim?: number }[] = [
  { profile: "small-100", aim: 40 },
  { profile: "small-20k", aim: 55 },
  { profile: "small-100k" },
  { profile: "mtu" },
];
