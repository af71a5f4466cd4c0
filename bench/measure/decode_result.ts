import type { Spread } from "./statistics.ts";

/** What decode.ts measured for one profile; --json prints it. */
export interface DecodeResult {
  readonly profile: string;
  readonly packets: number;
  readonly flows: number;
  readonly bytes: number;
  readonly nsPerPacket: Spread;
  readonly gigabytesPerSecond: number;
  readonly copyNsPerPacket: number;
}
