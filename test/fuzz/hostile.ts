/** Inputs of some megabytes, each made to be slow or to fill memory where work or state is not bounded. */
import {
  type BlockOption,
  type EnhancedPacket,
  type PcapngBlock,
  pcapng,
} from "../support/builder/pcapng.ts";
import {
  carry,
  concat,
  ethernet,
  filler,
  ipInIp,
  ipv4,
  ipv6,
  mpls,
  type PcapPacket,
  pcap,
  pcapHeader,
  pcapRecord,
  tcpPacket,
  u16,
  u32,
  udp,
  vxlan,
} from "../support/capture_builder.ts";

const MIB = 2 ** 20;
const LINKTYPE_NFLOG = 239;

export interface Hostile {
  readonly name: string;
  readonly make: () => Uint8Array;
}

const SYN = ethernet(tcpPacket({ flags: "S" }));

/** As many copies of `unit` as fill `bytes`. */
function repeated(unit: Uint8Array, bytes: number): Uint8Array {
  const whole = new Uint8Array(Math.floor(bytes / unit.length) * unit.length);
  for (let at = 0; at < whole.length; at += unit.length) whole.set(unit, at);
  return whole;
}

function behind(header: Uint8Array, rest: Uint8Array): Uint8Array {
  return concat(header, rest);
}

/** Blocks made once and repeated: building each would take longer than reading them. */
function repeatedBlocks(
  start: readonly PcapngBlock[],
  unit: readonly PcapngBlock[],
  bytes: number,
): Uint8Array {
  const head = pcapng(start);
  const one = pcapng([{ block: "SHB" }, ...unit]).subarray(pcapng([{ block: "SHB" }]).length);
  return behind(head, repeated(one, bytes));
}

const START: readonly PcapngBlock[] = [{ block: "SHB" }, { block: "IDB" }];
const PACKET: EnhancedPacket = { block: "EPB", data: SYN, stamp: 1_700_000_000_000_000n };

function records(count: number, frame: (i: number) => Uint8Array, linkType = 1): Uint8Array {
  const packets: PcapPacket[] = [];
  for (let i = 0; i < count; i++) packets.push({ data: frame(i), nsec: (i % 1_000_000) * 1000 });
  return pcap(packets, { linkType });
}

/** Sound records with a broken header behind every few of them. */
function brokenAgainAndAgain(sound: number): Uint8Array {
  const good = pcapRecord({ data: SYN });
  const bad = pcapRecord({ data: new Uint8Array(0), capturedLength: 0xffffffff });
  return behind(pcapHeader(), repeated(concat(...new Array<Uint8Array>(sound).fill(good), bad), 2 * MIB));
}

/** Headers that look right up to the last one that is looked at. */
function almostRecords(): Uint8Array {
  const header = pcapRecord({ data: new Uint8Array(0), capturedLength: 16, originalLength: 16 });
  const broken = pcapRecord({ data: new Uint8Array(0), capturedLength: 0xffffffff });
  const unit = concat(header, header, header, header, broken, broken);
  return behind(concat(pcapHeader(), broken), repeated(unit, 2 * MIB));
}

/** Segments that fill every other byte, from the end to the start. */
function holes(count: number): Uint8Array {
  return records(count, (i) =>
    ethernet(tcpPacket({ seq: 1_000_000 - 2 * i, flags: ".", ack: 1, payload: 1 })),
  );
}

/** Segments that each leave a hole in front. */
function endlessHoles(count: number): Uint8Array {
  return records(count, (i) => ethernet(tcpPacket({ seq: 1 + 20 * i, flags: ".", ack: 1, payload: 10 })));
}

const ANSWER = { from: "192.0.2.2:80", to: "192.0.2.1:40000" };
const ASK = { from: "192.0.2.1:40000", to: "192.0.2.2:80" };

/** Acknowledgements of ever other ranges of one wide hole. */
function endlessRanges(count: number): Uint8Array {
  const left = (n: number): number => 1000 + ((n * 7919) % 100_000) * 20;
  return records(count, (i) => {
    if (i === 0) return ethernet(tcpPacket({ ...ASK, seq: 1, flags: ".", ack: 1, payload: 10 }));
    if (i === 1) return ethernet(tcpPacket({ ...ASK, seq: 3_000_000, flags: ".", ack: 1, payload: 10 }));
    const sack = [0, 1, 2].map((n) => [left(3 * i + n), left(3 * i + n) + 10] as const);
    return ethernet(tcpPacket({ ...ANSWER, seq: 1, flags: ".", ack: 11, options: [{ sack }] }));
  });
}

/** As many segments as are kept, acknowledged once, and the last one again and again. */
function lastSegmentAgain(count: number): Uint8Array {
  const kept = 2100;
  return records(count, (i) => {
    if (i === 1) return ethernet(tcpPacket({ ...ANSWER, seq: 1, flags: ".", ack: 11 }));
    const nth = Math.min(i, kept);
    return ethernet(tcpPacket({ ...ASK, seq: 1 + 10 * nth, flags: ".", ack: 1, payload: 10 }));
  });
}

function fragment(i: number, options: { id?: number; offset: number; bytes?: number }): Uint8Array {
  const { id = i & 0xffff, offset, bytes = 8 } = options;
  return ethernet(ipv4({ src: `10.0.0.${i >> 16}`, id, mf: true, fragmentOffset: offset }, filler(bytes, i)));
}

/** An attribute of no length: whoever adds it to the place never gets on. */
const ENDLESS_NFLOG = concat(Uint8Array.of(2, 0), u16(0), u32(0), new Uint8Array(400));

export const HOSTILE: readonly Hostile[] = [
  {
    name: "records without bytes",
    make: () => behind(pcapHeader(), repeated(pcapRecord({ data: filler(0) }), 4 * MIB)),
  },
  { name: "noise behind a header", make: () => behind(pcapHeader(), filler(4 * MIB)) },
  { name: "zeros behind a header", make: () => behind(pcapHeader(), new Uint8Array(4 * MIB)) },
  {
    name: "noise behind sound packets",
    make: () => behind(pcap(new Array<Uint8Array>(20).fill(SYN)), filler(4 * MIB)),
  },
  { name: "broken headers among four records", make: () => brokenAgainAndAgain(4) },
  { name: "broken headers among two records", make: () => brokenAgainAndAgain(2) },
  { name: "almost records", make: almostRecords },
  { name: "noise behind a section", make: () => behind(pcapng(START), filler(4 * MIB)) },
  {
    name: "noise of section headers",
    make: () =>
      behind(pcapng([...START, PACKET]), repeated(pcapng([{ block: "SHB" }]).subarray(0, 12), 4 * MIB)),
  },
  {
    name: "empty blocks",
    make: () => repeatedBlocks(START, [{ block: "other", type: 99, body: 0 }], 4 * MIB),
  },
  { name: "sections", make: () => repeated(pcapng([...START, PACKET]), 4 * MIB) },
  { name: "interfaces", make: () => repeatedBlocks([{ block: "SHB" }], [{ block: "IDB" }], MIB) },
  { name: "interfaces by name", make: () => pcapng([{ block: "SHB" }, ...namedInterfaces(20_000)]) },
  {
    name: "long names",
    make: () => pcapng([...START, ...longNames(30), ...synsOn(2, 3000)]),
  },
  {
    name: "comments",
    make: () => repeatedBlocks(START, [{ ...PACKET, options: emptyComments(4000) }], 2 * MIB),
  },
  {
    name: "statistics",
    make: () => repeatedBlocks(START, [{ block: "ISB", options: [["isb_ifdrop", 1]] }], 2 * MIB),
  },
  {
    name: "blocks that lie about their length",
    make: () => repeatedBlocks(START, [{ ...PACKET, trailing: 8 }], 2 * MIB),
  },
  { name: "fragments of many datagrams", make: () => records(40_000, (i) => fragment(i, { offset: 0 })) },
  {
    name: "fragments without a first",
    make: () => records(40_000, (i) => fragment(i, { id: i >> 12, offset: 1 + ((i * 7) % 4096) })),
  },
  {
    name: "fragments that overlap",
    make: () => records(20_000, (i) => fragment(0, { offset: i % 4000, bytes: 80 })),
  },
  {
    name: "fragments of great datagrams",
    make: () =>
      records(4000, (i) => fragment(i, { id: i % 40, offset: 150 * Math.floor(i / 40), bytes: 1200 })),
  },
  {
    name: "connections",
    make: () =>
      records(30_000, (i) => ethernet(tcpPacket({ flags: "S", from: `10.1.${i >> 8}.${i & 255}:1` }))),
  },
  { name: "holes", make: () => holes(20_000) },
  { name: "holes without end", make: () => endlessHoles(40_000) },
  { name: "ranges acknowledged without end", make: () => endlessRanges(40_000) },
  { name: "the last segment again and again", make: () => lastSegmentAgain(40_000) },
  {
    name: "networks",
    make: () =>
      records(20_000, (i) =>
        ethernet(carry(4, 17, udp(vxlan({ type: 0x6558, bytes: SYN }, i), { dstPort: 4789 }))),
      ),
  },
  { name: "tunnels in tunnels", make: () => records(40, () => ethernet(nested(2000))) },
  { name: "labels without end", make: () => records(40, () => labels()) },
  { name: "extension headers", make: () => records(40, () => ethernet(extensions())) },
  { name: "attributes without length", make: () => records(4000, () => ENDLESS_NFLOG, LINKTYPE_NFLOG) },
];

function namedInterfaces(count: number): PcapngBlock[] {
  return Array.from({ length: count }, (_, i) => ({ block: "IDB", options: [["if_name", `eth${i}`]] }));
}

function longNames(count: number): PcapngBlock[] {
  return Array.from({ length: count }, (_, i) => ({
    block: "IDB",
    options: [["if_name", `${'\u00e9"'.repeat(20_000)}${i}`]],
  }));
}

/** Connections that each print the name of the interface. */
function synsOn(id: number, count: number): PcapngBlock[] {
  return Array.from({ length: count }, (_, i) => {
    const data = ethernet(tcpPacket({ flags: "S", from: `10.0.0.1:${i + 1}` }));
    return { ...PACKET, data, interface: id };
  });
}

function emptyComments(count: number): BlockOption[] {
  return new Array<BlockOption>(count).fill(["opt_comment", ""]);
}

/** Datagrams in each other, as many as fit. */
function nested(depth: number): Uint8Array {
  let datagram = tcpPacket();
  for (let i = 0; i < depth; i++) datagram = ipInIp(4, datagram);
  return datagram;
}

function labels(): Uint8Array {
  const { type, bytes } = mpls(tcpPacket(), { labels: new Array<number>(15_000).fill(16), bottomless: true });
  return ethernet(bytes, { etherType: type });
}

function extensions(): Uint8Array {
  return ipv6({ extensions: new Array(8000).fill({ type: "destination" }) }, filler(20));
}
