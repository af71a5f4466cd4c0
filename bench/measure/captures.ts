/** The captures that rows are measured on, by name. */
import type { CaptureOptions } from "../generator/plan.ts";

/** Size of a capture: exact packets, or bytes as pcap. */
export type CaptureSize = { readonly packets: number } | { readonly bytes: number };

/** What of a generated capture its size and seed do not say. */
export type CaptureShape = Omit<CaptureOptions, "packets" | "bytes" | "seed">;

export interface CaptureKind {
  readonly description: string;
  readonly shape: CaptureShape;
  /** What a ratio is quoted for, and what is enough to see a change. */
  readonly full: CaptureSize;
  readonly quick: CaptureSize;
}

const SMALL = { full: { packets: 10e6 }, quick: { packets: 600e3 } };
const GIGABYTE = { full: { bytes: 1e9 }, quick: { bytes: 100e6 } };
/** Lost full segments of 1,000: many anomalies, and each with duplicate ACKs around it. */
export const HEAVY_LOSS = 50;

export const CAPTURES = {
  mtu: { description: "1,448-byte payloads and their ACKs", shape: { profile: "mtu" }, ...GIGABYTE },
  "small-100": { description: "small packets, 100 live flows", shape: { profile: "small-100" }, ...SMALL },
  "small-20k": { description: "small packets, 20,000 live flows", shape: { profile: "small-20k" }, ...SMALL },
  "small-100k": {
    description: "100,000 flows of 12 small packets, 20,000 live",
    shape: { profile: "small-100k" },
    full: { packets: 1.2e6 },
    quick: { packets: 240e3 },
  },
  "small-1m": {
    description: "1,000,000 flows of 12 small packets, 100,000 live",
    shape: { profile: "small-100k", live: 100_000 },
    full: { packets: 12e6 },
    quick: { packets: 240e3 },
  },
  sll2: {
    description: "mtu with Linux cooked headers v2",
    shape: { profile: "mtu", linkType: "sll2" },
    ...GIGABYTE,
  },
  pcapng: {
    description: "small-20k as pcapng",
    shape: { profile: "small-20k", container: "pcapng" },
    ...SMALL,
  },
  ipv6: { description: "small-20k over IPv6 alone", shape: { profile: "small-20k", ipv6: 1 }, ...SMALL },
  lossy: {
    description: `mtu with ${HEAVY_LOSS / 10} % of loss, before or behind the tap, mended by fast retransmits`,
    shape: { profile: "lossy", lossPerMille: HEAVY_LOSS },
    ...GIGABYTE,
  },
  "mtu-gz": {
    description: "mtu compressed by gzip -1",
    shape: { profile: "mtu" },
    full: { bytes: 300e6 },
    quick: { bytes: 50e6 },
  },
  "small-gz": {
    description: "small-100 compressed by gzip -1",
    shape: { profile: "small-100" },
    full: { packets: 2e6 },
    quick: { packets: 400e3 },
  },
} as const satisfies Record<string, CaptureKind>;

export type CaptureName = keyof typeof CAPTURES;

/** What of the command line settles a capture's size. */
export interface SizeOptions {
  readonly quick: boolean;
  /** Instead of every capture's own size. */
  readonly packets: number | undefined;
  readonly seed: number;
}

export function captureOptions(name: CaptureName, { quick, packets, seed }: SizeOptions): CaptureOptions {
  const { shape, full, quick: small }: CaptureKind = CAPTURES[name];
  const size = quick ? small : full;
  return { ...shape, seed, ...(packets === undefined ? size : { packets }) };
}
