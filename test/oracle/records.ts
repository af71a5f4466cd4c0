/** Reads the records of a capture, plain and slow: for stamps and link types that tshark does not print as they are. */

/** One packet's record, or block. */
export interface CaptureRecord {
  /** Nanoseconds since 1970 as stored, rounded down; undefined where the record has no stamp. */
  readonly time: bigint | undefined;
  /** The fraction is a second or more: nothing stops a writer from storing that. */
  readonly isOverflowing: boolean;
  /** LINKTYPE_ value; undefined where the packet's interface is not described. */
  readonly linkType: number | undefined;
  /** if_name; undefined where there is none. */
  readonly interfaceName?: string | undefined;
  /** Where the record starts in the capture, and where it ends. */
  readonly start: number;
  readonly end: number;
}

/** What is no packet: the file's header, or a block. */
export interface OtherPart {
  /** Type of the block; undefined in a classic capture. */
  readonly type: number | undefined;
  readonly start: number;
  readonly end: number;
}

/** What {@link readCapture} found, in order. */
export interface CaptureFile {
  readonly records: readonly CaptureRecord[];
  readonly others: readonly OtherPart[];
}

const SECOND = 1_000_000_000n;

const FILE_HEADER_BYTES = 24;
const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
/** Kuznetzov's format: eight more bytes in each record header. */
const MAGIC_MODIFIED = 0xa1b2cd34;
const MAGICS: readonly number[] = [MAGIC_MICROSECONDS, MAGIC_NANOSECONDS, MAGIC_MODIFIED];

const BLOCK_SECTION = 0x0a0d0d0a;
const BLOCK_INTERFACE = 1;
const BLOCK_PACKET = 2;
const BLOCK_SIMPLE = 3;
const BLOCK_ENHANCED = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const OPTION_NAME = 2;
const OPTION_RESOLUTION = 9;
const OPTION_OFFSET = 14;
const MIN_BLOCK_BYTES = 12;

/** What is known of the file by its first bytes: the container, and its byte order. */
export function containerOf(head: Uint8Array): { kind: "pcap"; little: boolean } | "pcapng" | undefined {
  if (head.length < 4) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.getUint32(0) === BLOCK_SECTION) return "pcapng";
  if (MAGICS.includes(view.getUint32(0))) return { kind: "pcap", little: false };
  if (MAGICS.includes(view.getUint32(0, true))) return { kind: "pcap", little: true };
  return undefined;
}

/** Reads up to the first record that is not all there, or makes no sense. */
export function readCapture(capture: Uint8Array): CaptureFile {
  const container = containerOf(capture);
  if (container === undefined) return { records: [], others: [] };
  return container === "pcapng" ? readPcapng(capture) : readPcap(capture, container.little);
}

function readPcap(capture: Uint8Array, little: boolean): CaptureFile {
  if (capture.length < FILE_HEADER_BYTES) return { records: [], others: [] };
  const view = new DataView(capture.buffer, capture.byteOffset, capture.byteLength);
  const magic = view.getUint32(0, little);
  const perSecond = magic === MAGIC_NANOSECONDS ? 1_000_000_000 : 1_000_000;
  const headerBytes = magic === MAGIC_MODIFIED ? 24 : 16;
  // The high half-word holds the frame check sequence's length.
  const linkType = view.getUint32(20, little) & 0xffff;
  const records: CaptureRecord[] = [];
  for (let at = FILE_HEADER_BYTES; at + headerBytes <= capture.length; ) {
    const end = at + headerBytes + view.getUint32(at + 8, little);
    if (end > capture.length) break;
    const fraction = view.getUint32(at + 4, little);
    const time =
      BigInt(view.getUint32(at, little)) * SECOND + (BigInt(fraction) * SECOND) / BigInt(perSecond);
    records.push({ time, isOverflowing: fraction >= perSecond, linkType, start: at, end });
    at = end;
  }
  return { records, others: [{ type: undefined, start: 0, end: FILE_HEADER_BYTES }] };
}

/** One interface of a section. */
interface Interface {
  readonly linkType: number;
  readonly name: string | undefined;
  /** Nanoseconds of a stamp. */
  readonly toTime: (units: bigint) => bigint;
}

/** Rounded towards the past, as the stamps before an offset are. */
function floorDivide(a: bigint, b: bigint): bigint {
  return a >= 0n ? a / b : -((-a + b - 1n) / b);
}

function readInterface(view: DataView, at: number, end: number, little: boolean): Interface {
  let resolution = 6;
  let offset = 0n;
  let name: string | undefined;
  for (let option = at + 16; option + 4 <= end - 4; ) {
    const code = view.getUint16(option, little);
    const length = view.getUint16(option + 2, little);
    if (code === 0 || option + 4 + length > end - 4) break;
    if (code === OPTION_NAME) {
      const bytes = new Uint8Array(view.buffer, view.byteOffset + option + 4, length);
      name = new TextDecoder().decode(bytes).replace(/\0.*$/s, "");
    }
    if (code === OPTION_RESOLUTION && length >= 1) resolution = view.getUint8(option + 4);
    if (code === OPTION_OFFSET && length >= 8) offset = view.getBigInt64(option + 4, little);
    option += 4 + length + (-length & 3);
  }
  const power = BigInt(resolution & 0x7f);
  const perSecond = (resolution & 0x80) === 0 ? 10n ** power : 2n ** power;
  return {
    name,
    linkType: view.getUint16(at + 8, little),
    toTime: (units) => offset * SECOND + floorDivide(units * SECOND, perSecond),
  };
}

function readPcapng(capture: Uint8Array): CaptureFile {
  const view = new DataView(capture.buffer, capture.byteOffset, capture.byteLength);
  const records: CaptureRecord[] = [];
  const others: OtherPart[] = [];
  let interfaces: Interface[] = [];
  let little = true;
  for (let at = 0; at + MIN_BLOCK_BYTES <= capture.length; ) {
    const isSection = view.getUint32(at) === BLOCK_SECTION;
    if (isSection) {
      little = view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC;
      interfaces = [];
    }
    const type = view.getUint32(at, little);
    const length = view.getUint32(at + 4, little);
    const end = at + length + (-length & 3);
    if (length < MIN_BLOCK_BYTES || at + length > capture.length) break;
    if (type === BLOCK_INTERFACE && length >= 20) interfaces.push(readInterface(view, at, end, little));
    if (type === BLOCK_ENHANCED || type === BLOCK_PACKET || type === BLOCK_SIMPLE) {
      const number =
        type === BLOCK_SIMPLE
          ? 0
          : type === BLOCK_PACKET
            ? view.getUint16(at + 8, little)
            : view.getUint32(at + 8, little);
      const own = interfaces[number];
      const units =
        type === BLOCK_SIMPLE || length < 32
          ? undefined
          : (BigInt(view.getUint32(at + 12, little)) << 32n) | BigInt(view.getUint32(at + 16, little));
      records.push({
        time: units === undefined ? undefined : own?.toTime(units),
        isOverflowing: false,
        linkType: own?.linkType,
        interfaceName: own?.name,
        start: at,
        end,
      });
    } else {
      others.push({ type, start: at, end });
    }
    at = end;
  }
  return { records, others };
}

/** The bytes of a capture that holds these records only, and all that is no record; `starts` must go up. */
export function excerpt(capture: Uint8Array, starts: readonly number[]): Uint8Array {
  const { records, others } = readCapture(capture);
  const wanted = new Set(starts);
  const pieces = [...others, ...records.filter(({ start }) => wanted.has(start))];
  pieces.sort((a, b) => a.start - b.start);
  return Buffer.concat(pieces.map(({ start, end }) => capture.subarray(start, end)));
}

const LAST_SECOND_OF_9999 = 253_402_300_799n;

/** The stamp as an event's `ts`, a fraction of a second or more carried over; beyond the year 9999 in seconds. */
export function stampText(time: bigint): string {
  const seconds = floorDivide(time, SECOND);
  const fraction = (time - seconds * SECOND).toString().padStart(9, "0");
  if (seconds > LAST_SECOND_OF_9999 || seconds < -LAST_SECOND_OF_9999) return `${seconds}.${fraction}`;
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}
