/** Series of captures in which one thing grows and the rest stays: what our time and memory do then. */
import type { CaptureOptions } from "../generator/plan.ts";
import type { DetailName } from "./comparisons.ts";

type Shape = Omit<CaptureOptions, "seed" | "bytes"> & { readonly packets: number };

export interface GrowthSeries {
  readonly name: string;
  readonly description: string;
  readonly detail: DetailName;
  /** In words, what of a step is more than in the one before. */
  label(shape: Shape): string;
  readonly steps: readonly Shape[];
}

const FLOWS = [100, 20_000, 100_000, 1_000_000];
const LOSSES = [0, 10, 50, 200];
const FLOW_PACKETS = 12;

const millions = ({ packets }: Shape): string => `${packets / 1e6} M packets`;

export const GROWTH_SERIES: readonly GrowthSeries[] = [
  {
    name: "growth/packets-small",
    description: "the same 100 flows for longer",
    detail: "phase",
    label: millions,
    steps: [1e6, 3e6, 9e6].map((packets) => ({ profile: "small-100", packets })),
  },
  {
    name: "growth/packets-mtu",
    description: "the same 1,000 downloads for longer",
    detail: "phase",
    label: millions,
    steps: [150e3, 500e3, 1.5e6].map((packets) => ({ profile: "mtu", packets })),
  },
  {
    name: "growth/flows",
    description: "as many packets of more flows, all live",
    detail: "flow",
    label: ({ live }) => `${live} live`,
    steps: FLOWS.map((live) => ({ profile: "small-20k", packets: 9e6, live })),
  },
  {
    name: "growth/ended-flows",
    description: "more flows of 12 packets, 20,000 live",
    detail: "flow",
    label: ({ packets }) => `${packets / FLOW_PACKETS} flows`,
    steps: [100e3, 300e3, 1e6].map((flows) => ({
      profile: "small-100k",
      packets: FLOW_PACKETS * flows,
      live: 20_000,
    })),
  },
  {
    name: "growth/events",
    description: "as many packets of downloads with more loss, so with more events",
    detail: "phase",
    label: ({ lossPerMille }) => `${lossPerMille! / 10} % lost`,
    steps: LOSSES.map((lossPerMille) => ({ profile: "lossy", packets: 1.05e6, lossPerMille })),
  },
];

/** The step as it is, or with a tenth of its packets and flows. */
export function sizeOfStep(shape: Shape, quick: boolean): Shape {
  if (!quick) return shape;
  const { packets, live } = shape;
  return { ...shape, packets: packets / 10, ...(live !== undefined && { live: Math.max(10, live / 10) }) };
}
