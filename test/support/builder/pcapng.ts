/** pcapng files (draft-ietf-opsawg-pcapng) for the capture builder: blocks as data, wrong ones too. */
import { address, concat, filler } from "./bytes.ts";
import { type ByteOrder, number, padded, twoWords } from "./numbers.ts";
import { type BlockOption, optionList } from "./pcapng_options.ts";

export type { ByteOrder } from "./numbers.ts";
export {
  type BlockOption,
  type OptionName,
  type OptionValue,
  optionNames,
  optionSpec,
} from "./pcapng_options.ts";

/** Block types (draft section 10.1). */
export const BLOCK_TYPES = {
  SHB: 0x0a0d0d0a,
  IDB: 1,
  PB: 2,
  SPB: 3,
  NRB: 4,
  ISB: 5,
  EPB: 6,
  /** systemd Journal Export Block. */
  SJE: 9,
  DSB: 10,
  CB: 0x00000bad,
  /** The custom block that is not to be copied to other files. */
  DCB: 0x40000bad,
} as const;

/** What may be wrong with the frame of a block. */
export interface BlockShape {
  /** Both total lengths, if they are not to be the true one. */
  readonly length?: number;
  /** The total length in front, and the one behind, if only that is not to be the true one. */
  readonly leading?: number;
  readonly trailing?: number;
  /**
   * How a body that fills no whole words is treated: `padded` as the draft says; `unpadded`: there is no padding, and
   * the lengths say so; `understated`: there is padding, and the lengths do not count it.
   */
  readonly alignment?: "padded" | "unpadded" | "understated";
  /** Bytes of the block that are in the file; default all. */
  readonly keep?: number;
}

interface WithOptions extends BlockShape {
  readonly options?: readonly BlockOption[];
  /** Default: if there are options. */
  readonly endOfOptions?: boolean;
}

/** Section Header Block (4.1). All blocks behind it are in its byte order. */
export interface SectionHeader extends WithOptions {
  readonly block: "SHB";
  /** Default `little`. */
  readonly byteOrder?: ByteOrder;
  /** Default 0x1a2b3c4d. */
  readonly magic?: number;
  /** Default 1.0. */
  readonly major?: number;
  readonly minor?: number;
  /** Default -1: not told. */
  readonly sectionLength?: bigint;
}

/** Interface Description Block (4.2). */
export interface InterfaceDescription extends WithOptions {
  readonly block: "IDB";
  /** LINKTYPE_ value; default 1, Ethernet. */
  readonly linkType?: number;
  /** Default 262,144. It cuts nothing. */
  readonly snaplen?: number;
}

interface PacketFields {
  /** The frame as it was on the wire. */
  readonly data: Uint8Array;
  /** Bytes captured of `data`; default all. */
  readonly cut?: number;
  /** The original length field; default the length of `data`. */
  readonly originalLength?: number;
}

/** Enhanced Packet Block (4.3). */
export interface EnhancedPacket extends PacketFields, WithOptions {
  readonly block: "EPB";
  /** Default 0. */
  readonly interface?: number;
  /** In units of the interface; default 0. */
  readonly stamp?: bigint;
  /** The captured length field, if it is not to be the true one. */
  readonly capturedLength?: number;
}

/** Simple Packet Block (4.4). */
export interface SimplePacket extends PacketFields, BlockShape {
  readonly block: "SPB";
}

/** Packet Block (appendix A, obsolete). */
export interface ObsoletePacket extends PacketFields, WithOptions {
  readonly block: "PB";
  readonly interface?: number;
  readonly stamp?: bigint;
  readonly capturedLength?: number;
  /** Default 0xffff: not known. */
  readonly drops?: number;
}

/** Name Resolution Block (4.5). */
export interface NameResolution extends WithOptions {
  readonly block: "NRB";
  readonly records?: readonly NameRecord[];
  /** Default true: the nrb_record_end record is there. */
  readonly endOfRecords?: boolean;
}

export type NameRecord =
  /** The type follows from the address. */
  | { readonly address: string; readonly names: readonly string[] }
  | { readonly type: number; readonly data: Uint8Array; readonly length?: number };

/** Interface Statistics Block (4.6). */
export interface InterfaceStatistics extends WithOptions {
  readonly block: "ISB";
  readonly interface?: number;
  readonly stamp?: bigint;
}

/** Decryption Secrets Block (4.7). */
export interface DecryptionSecrets extends WithOptions {
  readonly block: "DSB";
  /** Default 0x544c534b: TLS Key Log. */
  readonly secretsType?: number;
  readonly data: Uint8Array;
}

/** Custom Block (4.8); `DCB` is the one that is not to be copied. */
export interface CustomBlock extends WithOptions {
  readonly block: "CB" | "DCB";
  /** Private Enterprise Number. */
  readonly pen?: number;
  readonly data: Uint8Array;
}

/** systemd Journal Export Block (draft-richardson-opsawg-pcapng-extras). */
export interface JournalExport extends BlockShape {
  readonly block: "SJE";
  readonly entry: string;
}

/** A block of any type. */
export interface OtherBlock extends BlockShape {
  readonly block: "other";
  readonly type: number;
  /** Bytes, or how many filler bytes. */
  readonly body?: Uint8Array | number;
}

/** Bytes that are no block. */
export interface LooseBytes {
  readonly block: "bytes";
  readonly data: Uint8Array;
}

export type PcapngBlock =
  | SectionHeader
  | InterfaceDescription
  | EnhancedPacket
  | SimplePacket
  | ObsoletePacket
  | NameResolution
  | InterfaceStatistics
  | DecryptionSecrets
  | CustomBlock
  | JournalExport
  | OtherBlock
  | LooseBytes;

/** A whole file. */
export function pcapng(blocks: readonly PcapngBlock[]): Uint8Array {
  let byteOrder: ByteOrder = "little";
  return concat(
    ...blocks.map((block) => {
      if (block.block === "SHB") byteOrder = block.byteOrder ?? "little";
      return blockBytes(block, byteOrder);
    }),
  );
}

/** One block in the byte order of its section. */
export function blockBytes(block: PcapngBlock, byteOrder: ByteOrder): Uint8Array {
  if (block.block === "bytes") return block.data;
  const type = block.block === "other" ? block.type : BLOCK_TYPES[block.block];
  return frameOf(type, bodyOf(block, byteOrder), block, byteOrder);
}

function frameOf(type: number, body: Uint8Array, shape: BlockShape, byteOrder: ByteOrder): Uint8Array {
  const content = shape.alignment === "unpadded" ? body : padded(body);
  const length = shape.length ?? 12 + (shape.alignment === "understated" ? body.length : content.length);
  return concat(
    number(type, 4, byteOrder),
    number(shape.leading ?? length, 4, byteOrder),
    content,
    number(shape.trailing ?? length, 4, byteOrder),
  ).subarray(0, shape.keep);
}

function bodyOf(block: Exclude<PcapngBlock, LooseBytes>, byteOrder: ByteOrder): Uint8Array {
  const u16 = (value: number): Uint8Array => number(value, 2, byteOrder);
  const u32 = (value: number): Uint8Array => number(value, 4, byteOrder);
  const withOptions = (fixed: Uint8Array, { options = [], endOfOptions }: WithOptions): Uint8Array => {
    const list = optionList(options, byteOrder, endOfOptions);
    return list.length === 0 ? fixed : concat(padded(fixed), list);
  };
  switch (block.block) {
    case "SHB": {
      const version = concat(u16(block.major ?? 1), u16(block.minor ?? 0));
      const sectionLength = number(block.sectionLength ?? -1n, 8, byteOrder);
      return withOptions(concat(u32(block.magic ?? 0x1a2b3c4d), version, sectionLength), block);
    }
    case "IDB":
      return withOptions(concat(u16(block.linkType ?? 1), u16(0), u32(block.snaplen ?? 262_144)), block);
    case "EPB":
    case "PB": {
      const id = block.interface ?? 0;
      const captured = block.data.subarray(0, block.cut);
      const fixed = concat(
        block.block === "EPB" ? u32(id) : concat(u16(id), u16(block.drops ?? 0xffff)),
        twoWords(block.stamp ?? 0n, byteOrder),
        u32(block.capturedLength ?? captured.length),
        u32(block.originalLength ?? block.data.length),
        captured,
      );
      return withOptions(fixed, block);
    }
    case "SPB":
      return concat(u32(block.originalLength ?? block.data.length), block.data.subarray(0, block.cut));
    case "NRB": {
      const end = block.endOfRecords === false ? [] : [{ type: 0, data: new Uint8Array(0) }];
      const records = [...(block.records ?? []), ...end].map((record) => nameRecord(record, u16));
      return withOptions(concat(...records), block);
    }
    case "ISB":
      return withOptions(concat(u32(block.interface ?? 0), twoWords(block.stamp ?? 0n, byteOrder)), block);
    case "DSB": {
      const type = block.secretsType ?? 0x544c534b;
      return withOptions(concat(u32(type), u32(block.data.length), block.data), block);
    }
    case "CB":
    case "DCB":
      return withOptions(concat(u32(block.pen ?? 32_473), block.data), block);
    case "SJE":
      return new TextEncoder().encode(block.entry);
    case "other":
      return block.body instanceof Uint8Array ? block.body : filler(block.body ?? 0);
  }
}

function nameRecord(record: NameRecord, u16: (value: number) => Uint8Array): Uint8Array {
  if ("type" in record) {
    return concat(u16(record.type), u16(record.length ?? record.data.length), padded(record.data));
  }
  const names = new TextEncoder().encode(record.names.map((name) => `${name}\0`).join(""));
  const value = concat(address(record.address), names);
  return concat(u16(record.address.includes(":") ? 2 : 1), u16(value.length), padded(value));
}
