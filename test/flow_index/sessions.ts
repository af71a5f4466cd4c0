/** Captures of many TCP connections on few 4-tuples: closed, reset, cut short, and begun again early or late. */
import {
  ethernet,
  type PcapPacket,
  pcap,
  type TcpPacketOptions,
  tcpPacket,
} from "../support/capture_builder.ts";
import { Random } from "./random.ts";

/** A segment of a connection: sender, flags, payload bytes. */
type Step = readonly [from: "c" | "s", flags: string, payload?: number];

const OPEN: readonly Step[] = [
  ["c", "S"],
  ["s", "SA"],
  ["c", "A"],
];
const DATA: readonly Step[] = [
  ["c", "PA", 40],
  ["s", "A"],
  ["s", "PA", 30],
  ["c", "A"],
];
const CLOSE: readonly Step[] = [
  ["c", "FA"],
  ["s", "A"],
  ["s", "FA"],
  ["c", "A"],
];
const SCRIPTS: readonly (readonly Step[])[] = [
  [...OPEN, ...DATA, ...CLOSE],
  [...OPEN, ...CLOSE],
  // half close
  [...OPEN, ["c", "FA"], ["s", "A"], ["s", "PA", 20], ["c", "A"], ["s", "FA"], ["c", "A"]],
  // three segments
  [...OPEN, ...DATA, ["s", "FA"], ["c", "FA"], ["s", "A"]],
  // a late segment after the close
  [...OPEN, ...CLOSE, ["s", "A"], ["s", "R"]],
  // refused, and aborted
  [
    ["c", "S"],
    ["s", "RA"],
  ],
  [...OPEN, ...DATA, ["c", "RA"], ["s", "A"]],
  // seen from the middle, and never closed
  DATA,
  [...DATA, ...CLOSE],
  OPEN,
  [["c", "S"]],
];

const SECOND = 1e9;

/** A capture of `connections` connections in Ethernet frames, IPv4 and IPv6, with stamps that go back at times. */
export function sessionCapture(seed: number, connections: number): Uint8Array {
  const random = new Random(seed);
  const tuples = Array.from({ length: 5 + random.below(8) }, (_, i) =>
    i % 3 === 2
      ? { c: `[2001:db8::${1 + (i >> 1)}]:${50_000 + i}`, s: "[2001:db8::5]:443", free: 0 }
      : { c: `10.0.0.${1 + (i >> 1)}:${50_000 + i}`, s: "10.0.1.1:443", free: 0 },
  );
  const packets: { time: number; options: TcpPacketOptions }[] = [];
  for (let n = 0; n < connections; n++) {
    const tuple = random.pick(tuples);
    // soon after the last one, or when nothing lingers any more
    let time = tuple.free + random.below(random.chance(0.5) ? SECOND : 12 * SECOND);
    const next = { c: random.word(), s: random.word() };
    const script = random.pick(SCRIPTS);
    for (const [from, flags, payload = 0] of script) {
      const to = from === "c" ? "s" : "c";
      time += 1000 + random.below(0.4 * SECOND);
      const options: TcpPacketOptions = {
        from: tuple[from],
        to: tuple[to],
        flags,
        seq: next[from],
        ack: flags.includes("A") ? next[to] : 0,
        payload,
        ...(flags.includes("S") ? { options: [{ mss: 1460 }, "nop", { wscale: 7 }] as const } : {}),
      };
      packets.push({ time, options });
      if (random.chance(0.05)) packets.push({ time: time + 1000, options });
      next[from] = (next[from] + payload + (/[SF]/.test(flags) ? 1 : 0)) >>> 0;
    }
    tuple.free = time;
  }
  packets.sort((a, b) => a.time - b.time);
  for (let i = 1; i < packets.length; i++) {
    if (random.chance(0.03)) [packets[i - 1], packets[i]] = [packets[i]!, packets[i - 1]!];
  }
  const frames = packets.map(
    ({ time, options }): PcapPacket => ({
      data: ethernet(tcpPacket(options)),
      sec: 1_700_000_000 + Math.floor(time / SECOND),
      nsec: time % SECOND,
    }),
  );
  return pcap(frames, { resolution: "nanoseconds" });
}
