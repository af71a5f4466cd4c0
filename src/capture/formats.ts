/**
 * What a file that is no capture, or not one that is read, looks like at its beginning.
 */

import type { Compression } from "./batch.ts";

/**
 * Tells by the first bytes whether a file is compressed in a format that is read.
 * @param head 4 bytes or more, or fewer if the file has no more
 */
export function compressionOf(head: Uint8Array): Compression | undefined {
  if (startsWith(head, [0x1f, 0x8b])) return "gzip";
  return startsWith(head, ZSTD_MAGIC) || isSkippableFrame(head) ? "zstd" : undefined;
}

const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/** RFC 8878 section 3.1.2: 0x184D2A50 to 0x184D2A5F, little-endian. */
function isSkippableFrame(head: Uint8Array): boolean {
  return (head[0]! & 0xf0) === 0x50 && startsWith(head.subarray(1), [0x2a, 0x4d, 0x18]);
}

interface Format {
  readonly name: string;
  /** The bytes or characters that it begins with, or what it looks like. */
  readonly begins: string | readonly number[] | ((head: Uint8Array) => boolean);
  readonly advice: string;
}

const pipe = (command: string): string => `decompress it with \`${command} | analyze\``;
const EXTRACT = "extract the capture from it";
const CONVERT = "convert it with `editcap FILE - | analyze`";
const NO_PACKETS = "it holds no packets; the capture that it was made of is needed";

const compressed: readonly Format[] = [
  // These two are read, unless what is in them is compressed again.
  { name: "gzip", begins: [0x1f, 0x8b], advice: pipe("gzip -dc FILE") },
  { name: "zstd", begins: ZSTD_MAGIC, advice: pipe("zstd -dc FILE") },
  { name: "zstd", begins: isSkippableFrame, advice: pipe("zstd -dc FILE") },
  { name: "zstd before version 0.8", begins: isOldZstd, advice: pipe("zstd -dc FILE") },
  { name: "xz", begins: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], advice: pipe("xz -dc FILE") },
  { name: "lz4", begins: [0x04, 0x22, 0x4d, 0x18], advice: pipe("lz4 -dc FILE") },
  { name: "lz4 (legacy)", begins: [0x02, 0x21, 0x4c, 0x18], advice: pipe("lz4 -dc FILE") },
  { name: "bzip2", begins: isBzip2, advice: pipe("bzip2 -dc FILE") },
  { name: "lzip", begins: "LZIP", advice: pipe("lzip -dc FILE") },
  { name: "lzop", begins: [0x89, 0x4c, 0x5a, 0x4f, 0x00, 0x0d, 0x0a, 0x1a], advice: pipe("lzop -dc FILE") },
  { name: "compress (.Z)", begins: [0x1f, 0x9d], advice: pipe("gzip -dc FILE") },
  {
    name: "snappy",
    begins: [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50],
    advice: pipe("snzip -dc FILE"),
  },
  { name: "lzma", begins: isLzma, advice: pipe("xz --format=lzma -dc FILE") },
  { name: "zip", begins: [0x50, 0x4b, 0x03, 0x04], advice: pipe("unzip -p FILE") },
  { name: "zip without files", begins: [0x50, 0x4b, 0x05, 0x06], advice: "there is no capture in it" },
  { name: "7z", begins: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], advice: pipe("7z x -so FILE") },
  { name: "rar", begins: "Rar!\x1a\x07", advice: pipe("unrar p -inul FILE") },
  { name: "cab", begins: "MSCF", advice: EXTRACT },
];

const captures: readonly Format[] = [
  { name: "IXIA pcap", begins: [0x1c, 0x00, 0x01, 0xac], advice: CONVERT },
  { name: "IXIA pcap", begins: [0x1c, 0x00, 0x01, 0xab], advice: CONVERT },
  { name: "IXIA pcap", begins: [0xac, 0x01, 0x00, 0x1c], advice: CONVERT },
  { name: "IXIA pcap", begins: [0xab, 0x01, 0x00, 0x1c], advice: CONVERT },
  { name: "snoop", begins: "snoop\0\0\0", advice: CONVERT },
  { name: "Microsoft Network Monitor 1", begins: "RTSS", advice: CONVERT },
  { name: "Microsoft Network Monitor 2", begins: "GMBU", advice: CONVERT },
  { name: "NetXRay or Sniffer for Windows", begins: "XCP\0", advice: CONVERT },
  { name: "NetXRay 1", begins: "VL\0\0", advice: CONVERT },
  { name: "Sniffer for DOS", begins: "TRSNIFF data", advice: CONVERT },
  { name: "InfoVista 5View", begins: [0xaa, 0xaa, 0xaa, 0xaa], advice: CONVERT },
  { name: "AIX iptrace", begins: "iptrace ", advice: CONVERT },
  { name: "HP-UX nettl", begins: [0x54, 0x52, 0x00, 0x64, 0x00], advice: CONVERT },
  { name: "Visual Networks", begins: [0x05, 0x56, 0x4e, 0x46], advice: CONVERT },
  { name: "Tektronix K12 (rf5)", begins: [0, 0, 2, 0, 0x12, 5, 0, 0x10], advice: CONVERT },
  { name: "K12 text", begins: "+---------+----", advice: CONVERT },
  { name: "Novell LANalyzer", begins: [0x01, 0x10, 0x4c, 0x00], advice: CONVERT },
  { name: "OmniPeek", begins: "\x7fver", advice: CONVERT },
  { name: "Viavi Observer", begins: "ObserverPktBuffe", advice: CONVERT },
  { name: "Colasoft Capsa", begins: "cpse", advice: CONVERT },
  { name: "EyeSDN", begins: "EyeSDN", advice: "it holds no TCP over IP that could be read" },
  { name: "btsnoop", begins: "btsnoop\0", advice: "it holds Bluetooth, not TCP over IP" },
  {
    name: "Windows trace (etl)",
    begins: isEventTrace,
    advice: "convert it with `etl2pcapng FILE OUT.pcapng`",
  },
  { name: "Apple PacketLogger", begins: isPacketLogger, advice: "it holds Bluetooth, not TCP over IP" },
  {
    name: "Endace ERF",
    begins: isErf,
    advice: "convert it with `dagconvert -T erf:pcap -i FILE -o OUT.pcap`",
  },
];

const others: readonly Format[] = [
  { name: "systemd journal", begins: "LPKSHHRH", advice: NO_PACKETS },
  { name: "nfdump flow records", begins: [0x0c, 0xa5], advice: NO_PACKETS },
  { name: "nfdump flow records", begins: [0xa5, 0x0c], advice: NO_PACKETS },
  { name: "SiLK flow records", begins: [0xde, 0xad, 0xbe, 0xef], advice: NO_PACKETS },
  { name: "SQLite database", begins: "SQLite format 3\0", advice: "it holds no packets" },
  { name: "ELF program", begins: "\x7fELF", advice: "it holds no packets" },
  { name: "PDF", begins: "%PDF-", advice: "it holds no packets" },
];

/** The first that fits: the vaguer ones come last. */
const formats: readonly Format[] = [...compressed, ...captures, ...others];

/**
 * What a file that is neither pcap nor pcapng is, and what helps, as `xz: decompress it with ...`: one line without a
 * full stop, in which FILE stands for the file's name. Undefined if nothing is known.
 * @param head the first 24 to 64 bytes, or fewer if the file has no more
 */
export function otherFormat(head: Uint8Array): string | undefined {
  const known = formats.find(({ begins }) =>
    typeof begins === "function" ? begins(head) : startsWith(head, begins),
  );
  if (known) return `${known.name}: ${known.advice}`;
  if (head.length >= 4 && head.every((byte) => byte === 0)) {
    return "zeros only: it was never written, or lost what was; capture or copy it again";
  }
  return textFormat(head);
}

function startsWith(head: Uint8Array, begins: string | readonly number[]): boolean {
  const magic = typeof begins === "string" ? Array.from(begins, (char) => char.charCodeAt(0)) : begins;
  return magic.length <= head.length && magic.every((byte, i) => head[i] === byte);
}

/** Versions 0.1 to 0.7, each with a magic number of its own. */
function isOldZstd(head: Uint8Array): boolean {
  if (startsWith(head, [0xfd, 0x2f, 0xb5, 0x1e])) return true;
  return head[0]! >= 0x22 && head[0]! <= 0x27 && startsWith(head.subarray(1), ZSTD_MAGIC.slice(1));
}

function isBzip2(head: Uint8Array): boolean {
  return startsWith(head, "BZh") && head[3]! >= 0x31 && head[3]! <= 0x39;
}

/** No magic number: the usual properties, a dictionary of 64 KiB or more in powers of two, and a size or -1. */
function isLzma(head: Uint8Array): boolean {
  if (head.length < 13 || head[0] !== 0x5d || head[1] !== 0 || head[2] !== 0) return false;
  const view = viewOf(head);
  const dictionary = view.getUint32(1, true);
  const sizeHigh = view.getUint32(9, true);
  return (dictionary & (dictionary - 1)) === 0 && (sizeHigh < 0x100 || sizeHigh === 0xffffffff);
}

/** A WMI buffer header: three sizes that fit each other, and a time of 2009 to 2043 as FILETIME. */
function isEventTrace(head: Uint8Array): boolean {
  if (head.length < 24) return false;
  const view = viewOf(head);
  const size = view.getUint32(0, true);
  const high = view.getUint32(20, true);
  return (
    size >= 1024 &&
    size <= 2 ** 24 &&
    size % 1024 === 0 &&
    view.getUint32(4, true) <= size &&
    view.getUint32(8, true) <= size &&
    high >= 0x01c9_0000 &&
    high <= 0x01e4_0000
  );
}

const MIN_SECONDS = Date.UTC(1995, 0) / 1000;
const MAX_SECONDS = Date.UTC(2100, 0) / 1000;

function isTime(seconds: number): boolean {
  return seconds >= MIN_SECONDS && seconds < MAX_SECONDS;
}

/** Records of length, seconds, microseconds and a type, in either byte order; the length counts from the seconds on. */
function isPacketLogger(head: Uint8Array): boolean {
  if (head.length < 13) return false;
  const view = viewOf(head);
  const type = head[12]!;
  return (
    (type <= 0x0e || type >= 0xfb) &&
    [true, false].some((little) => {
      const length = view.getUint32(0, little);
      const isLength = length >= 9 && length <= 65_536 + 9;
      return isLength && isTime(view.getUint32(4, little)) && view.getUint32(8, little) < 1_000_000;
    })
  );
}

/** Types of records up to this number are in use; a file may begin with one that describes the others. */
const ERF_MAX_TYPE = 28;
const ERF_TYPE_META = 27;
/** Header, alignment and the extension headers that may be between header and packet. */
const ERF_MAX_OVERHEAD = 64;

/** A time in 2^-32 s, a type, flags without errors, a length, no loss before the first record, the length on the wire. */
function isErf(head: Uint8Array): boolean {
  if (head.length < 24) return false;
  const view = viewOf(head);
  const seconds = view.getUint32(4, true);
  const type = head[8]! & 0x7f;
  const flags = head[9]!;
  const length = view.getUint16(10);
  const lost = view.getUint16(12);
  const wireLength = view.getUint16(14);
  const isMeta = type === ERF_TYPE_META && (seconds === 0 || isTime(seconds));
  return (
    (isMeta || (type >= 1 && type <= ERF_MAX_TYPE && isTime(seconds))) &&
    (flags & 0xf0) === 0 &&
    lost === 0 &&
    length >= 24 &&
    length <= wireLength + ERF_MAX_OVERHEAD
  );
}

function viewOf(head: Uint8Array): DataView {
  return new DataView(head.buffer, head.byteOffset, head.length);
}

interface TextFormat {
  readonly pattern: RegExp;
  readonly what: string;
}

const CAPTURE_AGAIN = "`tcpdump -w FILE` and `tshark -w FILE` write captures";

const textFormats: readonly TextFormat[] = [
  {
    pattern: /^version https:\/\/git-lfs/,
    what: "a Git LFS pointer: get the file itself with `git lfs pull`",
  },
  { pattern: /^<!doctype html|^<html|^<head/i, what: "HTML: a web page was saved instead of the capture" },
  { pattern: /^<\?xml|^<pdml|^<psml/i, what: `XML: it shows packets and holds none; ${CAPTURE_AGAIN}` },
  { pattern: /^[[{]/, what: `JSON: it shows packets and holds none; ${CAPTURE_AGAIN}` },
  {
    pattern: /^(0x)?[0-9a-f]{3,8}:?\s+[0-9a-f]{2,4}(\s+[0-9a-f]{2,4}){3}/i,
    what: "a hex dump: convert it with `text2pcap FILE - | analyze`",
  },
  { pattern: /^#separator /, what: `a Zeek log: ${NO_PACKETS}` },
];

/** What a text is; undefined if `head` is none. */
function textFormat(head: Uint8Array): string | undefined {
  const text = textOf(head);
  if (text === undefined) return undefined;
  const known = textFormats.find(({ pattern }) => pattern.test(text));
  return known ? known.what : `text: it may show packets and holds none; ${CAPTURE_AGAIN}`;
}

/** The beginning of a text in ASCII, UTF-8 or UTF-16, without the white space in front of it. */
function textOf(head: Uint8Array): string | undefined {
  const isLittleUtf16 = startsWith(head, [0xff, 0xfe]);
  if (isLittleUtf16 || startsWith(head, [0xfe, 0xff])) {
    return new TextDecoder(isLittleUtf16 ? "utf-16le" : "utf-16be").decode(head).trimStart();
  }
  // A character cut in two at the end is no error of the text's.
  const text = new TextDecoder().decode(head, { stream: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what a text does not have
  return text.length === 0 || /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]/.test(text)
    ? undefined
    : text.trimStart();
}
