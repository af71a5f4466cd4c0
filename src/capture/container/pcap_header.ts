/**
 * The file header of classic pcap (draft-ietf-opsawg-pcap section 4).
 */
import {
  LENGTHS_CAPTURED_FIRST,
  LENGTHS_ORIGINAL_FIRST,
  LENGTHS_SMALLER_IS_CAPTURED,
  PCAP_RECORD_HEADER_BYTES,
} from "../../../wasm/layout.ts";

/** Length of the file header in bytes. */
export const PCAP_HEADER_BYTES = 24;

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
/** Alexey Kuznetzov's patch of libpcap, as old Linux distributions had it. */
const MAGIC_MODIFIED = 0xa1b2cd34;
const MODIFIED_RECORD_HEADER_BYTES = 24;
const MAGICS: readonly number[] = [MAGIC_MICROSECONDS, MAGIC_NANOSECONDS, MAGIC_MODIFIED];
/** DG/UX wrote 543.0 for its tcpdump, with the two lengths in the other order. */
const MAJOR_DG_UX = 543;
/** The link type word: frame check sequences are captured, and how many 16-bit units long they are. */
const FCS_PRESENT = 0x04000000;
const FCS_SHIFT = 28;

/** What the header says of the records behind it. */
export interface PcapHeader {
  readonly bigEndian: boolean;
  /** Digits of the stamps' fraction: 6 or 9. */
  readonly resolution: number;
  /** LENGTHS_* of wasm/layout.ts. */
  readonly lengths: number;
  readonly snaplen: number;
  readonly linkType: number;
  /** Bytes of the frame check sequence behind each frame. */
  readonly fcsBytes: number;
  readonly recordHeaderBytes: number;
}

/** Why a file header could not be read: `cut` if what is there of it is right. */
export interface PcapHeaderError {
  readonly kind: "cut" | "corrupt";
  readonly message: string;
}

/** The byte order of a classic pcap file by its first four bytes; undefined if they are not those of one. */
function bigEndianOf(view: DataView): boolean | undefined {
  if (view.byteLength < 4) return undefined;
  if (MAGICS.includes(view.getUint32(0))) return true;
  return MAGICS.includes(view.getUint32(0, true)) ? false : undefined;
}

/**
 * Reads a file header; undefined if `head` is that of no classic pcap file.
 * @param head the file's first bytes: PCAP_HEADER_BYTES, or fewer if the file has no more
 */
export function readPcapHeader(head: Uint8Array): PcapHeader | PcapHeaderError | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const bigEndian = bigEndianOf(view);
  if (bigEndian === undefined) return undefined;
  if (head.length < PCAP_HEADER_BYTES) {
    return {
      kind: "cut",
      message: `the input ends inside the file header: ${head.length} of ${PCAP_HEADER_BYTES} bytes`,
    };
  }
  const little = !bigEndian;
  const magic = view.getUint32(0, little);
  const major = view.getUint16(4, little);
  const minor = view.getUint16(6, little);
  if ((major !== 2 || minor > 4) && major !== MAJOR_DG_UX) {
    return { kind: "corrupt", message: `unknown pcap version ${major}.${minor}: 2.0 to 2.4 are read` };
  }
  let lengths = LENGTHS_CAPTURED_FIRST;
  if (major === MAJOR_DG_UX || minor < 3) lengths = LENGTHS_ORIGINAL_FIRST;
  else if (minor === 3) lengths = LENGTHS_SMALLER_IS_CAPTURED;
  const linkType = view.getUint32(20, little);
  return {
    bigEndian,
    resolution: magic === MAGIC_NANOSECONDS ? 9 : 6,
    lengths,
    snaplen: view.getUint32(16, little),
    linkType: linkType & 0xffff,
    fcsBytes: linkType & FCS_PRESENT ? 2 * (linkType >>> FCS_SHIFT) : 0,
    recordHeaderBytes: magic === MAGIC_MODIFIED ? MODIFIED_RECORD_HEADER_BYTES : PCAP_RECORD_HEADER_BYTES,
  };
}
