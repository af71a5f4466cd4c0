/** Small captures for tests of the capture clock. */
import { ethernet, filler, ipv4, type PcapPacket, pcap, tcp, tcpPacket } from "./capture_builder.ts";
import type { Stamp } from "./reference_decoder.ts";

/** Seconds since 1970 that the moments count from. */
export const START = 1_700_000_000;
export const NANOSECONDS = { resolution: "nanoseconds" } as const;
/** A link type that the decoder does not read. */
export const LINKTYPE_IEEE802_11 = 105;

export const FRAMES = {
  tcp: ethernet(tcpPacket({ payload: 3 })),
  udp: ethernet(ipv4({ protocol: 17 }, filler(20))),
  arp: ethernet(tcpPacket(), { etherType: 0x0806 }),
  cut: new Uint8Array(5),
  fragment: ethernet(ipv4({ mf: true }, tcp())),
} as const;
export type Kind = keyof typeof FRAMES;
/** Seconds after the start, and nanoseconds. */
export type Moment = readonly [kind: Kind, sec: number, nsec?: number];

export function packet([kind, sec, nsec = 0]: Moment): PcapPacket {
  return { data: FRAMES[kind], sec: START + sec, nsec };
}

export function capture(moments: readonly Moment[]): Uint8Array {
  return pcap(moments.map(packet), NANOSECONDS);
}

export function fromStart({ sec, nsec }: Stamp): readonly [number, number] {
  return [sec - START, nsec];
}
