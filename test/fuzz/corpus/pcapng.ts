/** pcapng files with every kind of block, in both byte orders. */
import { conversation } from "../../library/captures.ts";
import { type BlockOption, type ByteOrder, type PcapngBlock, pcapng } from "../../support/builder/pcapng.ts";
import { filler } from "../../support/capture_builder.ts";
import { type Carrier, LINKS, TUNNELED } from "./carriers.ts";

/** Microseconds of the first packet, and between packets. */
const START = 1_700_000_000_000_000n;
const STEP = 40_000n;

/** Units of a second by if_tsresol, in microseconds; the stamps of the rest are anything. */
const RESOLUTIONS: readonly (readonly [value: number, perMicrosecond: bigint])[] = [
  [6, 1n],
  [9, 1000n],
  [12, 1_000_000n],
  [0x80 | 20, 1n],
  [0x80 | 30, 1074n],
];

const name = (text: string): BlockOption => ["if_name", text];
const IP4 = conversation(4);
const [ETHERNET, , , NULL, , RAW, SLL, SLL2] = LINKS as readonly Carrier[] as [
  Carrier,
  Carrier,
  Carrier,
  Carrier,
  Carrier,
  Carrier,
  Carrier,
  Carrier,
];

type Packet = Extract<PcapngBlock, { block: "EPB" }>;

function packets(carrier: Carrier, perMicrosecond = 1n, more: Partial<Packet> = {}): Packet[] {
  return IP4.map((datagram, i) => ({
    block: "EPB",
    data: carrier.wrap(datagram),
    stamp: (START + BigInt(i) * STEP) * perMicrosecond,
    ...more,
  }));
}

/** One interface of each carrier. */
function plain(
  byteOrder: ByteOrder,
  carrier: Carrier,
  options: BlockOption[],
  perMicrosecond = 1n,
): PcapngBlock[] {
  return [
    { block: "SHB", byteOrder },
    { block: "IDB", linkType: carrier.linkType, options },
    ...packets(carrier, perMicrosecond),
  ];
}

/** Packets of several interfaces by turns, with what a capturing program writes around them. */
function rich(byteOrder: ByteOrder): PcapngBlock[] {
  const carriers = [ETHERNET, RAW, SLL, NULL, SLL2];
  const blocks: PcapngBlock[] = [
    {
      block: "SHB",
      byteOrder,
      options: [
        ["shb_hardware", "some machine"],
        ["opt_comment", "a file"],
      ],
    },
    ...carriers.map(({ linkType }, i): PcapngBlock => {
      const [resolution] = RESOLUTIONS[i % 2]!;
      return {
        block: "IDB",
        linkType,
        options: [name(`eth${i}`), ["if_tsresol", resolution], ["if_fcslen", i % 2 ? 4 : 0]],
      };
    }),
    { block: "NRB", records: [{ address: "10.0.0.1", names: ["client"] }] },
    { block: "DSB", data: filler(33) },
  ];
  IP4.forEach((datagram, i) => {
    const at = i % carriers.length;
    const [, perMicrosecond] = RESOLUTIONS[at % 2]!;
    blocks.push({
      block: "EPB",
      interface: at,
      data: carriers[at]!.wrap(datagram),
      stamp: (START + BigInt(i) * STEP) * perMicrosecond,
      options: [
        ["epb_flags", i % 3],
        ["epb_dropcount", i],
        ["opt_comment", `packet ${i}`],
      ],
    });
    if (i % 4 === 1) blocks.push({ block: "ISB", interface: at, options: [["isb_ifdrop", i]] });
    if (i % 4 === 2) blocks.push({ block: "CB", data: filler(7), options: [["opt_comment", "custom"]] });
    if (i % 4 === 3) blocks.push({ block: "other", type: 0x77, body: 21 });
  });
  return [...blocks, { block: "SJE", entry: "MESSAGE=hello\n" }];
}

function simple(byteOrder: ByteOrder): PcapngBlock[] {
  return [
    { block: "SHB", byteOrder },
    { block: "IDB", linkType: ETHERNET.linkType, snaplen: 200 },
    ...IP4.map((datagram): PcapngBlock => ({ block: "SPB", data: ETHERNET.wrap(datagram) })),
  ];
}

function obsolete(byteOrder: ByteOrder): PcapngBlock[] {
  return [
    { block: "SHB", byteOrder },
    { block: "IDB", linkType: RAW.linkType },
    ...IP4.map((data, i): PcapngBlock => {
      const stamp = START + BigInt(i) * STEP;
      return { block: "PB", data, stamp, drops: i, options: [["pack_flags", 1]] };
    }),
  ];
}

/** Blocks that fill no whole words, as some programs write them. */
function unaligned(byteOrder: ByteOrder, alignment: "unpadded" | "understated"): PcapngBlock[] {
  return [{ block: "SHB", byteOrder }, { block: "IDB" }, ...packets(ETHERNET, 1n, { alignment })];
}

const OFFSETS = [3600n, -3600n, -1_700_000_000n, -(2n ** 62n), 2n ** 40n];

/** Files by name. */
export function pcapngFiles(): { readonly name: string; readonly bytes: Uint8Array }[] {
  const orders: ByteOrder[] = ["little", "big"];
  const files = orders.flatMap((order): (readonly [string, PcapngBlock[]])[] => [
    [`every block, ${order}`, rich(order)],
    [`simple packets, ${order}`, simple(order)],
    [`obsolete packets, ${order}`, obsolete(order)],
    [`unpadded, ${order}`, unaligned(order, "unpadded")],
    [`understated, ${order}`, unaligned(order, "understated")],
    [`two sections, ${order} first`, [...rich(order), ...rich(order === "big" ? "little" : "big")]],
    ...RESOLUTIONS.map(([value, perMicrosecond]) => {
      const blocks = plain(order, ETHERNET, [["if_tsresol", value]], perMicrosecond);
      return [`resolution ${value}, ${order}`, blocks] as const;
    }),
    ...OFFSETS.map(
      (offset) => [`offset ${offset}, ${order}`, plain(order, ETHERNET, [["if_tsoffset", offset]])] as const,
    ),
  ]);
  const carried = [...LINKS, ...TUNNELED].map(
    (carrier, i) => [carrier.name, plain(i % 2 ? "big" : "little", carrier, [name("any")])] as const,
  );
  return [...files, ...carried].map(([name, blocks]) => ({ name, bytes: pcapng(blocks) }));
}
