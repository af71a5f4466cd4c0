import type { ProfileName } from "../generator/profiles.ts";
import type { CaptureName } from "./captures.ts";
import type { PeerName } from "./peers.ts";

export const DETAILS = ["flow", "phase", "segment"] as const;
export type DetailName = (typeof DETAILS)[number];

/** The analysis of one capture against one other program. */
export interface Comparison {
  readonly capture: CaptureName;
  readonly peer: PeerName;
  /** The most that our time over the peer's may be; none: it is told for orientation. */
  readonly aims?: Readonly<Partial<Record<DetailName, number>>>;
  /** Default flow and phase. */
  readonly details?: readonly DetailName[];
  /**
   * `beside`: the peer runs behind each subject. `amid` (default): once a round, amid the subjects, together with
   * the capture's other peers of this kind, since it is slow or of no aim.
   */
  readonly pairing?: "beside" | "amid";
  /** `pipe`: the capture comes through one. `gzip`: it is compressed. */
  readonly input?: "pipe" | "gzip";
  /** The peer's capture is of so many packets at most: on the full one it would need minutes. */
  readonly peerPackets?: number;
}

const DEFAULT_DETAILS = ["flow", "phase"] as const;
const TSHARK_SMALL = { phase: 1 / 18, flow: 1 / 30 };
const MILLION = 1e6;
const VERBOSE = { peer: "tcpdump-vv", peerPackets: 200e3, details: ["phase", "segment"] } as const;
const CONVERSATIONS = { peer: "tshark-conv", peerPackets: MILLION } as const;

/** In the order in which they are measured: those of one capture are neighbours. */
export const COMPARISONS: readonly Comparison[] = [
  { capture: "mtu", peer: "tcpdump", pairing: "beside", aims: { phase: 1.3, flow: 1.2 } },
  // half the rate of the peer
  { capture: "mtu", peer: "cat", pairing: "beside", input: "pipe", aims: { phase: 2 } },
  { capture: "mtu", peer: "tshark", aims: { phase: 1 / 25, flow: 1 / 30 } },
  { capture: "mtu", ...CONVERSATIONS },
  { capture: "mtu", peer: "tcptrace" },
  { capture: "mtu", peer: "capinfos" },
  { capture: "mtu", peer: "native" },
  { capture: "mtu", ...VERBOSE },
  { capture: "small-100", peer: "tcptrace", pairing: "beside", aims: { phase: 0.8, flow: 0.5 } },
  { capture: "small-100", peer: "tshark", peerPackets: MILLION, aims: TSHARK_SMALL },
  { capture: "small-100", ...CONVERSATIONS },
  { capture: "small-100", peer: "tcpdump" },
  { capture: "small-100", peer: "capinfos" },
  { capture: "small-100", peer: "native" },
  { capture: "small-20k", peer: "tcptrace", aims: { phase: 0.4, flow: 0.25 } },
  { capture: "small-20k", peer: "tcpdump" },
  { capture: "small-20k", peer: "native" },
  { capture: "small-100k", peer: "tcptrace", pairing: "beside", aims: { phase: 0.5, flow: 0.35 } },
  { capture: "small-100k", peer: "tshark", peerPackets: MILLION, aims: TSHARK_SMALL },
  { capture: "small-100k", ...CONVERSATIONS },
  { capture: "small-100k", peer: "tcpdump" },
  { capture: "small-100k", peer: "capinfos" },
  { capture: "small-100k", peer: "native" },
  { capture: "small-100k", ...VERBOSE },
  { capture: "small-1m", peer: "tcpdump", details: ["flow"] },
  { capture: "small-1m", peer: "native", details: ["flow"] },
  { capture: "sll2", peer: "tcpdump", pairing: "beside", aims: { phase: 1.3, flow: 1.2 } },
  { capture: "sll2", peer: "native" },
  { capture: "pcapng", peer: "tcpdump", details: ["flow"] },
  { capture: "pcapng", peer: "capinfos", details: ["flow"] },
  { capture: "ipv6", peer: "tcptrace", details: ["flow"], aims: { flow: 0.25 } },
  { capture: "ipv6", peer: "native", details: ["flow"] },
  { capture: "lossy", peer: "tcpdump" },
  { capture: "lossy", peer: "tshark", peerPackets: MILLION },
  { capture: "lossy", peer: "native" },
  // what is compressed is bound by the decompressor alone: the analysis may not be seen beside it
  { capture: "mtu-gz", peer: "gzip", pairing: "beside", input: "gzip", aims: { phase: 1.1, flow: 1.1 } },
  { capture: "small-gz", peer: "gzip", pairing: "beside", input: "gzip", aims: { phase: 1.1, flow: 1.1 } },
];

const ORIENTATION_ROUNDS = 3;

/** Rounds at most for what has no aim. */
export function roundsFor(rounds: number, hasAim: boolean): number {
  return hasAim ? rounds : Math.min(rounds, ORIENTATION_ROUNDS);
}

/** CAPTURE/PEER. */
export function rowName({ capture, peer, input }: Comparison): string {
  return input === "pipe" ? `${capture}/stdin` : `${capture}/${peer}`;
}

export function detailsOf({ details = DEFAULT_DETAILS }: Comparison): readonly DetailName[] {
  return details;
}

/** A capture in another form than usual: the most that our time over that for the usual form may be. */
export interface Variant {
  readonly name: string;
  readonly capture: CaptureName;
  readonly shape: { readonly container: "pcapng" } | { readonly linkType: "sll2" } | { readonly ipv6: 1 };
  readonly aim?: number;
}

export const VARIANTS: readonly Variant[] = [
  { name: "mtu/as-pcapng", capture: "mtu", shape: { container: "pcapng" }, aim: 1.15 },
  { name: "small-100/as-pcapng", capture: "small-100", shape: { container: "pcapng" }, aim: 1.15 },
  { name: "small-100/as-sll2", capture: "small-100", shape: { linkType: "sll2" } },
  { name: "small-100/as-ipv6", capture: "small-100", shape: { ipv6: 1 } },
];

/** The decoder alone: the most nanoseconds that a packet may take, where there is an aim. */
export const DECODE_AIMS: readonly { readonly profile: ProfileName; readonly aim?: number }[] = [
  { profile: "small-100", aim: 40 },
  { profile: "small-20k", aim: 55 },
  { profile: "small-100k" },
  { profile: "mtu" },
];
