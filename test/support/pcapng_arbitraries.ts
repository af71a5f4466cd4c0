/** Random pcapng files for fast-check. */
import fc from "fast-check";
import { LINKTYPE_ETHERNET, LINKTYPE_LINUX_SLL2, LINKTYPE_NULL, LINKTYPE_RAW } from "../../wasm/layout.ts";
import { type BlockOption, type BlockShape, optionSpec, type PcapngBlock } from "./builder/pcapng.ts";
import {
  ethernet,
  fragmentIpv4,
  hex,
  ipInIp,
  ipv4,
  nullLoopback,
  sll2,
  tcpPacket,
} from "./capture_builder.ts";

const LINKTYPES = [LINKTYPE_ETHERNET, LINKTYPE_RAW, LINKTYPE_LINUX_SLL2, LINKTYPE_NULL];
/** One that is not decoded. */
const LINKTYPE_USB_LINUX = 189;
const BASE_SECONDS = 1_700_000_000n;

const DATAGRAMS: readonly Uint8Array[] = [
  tcpPacket({ flags: "S", options: [{ mss: 1460 }, { timestamps: [1, 2] }] }),
  tcpPacket({ from: "[2001:db8::1]:40000", to: "[2001:db8::2]:443", flags: "SA", ack: 5 }),
  tcpPacket({ payload: 33, checksum: "partial" }),
  // the frame's length counts where the datagram tells none
  tcpPacket({ payload: 20, ip: { totalLength: 0 } }),
  ...fragmentIpv4(tcpPacket({ payload: 40, ip: { id: 7 } }), 24),
  ipv4({ protocol: 17 }, hex("0009 0009 0008 0000")),
  ipInIp(4, tcpPacket({ flags: "FA" })),
];

/** Frames of all link types, each of which fits one of the interfaces. */
const FRAMES: readonly Uint8Array[] = DATAGRAMS.flatMap((datagram) => [
  ethernet(datagram),
  ethernet(datagram, { tags: [{ vid: 7 }] }),
  sll2(datagram, { interfaceIndex: 3, packetType: 4 }),
  nullLoopback(datagram),
  nullLoopback(datagram, { byteOrder: "big" }),
  datagram,
]);

const chance = <T>(percent: number, rare: fc.Arbitrary<T>, usual: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: percent, arbitrary: rare }, { weight: 100 - percent, arbitrary: usual });

const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });
const u32 = fc.nat(0xffffffff);
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

const text = fc.oneof(
  fc.constantFrom("", "eth0", "any", "a\0b", "ein längerer Name", "\ud83d\ude00"),
  fc.string(),
);

const comment = text.map((value): BlockOption => ["opt_comment", value]);
const anyOption: fc.Arbitrary<BlockOption> = fc.record(
  { code: fc.oneof(fc.nat(20), fc.nat(0xffff)), data: bytes(20), length: fc.nat(40) },
  { requiredKeys: ["code", "data"] },
);

/** `usual` ones, comments, and now and then any other. Only comments are repeated: nothing says what else that means. */
function options(...usual: fc.Arbitrary<BlockOption>[]): fc.Arbitrary<readonly BlockOption[]> {
  const one = chance(8, anyOption, fc.oneof(comment, ...usual));
  const comparator = (a: number, b: number): boolean => a !== COMMENT && a === b;
  return fc.oneof(fc.constant([]), fc.uniqueArray(one, { maxLength: 5, selector: codeOf, comparator }));
}

const COMMENT = 1;

function codeOf(option: BlockOption): number {
  return "code" in option ? option.code : optionSpec(option[0]).code;
}

const endOfOptions = chance(10, fc.boolean(), fc.constant(true));

const resolution = fc.oneof(
  fc.constantFrom(3, 6, 9, 12, 128 + 10, 128 + 30, 128 + 63),
  fc.constantFrom(0, 1, 7, 18, 19, 20, 38, 127, 128, 129, 128 + 64, 255),
);
const offset = fc.oneof(
  fc.constantFrom(0n, 1n, -1n, 3600n, -BASE_SECONDS, 2n ** 34n, 2n ** 34n - 1n - BASE_SECONDS, -(2n ** 63n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);

/** Near a time of 2023 in the units that are likely, or anything. */
const stamp = fc.oneof(
  fc
    .record({ power: fc.constantFrom(3n, 6n, 6n, 6n, 9n), more: fc.nat(5_000_000) })
    .map(({ power, more }) => BASE_SECONDS * 10n ** power + BigInt(more)),
  u64,
  fc.constantFrom(0n, 1n, 2n ** 64n - 1n),
);

const interfaceId = fc.oneof({ weight: 10, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: u32 });

/** Lengths that are wrong. */
const damage: fc.Arbitrary<BlockShape> = fc.oneof(
  fc.record({ trailing: fc.oneof(fc.nat(100), u32) }),
  fc.record({ leading: fc.oneof(fc.nat(200), u32) }),
  fc.record({ length: fc.oneof(fc.nat(100), u32) }),
  fc.record({ keep: fc.nat(60) }),
);
const alignment: fc.Arbitrary<BlockShape> = fc.record({
  alignment: fc.constantFrom("unpadded", "understated"),
});

const flags = fc.oneof(fc.nat(3), fc.nat(0x1ff), u32).map((value): BlockOption => ["epb_flags", value]);

const packet = fc.record({
  data: chance(10, bytes(80), fc.constantFrom(...FRAMES)),
  cut: chance<number | undefined>(20, fc.nat(100), fc.constant(undefined)),
  originalLength: chance<number | undefined>(10, fc.oneof(fc.nat(100), u32), fc.constant(undefined)),
  capturedLength: chance<number | undefined>(1, fc.oneof(fc.nat(300), u32), fc.constant(undefined)),
});

/** Without the keys whose value is undefined. */
function defined<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

const drops = fc
  .oneof(fc.bigInt({ min: 0n, max: 9n }), fc.bigInt({ min: 0n, max: 2n ** 40n }))
  .map((value): BlockOption => ["epb_dropcount", value]);

const sectionHeader: fc.Arbitrary<PcapngBlock> = fc.record({
  block: fc.constant("SHB" as const),
  byteOrder: fc.constantFrom("little", "big"),
  minor: fc.constantFrom(0, 2),
  sectionLength: fc.constantFrom(-1n, 0n, 12n),
  options: options(text.map((value): BlockOption => ["shb_os", value])),
  endOfOptions,
});

const interfaceDescription: fc.Arbitrary<PcapngBlock> = fc.record({
  block: fc.constant("IDB" as const),
  linkType: chance(8, fc.constantFrom(LINKTYPE_USB_LINUX, 65_535), fc.constantFrom(...LINKTYPES)),
  snaplen: fc.constantFrom(0, 40, 96, 262_144, 0xffffffff),
  options: options(
    text.map((value): BlockOption => ["if_name", value]),
    resolution.map((value): BlockOption => ["if_tsresol", value]),
    offset.map((value): BlockOption => ["if_tsoffset", value]),
    fc.oneof(fc.nat(8), fc.nat(255)).map((value): BlockOption => ["if_fcslen", value]),
  ),
  endOfOptions,
});

const enhancedPacket: fc.Arbitrary<PcapngBlock> = fc
  .record({
    packet,
    interface: interfaceId,
    stamp,
    options: options(flags, drops),
    endOfOptions,
  })
  .map(({ packet, ...fields }) => defined({ block: "EPB", ...fields, ...packet }));

const obsoletePacket: fc.Arbitrary<PcapngBlock> = fc
  .record({
    packet,
    interface: interfaceId.map((id) => id & 0xffff),
    stamp,
    drops: fc.oneof(fc.nat(9), fc.constant(0xffff)),
    options: options(flags),
    endOfOptions,
  })
  .map(({ packet, ...fields }) => defined({ block: "PB", ...fields, ...packet }));

const simplePacket: fc.Arbitrary<PcapngBlock> = packet.map(({ capturedLength: _, ...fields }) =>
  defined({ block: "SPB", ...fields }),
);

const statistics: fc.Arbitrary<PcapngBlock> = fc.record({
  block: fc.constant("ISB" as const),
  interface: interfaceId,
  stamp,
  options: options(
    fc.nat(1000).map((value): BlockOption => ["isb_ifdrop", value]),
    fc.nat(1000).map((value): BlockOption => ["isb_osdrop", value]),
    fc.nat(1000).map((value): BlockOption => ["isb_ifrecv", value]),
  ),
  endOfOptions,
});

const otherBlock: fc.Arbitrary<PcapngBlock> = fc.oneof(
  fc.record({
    block: fc.constant("NRB" as const),
    records: fc.array(
      fc.oneof(
        fc.constant({ address: "10.0.0.1", names: ["a", "bc"] }),
        fc.constant({ address: "2001:db8::1", names: ["def"] }),
        fc.record({ type: fc.nat(5), data: bytes(12) }),
      ),
      { maxLength: 3 },
    ),
    endOfRecords: chance(5, fc.constant(false), fc.constant(true)),
    options: options(text.map((value): BlockOption => ["ns_dnsname", value])),
    endOfOptions,
  }),
  fc.record({ block: fc.constant("DSB" as const), data: bytes(20), options: options() }),
  fc.record({ block: fc.constantFrom("CB" as const, "DCB" as const), data: bytes(20), options: options() }),
  fc.record({ block: fc.constant("SJE" as const), entry: text }),
  fc.record({
    block: fc.constant("other" as const),
    type: fc.constantFrom(0, 7, 8, 11, 0x101, 0x80000000, 0xffffffff),
    body: fc.oneof(bytes(20), fc.constant(5000)),
  }),
);

/** A block; one in `damaged` has lengths that are wrong, 0: none. */
function block(damaged: number): fc.Arbitrary<PcapngBlock> {
  const one = fc.oneof(
    { weight: 1, arbitrary: sectionHeader },
    { weight: 3, arbitrary: interfaceDescription },
    { weight: 10, arbitrary: enhancedPacket },
    { weight: 3, arbitrary: obsoletePacket },
    { weight: 3, arbitrary: simplePacket },
    { weight: 2, arbitrary: statistics },
    { weight: 2, arbitrary: otherBlock },
  );
  const sound = fc.constant<BlockShape>({});
  const usual = chance(8, alignment, sound);
  const shape = damaged === 0 ? usual : chance(Math.round(100 / damaged), damage, usual);
  return fc.tuple(one, shape).map(([fields, shape]) => ({ ...fields, ...shape }));
}

/** A section with an interface, and then any blocks. */
export function pcapngBlocks({ damaged = 0, maxLength = 40 } = {}): fc.Arbitrary<PcapngBlock[]> {
  return fc
    .tuple(sectionHeader, interfaceDescription, fc.array(block(damaged), { maxLength }))
    .map(([section, source, others]) => [section, source, ...others]);
}
