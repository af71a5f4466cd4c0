import { describe, expect, test } from "vitest";
import { GeneratedCapture } from "../bench/generator/capture.ts";
import type { CaptureOptions } from "../bench/generator/plan.ts";
import { PROFILES, type ProfileName } from "../bench/generator/profiles.ts";
import { Analyzer } from "../src/mod.ts";

function generate(options: CaptureOptions, chunkBytes?: number) {
  const capture = new GeneratedCapture(options, chunkBytes);
  const chunks = [];
  for (const chunk of capture) chunks.push(chunk.slice());
  return { bytes: new Uint8Array(Buffer.concat(chunks)), summary: capture.summary, chunks: chunks.length };
}

interface Packet {
  usec: number;
  /** One's-complement sums, checksum included; undefined: IPv6 has none. */
  ipSum: number | undefined;
  tcpSum: number;
  flow: string;
  fromClient: boolean;
  flags: number;
  seq: number;
  ack: number;
  payloadLength: number;
  options: number[];
}

function onesComplementSum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) {
    sum += i % 2 === 0 ? bytes[i]! << 8 : bytes[i]!;
    if (sum > 0xffff) sum -= 0xffff;
  }
  return sum;
}

function optionKinds(options: Uint8Array): number[] {
  const kinds = [];
  for (let at = 0; at < options.length; at += options[at]! <= 1 ? 1 : options[at + 1]!)
    kinds.push(options[at]!);
  return kinds;
}

/** A second reader of the format, by the headers' own lengths. */
function readPackets(bytes: Uint8Array, linkHeaderBytes: number): Packet[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packets: Packet[] = [];
  for (let at = 24; at < bytes.length; ) {
    const captured = view.getUint32(at + 8, true);
    expect(view.getUint32(at + 12, true)).toBe(captured);
    const ip = at + 16 + linkHeaderBytes;
    const end = at + 16 + captured;
    const ipv6 = bytes[ip]! >>> 4 === 6;
    const tcp = ip + (ipv6 ? 40 : (bytes[ip]! & 15) * 4);
    expect(end).toBe(ipv6 ? tcp + view.getUint16(ip + 4) : ip + view.getUint16(ip + 2));
    const addresses = ipv6 ? bytes.subarray(ip + 8, ip + 40) : bytes.subarray(ip + 12, ip + 20);
    const pseudoHeader = [...addresses, 0, 0, (end - tcp) >>> 8, (end - tcp) & 0xff, 0, 0, 0, 6];
    const half = addresses.length / 2;
    const source = `${addresses.subarray(0, half)} ${view.getUint16(tcp)}`;
    const destination = `${addresses.subarray(half)} ${view.getUint16(tcp + 2)}`;
    const fromClient = view.getUint16(tcp + 2) < 8000;
    const headerEnd = tcp + (bytes[tcp + 12]! >>> 4) * 4;
    packets.push({
      usec: view.getUint32(at, true) * 1_000_000 + view.getUint32(at + 4, true),
      ipSum: ipv6 ? undefined : onesComplementSum(bytes.subarray(ip, tcp)),
      tcpSum: onesComplementSum(Uint8Array.from([...pseudoHeader, ...bytes.subarray(tcp, end)])),
      flow: fromClient ? `${source} ${destination}` : `${destination} ${source}`,
      fromClient,
      flags: bytes[tcp + 13]!,
      seq: view.getUint32(tcp + 4),
      ack: view.getUint32(tcp + 8),
      payloadLength: end - headerEnd,
      options: optionKinds(bytes.subarray(tcp + 20, headerEnd)),
    });
    at = end;
  }
  return packets;
}

const NAMES = Object.keys(PROFILES) as ProfileName[];
/** Connections of these have handshake, data and teardown, and nothing is lost. */
const CLEAN = ["small-100", "small-20k", "small-100k", "mtu"] as const;
/** Packets of a connection, where a profile says it. */
const FLOW_PACKETS: Partial<Record<ProfileName, number>> = { "small-100k": 12, aborted: 3, "syn-flood": 1 };

/** What the analyzer says about a capture. */
function summarize(bytes: Uint8Array): Record<string, unknown>[] {
  const analyzer = new Analyzer({ detail: "flow" });
  analyzer.nextFile("generated");
  analyzer.push(bytes);
  analyzer.end();
  analyzer.flush();
  let text = "";
  for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) {
    text += Buffer.from(block).toString("utf8");
    analyzer.recycle(block);
  }
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("generated capture", () => {
  test("is the same for the same seed, whatever the size of the chunks", () => {
    const one = generate({ profile: "small-100k", packets: 3_000, seed: 5 });
    const two = generate({ profile: "small-100k", packets: 3_000, seed: 5 }, 1_000);
    expect(two.chunks).toBeGreaterThan(100);
    expect(Buffer.compare(one.bytes, two.bytes)).toBe(0);
    expect(two.summary).toEqual(one.summary);
    const other = generate({ profile: "small-100k", packets: 3_000, seed: 6 });
    expect(Buffer.compare(one.bytes, other.bytes)).not.toBe(0);
  });

  test.each(NAMES)("%s: checksums sum to 0xffff and the summary counts what is there", (profile) => {
    const { bytes, summary } = generate({ profile, packets: 2_500, live: 60, seed: 3 });
    const packets = readPackets(bytes, 14);
    for (const { ipSum, tcpSum } of packets) {
      expect(ipSum ?? 0xffff).toBe(0xffff);
      expect(tcpSum).toBe(0xffff);
    }
    const seen = new Set<string>();
    let resentPackets = 0;
    for (const { flow, fromClient, seq, payloadLength } of packets) {
      if (payloadLength === 0) continue;
      const key = `${flow} ${fromClient} ${seq}`;
      if (seen.has(key)) resentPackets++;
      seen.add(key);
    }
    expect(summary).toEqual({
      packets: packets.length,
      flows: new Set(packets.map((packet) => packet.flow)).size,
      ipv6Packets: packets.filter((packet) => packet.ipSum === undefined).length,
      payloadBytes: packets.reduce((sum, packet) => sum + packet.payloadLength, 0),
      resentPackets,
      latePackets: profile === "lossy" ? expect.any(Number) : 0,
      frameBytes: bytes.length - 24 - 16 * packets.length,
      fileBytes: bytes.length,
    });
    const flowPackets = FLOW_PACKETS[profile];
    expect(summary.packets).toBe(profile === "aborted" ? 2_499 : 2_500);
    expect(summary.flows).toBe(flowPackets === undefined ? 60 : Math.floor(2_500 / flowPackets));
    expect(summary.ipv6Packets / summary.packets).toBeCloseTo(0.2, 1);
  });

  test.each(NAMES)("%s: the analyzer finds no copies, and the retransmissions that were made", (profile) => {
    const { bytes, summary } = generate({ profile, packets: 6_000, live: 100, seed: 2 });
    const events = summarize(bytes);
    expect(events.at(-1)).toMatchObject({
      event: "capture_end",
      packets: summary.packets,
      flows: summary.flows,
      cksum_good: summary.packets,
      copies: 0,
      backward_time: 0,
    });
    const sum = (field: string): number =>
      events
        .flatMap(({ c2s, s2c }) => [c2s, s2c] as (Record<string, number> | undefined)[])
        .reduce((total, direction) => total + (direction?.[field] ?? 0), 0);
    expect(sum("retrans_packets")).toBe(summary.resentPackets);
    expect(sum("ooo_packets")).toBe(summary.latePackets);
    expect(sum("gaps")).toBe(0);
    if (profile === "lossy") {
      expect(summary.resentPackets).toBeGreaterThan(5);
      expect(summary.latePackets).toBeGreaterThan(5);
    }
  });

  test.each(CLEAN)("%s: every connection is whole, in order and without a gap", (profile) => {
    const packets = readPackets(generate({ profile, packets: 2_000, live: 40 }).bytes, 14);
    for (let i = 1; i < packets.length; i++) {
      expect(packets[i]!.usec).toBeGreaterThanOrEqual(packets[i - 1]!.usec);
    }
    for (const name of new Set(packets.map((packet) => packet.flow))) {
      const flow = packets.filter((packet) => packet.flow === name);
      expect(flow.slice(0, 3).map((packet) => packet.flags)).toEqual([0x02, 0x12, 0x10]);
      expect(flow[0]!.options).toEqual([2, 4, 8, 1, 3]);
      expect(flow.slice(2).every((packet) => `${packet.options}` === "1,1,8")).toBe(true);
      expect(flow.slice(-4).map((packet) => packet.flags)).toEqual([0x11, 0x10, 0x11, 0x10]);
      expect(flow.at(-4)!.fromClient).toBe(flow.at(-1)!.fromClient);
      expect(flow.filter((packet) => packet.flags & 0x03)).toHaveLength(4);
      const next = new Map<boolean, number>();
      for (const { fromClient, flags, seq, ack, payloadLength } of flow) {
        expect(seq).toBe(next.get(fromClient) ?? seq);
        if (flags & 0x10) expect(ack).toBe(next.get(!fromClient));
        next.set(fromClient, (seq + payloadLength + (flags & 0x03 ? 1 : 0)) >>> 0);
      }
    }
  });

  test("lossy: the client acknowledges what has arrived without a gap", () => {
    const packets = readPackets(generate({ profile: "lossy", packets: 20_000, live: 40 }).bytes, 14);
    let duplicateAcks = 0;
    for (const name of new Set(packets.map((packet) => packet.flow))) {
      const flow = packets.filter((packet) => packet.flow === name);
      const arrived = new Map<number, number>();
      let next = (flow[1]!.seq + 1) >>> 0;
      for (const [i, { fromClient, seq, ack, payloadLength }] of flow.entries()) {
        if (i < 2 || i >= flow.length - 4) continue;
        if (fromClient) {
          expect(ack).toBe(next);
          if (arrived.size > 0) duplicateAcks++;
        } else {
          // the last sending is the one that arrives
          const again = flow.findIndex((later, j) => j > i && !later.fromClient && later.seq === seq);
          if (again < 0) arrived.set(seq, payloadLength);
          else expect(again - i).toBe(4);
        }
        for (let length = arrived.get(next); length !== undefined; length = arrived.get(next)) {
          arrived.delete(next);
          next = (next + length) >>> 0;
        }
      }
      expect(arrived.size).toBe(0);
    }
    expect(duplicateAcks).toBeGreaterThan(50);
  });

  test("lossy: a segment that is sent again at once is no copy, over IPv6 either", () => {
    const { bytes, summary } = generate({ profile: "lossy", packets: 3_000, live: 2, ipv6: 1 });
    expect(summary.resentPackets).toBeGreaterThan(3);
    expect(summarize(bytes).at(-1)).toMatchObject({ copies: 0 });
  });

  test("lossy: the option says how much is lost", () => {
    const lost = [0, 10, 100].map((lossPerMille) => {
      const { summary } = generate({ profile: "lossy", packets: 20_000, live: 40, lossPerMille });
      return summary.resentPackets + summary.latePackets;
    });
    expect(lost[0]).toBe(0);
    expect(lost[2]! / lost[1]!).toBeGreaterThan(4);
  });

  test("aborted: SYN, SYN-ACK, RST; syn-flood: SYNs of different connections", () => {
    const aborted = readPackets(generate({ profile: "aborted", packets: 300, live: 20 }).bytes, 14);
    for (const name of new Set(aborted.map((packet) => packet.flow))) {
      const flow = aborted.filter((packet) => packet.flow === name);
      expect(flow.map(({ flags }) => flags)).toEqual([0x02, 0x12, 0x04]);
      expect(flow[2]!.seq).toBe((flow[0]!.seq + 1) >>> 0);
    }
    const flood = readPackets(generate({ profile: "syn-flood", packets: 300 }).bytes, 14);
    expect(flood.every(({ flags, ack }) => flags === 0x02 && ack === 0)).toBe(true);
    expect(new Set(flood.map((packet) => packet.flow)).size).toBe(300);
  });

  test("the mean gap between packets is that of the option", () => {
    const usec = readPackets(generate({ profile: "small-100", packets: 4_000, meanGap: 50 }).bytes, 14).map(
      (packet) => packet.usec,
    );
    const mean = (usec.at(-1)! - usec[0]!) / (usec.length - 1);
    expect(mean).toBeGreaterThan(47);
    expect(mean).toBeLessThan(53);
  });

  test("sll2: the link header names protocol and direction", () => {
    const { bytes } = generate({ profile: "small-100", packets: 200, linkType: "sll2", ipv6: 0.5 });
    expect(new DataView(bytes.buffer).getUint32(20, true)).toBe(276);
    const view = new DataView(bytes.buffer);
    let at = 24;
    for (const { tcpSum, fromClient, ipSum } of readPackets(bytes, 20)) {
      expect(tcpSum).toBe(0xffff);
      expect(view.getUint16(at + 16)).toBe(ipSum === undefined ? 0x86dd : 0x0800);
      expect(bytes[at + 16 + 10]).toBe(fromClient ? 0 : 4);
      at += 16 + view.getUint32(at + 8, true);
    }
  });

  test.each(NAMES)("%s: a target in bytes is met within three percent", (profile) => {
    const { summary } = generate({ profile, bytes: 3_000_000, live: 100 });
    expect(Math.abs(summary.fileBytes / 3_000_000 - 1)).toBeLessThan(0.03);
  });

  test("mtu: full segments fill 1,500 bytes of IP", () => {
    const lengths = readPackets(generate({ profile: "mtu", packets: 500, live: 10 }).bytes, 14).map(
      (packet) => packet.payloadLength + (packet.ipSum === undefined ? 72 : 52),
    );
    expect(lengths.filter((length) => length === 1500).length).toBeGreaterThan(200);
    expect(Math.max(...lengths)).toBe(1500);
  });

  test.each([
    { packets: 6 },
    { packets: 100, flowPackets: 6 },
    { packets: 100, live: 0 },
    { packets: 100, ipv6: 1.5 },
    { packets: 100, meanGap: 0 },
    { packets: 100, lossPerMille: 1001 },
    { packets: 100, profile: "aborted", flowPackets: 4 } as const,
    { packets: 2, profile: "aborted" } as const,
    {},
    { packets: 100, bytes: 100 },
  ])("an impossible option is a RangeError: %o", (options) => {
    expect(() => new GeneratedCapture({ profile: "small-100", ...options })).toThrow(RangeError);
  });
});
