/** Captures made on the spot, the same on every run: sound ones of every kind, and damage to them. */

import { seededRandom } from "../runtimes/seeded.ts";
import { articleCapture } from "../support/article_capture.ts";
import {
  concat,
  type PcapOptions,
  type PcapPacket,
  pcap,
  type TcpOption,
  type TcpPacketOptions,
  tcpPacket,
} from "../support/capture_builder.ts";
import { ENCAPSULATIONS, FRAMES, LINK_TYPES } from "../support/frame_catalogue.ts";

export interface NamedCapture {
  readonly name: string;
  readonly bytes: Uint8Array;
}

type Wrap = (datagram: Uint8Array) => Uint8Array;

/** How each link type carries a datagram in the plain way. */
export const PLAIN_ENCAPSULATIONS: ReadonlyMap<number, Wrap> = new Map(
  [...ENCAPSULATIONS].reverse().map(({ linkType, wrap }) => [linkType, wrap]),
);

export const SUPPORTED_LINK_TYPES: readonly number[] = LINK_TYPES;

const V4 = { client: "10.0.0.1:40000", server: "10.0.0.2:80" };
const V6 = { client: "[2001:db8::1]:40000", server: "[2001:db8::2]:80" };

/** The datagrams of one connection from SYN to the last ACK, with `payloads` segments of data in turn. */
export function conversation(payloads = 4, ends: { client: string; server: string } = V4): Uint8Array[] {
  const next = { client: 0xfffffff0, server: 5000 };
  let tick = 100;
  const datagrams: Uint8Array[] = [];
  const send = (from: "client" | "server", flags: string, more: TcpPacketOptions = {}): void => {
    const to = from === "client" ? "server" : "client";
    const stamps: TcpOption = { timestamps: [tick++, tick - 10] };
    datagrams.push(
      tcpPacket({
        from: ends[from],
        to: ends[to],
        flags,
        seq: next[from],
        ack: flags.includes(".") ? next[to] : 0,
        options: ["nop", "nop", stamps],
        ...more,
      }),
    );
    const consumed = (typeof more.payload === "number" ? more.payload : 0) + (/[SF]/.test(flags) ? 1 : 0);
    next[from] = (next[from] + consumed) >>> 0;
  };
  const syn: readonly TcpOption[] = [
    { mss: 1460 },
    "sack_permitted",
    { timestamps: [1, 0] },
    "nop",
    { wscale: 7 },
  ];
  send("client", "S", { options: syn });
  send("server", "S.", { options: syn });
  send("client", ".");
  for (let i = 0; i < payloads; i++)
    send(i % 2 ? "server" : "client", "P.", { payload: 1 + ((i * 37) % 120) });
  send("client", "F.");
  send("server", ".");
  send("server", "F.");
  send("client", ".");
  return datagrams;
}

/** Conversation in one file. */
export function conversationFile(linkType: number, options: PcapOptions = {}, payloads = 4): Uint8Array {
  const wrap = PLAIN_ENCAPSULATIONS.get(linkType)!;
  // LINKTYPE_IPV6 carries no IPv4
  const datagrams = conversation(payloads, linkType === 229 ? V6 : V4);
  return pcap(
    datagrams.map((datagram, i) => ({ data: wrap(datagram), nsec: i * 1_000_000 })),
    { ...options, linkType },
  );
}

const FLAGS = [
  "S",
  "S",
  "S.",
  "S.",
  ".",
  ".",
  ".",
  "P.",
  "F.",
  "F.",
  "R",
  "R.",
  "F",
  "SF",
  "SR",
  "",
  "SFRPUEWe.",
];
const OPTIONS: readonly (readonly TcpOption[])[] = [
  [],
  [{ mss: 1460 }, "sack_permitted", "nop", { wscale: 14 }],
  [{ mss: 0 }, { wscale: 255 }],
  ["nop", "nop", { timestamps: [0xffffffff, 1] }],
  [
    {
      sack: [
        [1, 2],
        [0xfffffff0, 5],
      ],
    },
  ],
  [{ kind: 254, length: 0 }],
];

/** Segments with senseless flags and numbers between few ends, at times that jump: connections of every fate. */
export function wildSegments(seed: number, count: number): PcapPacket[] {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const number = (base: number): number =>
    pick([
      base,
      base,
      base + 1,
      base + 2,
      base + Math.floor(random() * 5000),
      base - 1,
      random() * 2 ** 32,
    ]) >>> 0;
  const ends = ["10.0.0.1:1", "10.0.0.1:2", "10.0.0.2:80", "10.0.0.2:1", "10.0.0.3:80"];
  const wrap = PLAIN_ENCAPSULATIONS.get(1)!;
  let milliseconds = 1_700_000_000_000;
  return Array.from({ length: count }, () => {
    milliseconds += pick([0, 0, 1, 1, 20, 300, -5, 6000, random() < 0.05 ? 90_000 : 3]);
    const data = wrap(
      tcpPacket({
        from: pick(ends),
        to: pick(ends),
        flags: pick(FLAGS),
        seq: number(1000),
        ack: number(1000),
        window: pick([0, 1, 65_535]),
        options: pick(OPTIONS),
        payload: pick([0, 0, 0, 1, 100, 1460]),
        checksum: pick(["right", "right", "partial", "bad", "zero"]),
      }),
    );
    return { data, sec: Math.floor(milliseconds / 1000), nsec: (milliseconds % 1000) * 1e6 };
  });
}

/** More output than a block and more input than one decode call takes. */
function bigFile(): Uint8Array {
  const packets: Uint8Array[] = [];
  for (let i = 0; i < 60; i++) {
    packets.push(...conversation(60, { client: `10.1.0.${i}:4000`, server: "10.0.0.2:80" }));
  }
  const padded = packets.map((datagram) =>
    concat(PLAIN_ENCAPSULATIONS.get(1)!(datagram), new Uint8Array(60)),
  );
  return pcap(padded);
}

/** Sound captures of every kind; a few kilobytes each, but for one. */
export function soundCaptures(): NamedCapture[] {
  return [
    { name: "article", bytes: articleCapture() },
    { name: "header only", bytes: pcap([]) },
    ...SUPPORTED_LINK_TYPES.map((linkType) => ({
      name: `conversation on link type ${linkType}`,
      bytes: conversationFile(linkType, { byteOrder: linkType % 2 ? "big" : "little" }),
    })),
    ...SUPPORTED_LINK_TYPES.map((linkType) => ({
      name: `catalogue of link type ${linkType}`,
      bytes: pcap(
        FRAMES.filter((frame) => frame.linkType === linkType).map(({ data }) => data),
        { linkType, resolution: "nanoseconds" },
      ),
    })),
    { name: "old order of lengths", bytes: conversationFile(1, { versionMinor: 2 }) },
    { name: "lengths in any order", bytes: conversationFile(1, { versionMinor: 3 }) },
    { name: "snaplen 68", bytes: conversationFile(1, { snaplen: 68 }) },
    { name: "link type that is not decoded", bytes: pcap(conversation(), { linkType: 105 }) },
    ...[1, 2, 3].map((seed) => ({ name: `wild ${seed}`, bytes: pcap(wildSegments(seed, 300)) })),
    { name: "big", bytes: bigFile() },
  ];
}

/** `count` damaged copies of a capture: cut, bits flipped, words replaced, parts dropped or doubled. */
export function damagedCopies({ name, bytes }: NamedCapture, seed: number, count: number): NamedCapture[] {
  const random = seededRandom(seed);
  const place = (): number => Math.floor(random() * bytes.length);
  return Array.from({ length: count }, (_, i) => {
    const copy = bytes.slice();
    switch (i % 4) {
      case 0:
        return { name: `${name}, cut ${i}`, bytes: copy.subarray(0, place()) };
      case 1:
        for (let n = 0; n < 8; n++) copy[place()]! ^= 1 << Math.floor(random() * 8);
        return { name: `${name}, flipped ${i}`, bytes: copy };
      case 2: {
        const at = place() & ~3;
        copy.fill(random() < 0.5 ? 0xff : 0, at, at + 4);
        return { name: `${name}, overwritten ${i}`, bytes: copy };
      }
      default: {
        const [from, to] = [place(), place()];
        return { name: `${name}, spliced ${i}`, bytes: concat(copy.subarray(0, from), copy.subarray(to)) };
      }
    }
  });
}
