/** Segments at random, close enough to each other to get all labels: what no capture at hand has. */

import { parseScript } from "../../golden/script.ts";
import { scriptCapture } from "../../golden/script_capture.ts";

const CONNECTIONS = 300;
const SEGMENTS = 60;
const ISNS = [1000, 4_294_967_280, 0, 1, 2_147_483_632] as const;
/** Nanoseconds between segments, around the bounds of the rules. */
const STEPS = [0, 1000, 900_000, 2_999_999, 3_000_000, 15_000_000, 19_999_999, 20_000_000] as const;

/** A capture of many connections, one after the other; the same seed gives the same one. */
export function randomSegments(seed: number): Uint8Array {
  let state = seed >>> 0;
  // mulberry32: the same on every machine
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

  const connections: string[] = [];
  const segments: string[] = [];
  let time = 0;
  for (let i = 0; i < CONNECTIONS; i++) {
    connections.push(
      `connection x${i} 192.0.2.1:${10_000 + i} 198.51.100.2:80 isn ${pick(ISNS)} ${pick(ISNS)}`,
    );
    const next = [0, 0];
    const ack = [0, 0];
    const window = [100, 100];
    const shift = pick(["", "", "<wscale 0>", "<wscale 1>", "<wscale 2>"]);
    const windows = pick([[0, 0, 1, 5], [5, 10, 20, 100], [100]]);
    const hasHandshake = random() < 0.7;
    for (let k = 0; k < SEGMENTS; k++) {
      let side = random() < 0.5 ? 0 : 1;
      let flags = pick([".", ".", ".", ".", ".", "P.", "P.", "F.", "R.", "", "S", "S."]);
      if (/[FRS]/.test(flags) && random() < 0.7) flags = ".";
      if (hasHandshake && k < 3) {
        side = k % 2;
        flags = ["S", "S.", "."][k]!;
      }
      const length = /[SR]/.test(flags) ? 0 : pick([0, 0, 0, 0, 1, 1, 2, 5, 10]);
      const own = next[side]!;
      const other = next[1 - side]!;
      const before = pick([0, 0, 0, 0, 0, 0, -1, -1, -2, -5, -length, 1, 7]);
      const seq = flags.includes("S") ? 0 : pick([own + before, own + before, ack[1 - side]!]);
      if (flags.includes(".")) ack[side] = pick([ack[side]!, ack[side]!, other, other, other - 3, other + 4]);
      if (random() < 0.25) window[side] = pick(windows);
      next[side] = Math.max(own, seq + length + (/[SF]/.test(flags) ? 1 : 0));
      time += pick(STEPS);
      const at = `${Math.floor(time / 1e9)}.${(time % 1e9).toString().padStart(9, "0")}`;
      segments.push(
        `${at} x${i}.${side === 0 ? "c" : "s"} ${flags || "none"} ${seq}:${seq + length}(${length})` +
          `${flags.includes(".") ? ` ack ${ack[side]}` : ""} win ${window[side]}` +
          `${flags.includes("S") ? ` ${shift}` : ""}`,
      );
    }
  }
  return scriptCapture(
    parseScript([...connections, "", "resolution nanoseconds", ...segments, ""].join("\n")),
  );
}
