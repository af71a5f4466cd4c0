/**
 * The file header of classic pcap (draft-ietf-opsawg-pcap section 4).
 */
import {
  LENGTHS_CAPTURED_FIRST,
  LENGTHS_ORIGINAL_FIRST,
  LENGTHS_SMALLER_IS_CAPTURED,
} from "../../wasm/layout.ts";

/** Length of the file header in bytes. */
export const PCAP_HEADER_BYTES = 24;

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
/** DG/UX wrote 543.0 for its tcpdump, with the two lengths in the other order. */
const MAJOR_DG_UX = 543;

/** What the header says of the records behind it. */
export interface PcapHeader {
  readonly bigEndian: boolean;
  readonly nanoseconds: boolean;
  /** LENGTHS_* of wasm/layout.ts. */
  readonly lengths: number;
  readonly snaplen: number;
  readonly linkType: number;
}

/** Why a file header could not be read: `cut` if what is there of it is right. */
export interface PcapHeaderError {
  readonly kind: "cut" | "corrupt";
  readonly message: string;
}

/** Formats that people mistake for classic pcap, by their first four bytes (big-endian), and what helps. */
const OTHER_FORMATS: ReadonlyMap<number, string> = new Map([
  [0x0a0d0d0a, "pcapng, which is not read yet: convert it with `editcap -F pcap IN OUT`"],
  [0xa1b2cd34, "modified pcap (Kuznetzov): convert it with `editcap -F pcap IN OUT`"],
  [0x34cdb2a1, "modified pcap (Kuznetzov): convert it with `editcap -F pcap IN OUT`"],
  [0x28b52ffd, "zstd: decompress it with `zstd -dc IN | analyze`"],
  [0x04224d18, "lz4: decompress it with `lz4 -dc IN | analyze`"],
  [0xfd377a58, "xz: decompress it with `xz -dc IN | analyze`"],
  [0x736e6f6f, "snoop: convert it with `editcap -F pcap IN OUT`"],
  [0x58435000, "NetXRay: convert it with `editcap -F pcap IN OUT`"],
]);

function notPcap(head: Uint8Array): string {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip: decompress it with `gzip -dc IN | analyze`";
  if (head.length >= 4) {
    const magic = new DataView(head.buffer, head.byteOffset).getUint32(0);
    const known = OTHER_FORMATS.get(magic);
    if (known !== undefined) return known;
  }
  const hex = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `its first bytes are ${hex}`;
}

/**
 * Reads a file header, or says why `head` is none.
 * @param head the file's first bytes: PCAP_HEADER_BYTES, or fewer if the file has no more
 */
export function readPcapHeader(head: Uint8Array): PcapHeader | PcapHeaderError {
  if (head.length === 0) return { kind: "corrupt", message: "empty input, not a capture" };
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const magic = head.length >= 4 ? view.getUint32(0, true) : 0;
  const swapped = head.length >= 4 ? view.getUint32(0, false) : 0;
  const bigEndian = swapped === MAGIC_MICROSECONDS || swapped === MAGIC_NANOSECONDS;
  if (!bigEndian && magic !== MAGIC_MICROSECONDS && magic !== MAGIC_NANOSECONDS) {
    return { kind: "corrupt", message: `not a classic pcap capture: ${notPcap(head)}` };
  }
  if (head.length < PCAP_HEADER_BYTES) {
    return {
      kind: "cut",
      message: `the input ends inside the file header: ${head.length} of ${PCAP_HEADER_BYTES} bytes`,
    };
  }
  const little = !bigEndian;
  const major = view.getUint16(4, little);
  const minor = view.getUint16(6, little);
  if ((major !== 2 || minor > 4) && major !== MAJOR_DG_UX) {
    return { kind: "corrupt", message: `unknown pcap version ${major}.${minor}: 2.0 to 2.4 are read` };
  }
  let lengths = LENGTHS_CAPTURED_FIRST;
  if (major === MAJOR_DG_UX || minor < 3) lengths = LENGTHS_ORIGINAL_FIRST;
  else if (minor === 3) lengths = LENGTHS_SMALLER_IS_CAPTURED;
  return {
    bigEndian,
    nanoseconds: (bigEndian ? swapped : magic) === MAGIC_NANOSECONDS,
    lengths,
    snaplen: view.getUint32(16, little),
    // the upper 16 bits tell about frame check sequences
    linkType: view.getUint32(20, little) & 0xffff,
  };
}
