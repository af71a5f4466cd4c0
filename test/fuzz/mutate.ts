/** Changes of a capture's pieces: most leave a capture that is still read, each breaks something. */
import { concat } from "../support/capture_builder.ts";
import type { Dice } from "./dice.ts";
import { mutateFrame } from "./mutate_frame.ts";
import { type Container, copyOf, type Part, plainPart, viewOf, withFrame } from "./parts.ts";

/** What a mutation works on. */
export interface Draft {
  readonly container: Container;
  /** Changed in place; the bytes of the pieces are shared and are not. */
  readonly parts: Part[];
}

/** Gives pieces of other captures. */
export type Donor = () => Draft;

/** A piece of the draft; seldom its first header, without which nothing is read. */
function anyPiece({ parts }: Draft, dice: Dice): number {
  return parts.length > 1 && !dice.once(30) ? dice.between(1, parts.length - 1) : dice.below(parts.length);
}

/** A place between pieces, seldom in front of the first header. */
function anyBorder(draft: Draft, dice: Dice): number {
  return Math.min(1 + anyPiece(draft, dice), draft.parts.length) - (dice.once(60) ? 1 : 0);
}

type Mutation = (draft: Draft, dice: Dice, donor: Donor) => string;

/** The mutations, and how often each is chosen. */
const MUTATIONS: readonly (readonly [weight: number, mutate: Mutation])[] = [
  [40, changeFrame],
  [14, warpTime],
  [8, changeRecordHeader],
  [5, resizeFrame],
  [5, repeat],
  [5, move],
  [3, drop],
  [5, splice],
  [3, insertGarbage],
  [2, truncate],
  [2, changeHeader],
  [1, changeAnything],
  [1, turnByteOrder],
];
const WEIGHTS = MUTATIONS.map(([weight]) => weight);

/** Does one thing to the draft; what it was, in a few words. */
export function mutate(draft: Draft, dice: Dice, donor: Donor): string {
  // dropping pieces may have left none
  if (draft.parts.length === 0) return insertGarbage(draft, dice);
  return MUTATIONS[dice.weighted(WEIGHTS)]![1](draft, dice, donor);
}

function packetIndices({ parts }: Draft): number[] {
  return parts.flatMap(({ kind }, i) => (kind === "packet" ? [i] : []));
}

/** Replaces a random packet by what `change` makes of a copy. */
function changePacket(draft: Draft, dice: Dice, change: (packet: Part) => string | [Part, string]): string {
  const indices = packetIndices(draft);
  if (indices.length === 0) return "nothing: no packets";
  const at = dice.pick(indices);
  const copy = copyOf(draft.parts[at]!);
  const result = change(copy);
  const [packet, what] = typeof result === "string" ? [copy, result] : result;
  draft.parts[at] = packet;
  return `${what} of piece ${at}`;
}

function changeFrame(draft: Draft, dice: Dice): string {
  return changePacket(draft, dice, ({ bytes, frameAt, frameEnd }) =>
    mutateFrame(bytes.subarray(frameAt, frameEnd), dice),
  );
}

/** Seconds that matter: idle turns, copies, lingering, timeouts, the clock's hour, and the ends of the fields. */
const JUMPS = [
  1e-6,
  0.001,
  0.01,
  0.9,
  1,
  1.1,
  5,
  6,
  10,
  60,
  130,
  131,
  240,
  3599,
  3601,
  7441,
  86_400,
  2 ** 31,
].flatMap((seconds) => [seconds, seconds, -seconds]);

/** Moves the stamps from one packet on, or of it alone. */
function warpTime(draft: Draft, dice: Dice): string {
  const indices = packetIndices(draft);
  if (indices.length === 0) return "nothing: no packets";
  const first = dice.below(indices.length);
  const seconds = dice.pick(JUMPS);
  const one = dice.once(5);
  // the unit of a pcapng stamp is in a header elsewhere; a guess does
  const ticks = BigInt(Math.round(seconds * dice.pick([1e6, 1e9])));
  for (const at of one ? [indices[first]!] : indices.slice(first)) {
    const copy = copyOf(draft.parts[at]!);
    if (draft.container === "pcap") addSeconds(copy, seconds);
    else addTicks(copy, ticks);
    draft.parts[at] = copy;
  }
  return `${seconds} s on ${one ? "at" : "from"} piece ${indices[first]}`;
}

function addSeconds({ bytes, little }: Part, seconds: number): void {
  const view = viewOf(bytes);
  const fraction = view.getUint32(4, little) + Math.round((seconds % 1) * 1e6);
  view.setUint32(0, view.getUint32(0, little) + Math.trunc(seconds), little);
  view.setUint32(4, fraction, little);
}

function addTicks({ bytes, frameAt, little }: Part, ticks: bigint): void {
  // a simple packet block has no stamp
  if (frameAt < 20) return;
  const view = viewOf(bytes);
  const stamp = (BigInt(view.getUint32(12, little)) << 32n) | BigInt(view.getUint32(16, little));
  const moved = BigInt.asUintN(64, stamp + ticks);
  view.setUint32(12, Number(moved >> 32n), little);
  view.setUint32(16, Number(moved & 0xffff_ffffn), little);
}

/** A word in front of the frame: stamp, lengths, interface, type; or what is behind it. */
function changeRecordHeader(draft: Draft, dice: Dice): string {
  return changePacket(draft, dice, ({ bytes, frameAt, frameEnd, little }) => {
    const behind = bytes.length - frameEnd;
    const at = behind > 0 && dice.once(3) ? frameEnd + dice.below(behind) : 4 * dice.below(frameAt / 4);
    if (at + 4 > bytes.length) {
      bytes[at] = dice.u32() >>> 24;
      return `byte ${at}`;
    }
    const view = viewOf(bytes);
    const old = view.getUint32(at, little);
    view.setUint32(at, dice.once(2) ? dice.edge() : dice.near(old), little);
    return `word at ${at}`;
  });
}

function resizeFrame(draft: Draft, dice: Dice): string {
  return changePacket(draft, dice, (packet) => {
    const frame = packet.bytes.subarray(packet.frameAt, packet.frameEnd);
    if (dice.once(4)) {
      const extra = dice.pick([1, 2, 4, 6, 40, 200]);
      return [withFrame(packet, concat(frame, dice.bytes(extra))), `${extra} bytes behind the frame`];
    }
    const length = dice.below(frame.length + 1);
    return [withFrame(packet, frame.subarray(0, length)), `${length} bytes captured`];
  });
}

function repeat(draft: Draft, dice: Dice): string {
  const { parts } = draft;
  const at = anyPiece(draft, dice);
  const times = dice.pick([1, 1, 1, 2, 3, 6]);
  // close by it is a copy or a retry, far off it is something old
  const to = dice.once(2) ? at + 1 : anyBorder(draft, dice);
  parts.splice(to, 0, ...new Array<Part>(times).fill(parts[at]!));
  return `piece ${at} ${times} times more at ${to}`;
}

function move(draft: Draft, dice: Dice): string {
  const { parts } = draft;
  const from = anyPiece(draft, dice);
  const to = dice.once(2) ? Math.min(from + 1, parts.length - 1) : anyPiece(draft, dice);
  parts.splice(to, 0, ...parts.splice(from, 1));
  return `piece ${from} moved to ${to}`;
}

function drop(draft: Draft, dice: Dice): string {
  const at = anyPiece(draft, dice);
  draft.parts.splice(at, dice.pick([1, 1, 2]));
  return `without piece ${at}`;
}

/** Pieces of another capture among these, its headers with them or not. */
function splice(draft: Draft, dice: Dice, donor: Donor): string {
  const { parts, container } = draft;
  const other = donor();
  const headers = other.container === "pcapng" && container === "pcapng" ? !dice.once(4) : dice.once(20);
  const given = headers ? other.parts : other.parts.filter(({ kind }) => kind === "packet");
  const at = dice.once(2) ? parts.length : anyBorder(draft, dice);
  parts.splice(at, 0, ...given.slice(0, dice.between(1, 8)));
  return `pieces of another capture at ${at}`;
}

function insertGarbage(draft: Draft, dice: Dice): string {
  const length = dice.pick([1, 2, 3, 4, 8, 12, 15, 16, 28, 32, 64, dice.between(1, 300)]);
  const bytes = dice.bytes(length);
  const filling = dice.below(4);
  if (filling === 1) bytes.fill(0);
  if (filling === 2) bytes.fill(0xff);
  if (filling === 3) bytes.fill(0x20);
  const at = draft.parts.length === 0 ? 0 : anyBorder(draft, dice);
  draft.parts.splice(at, 0, plainPart("other", bytes, true));
  return `${length} bytes of garbage at piece ${at}`;
}

function truncate(draft: Draft, dice: Dice): string {
  const { parts } = draft;
  const at = dice.once(3) ? anyPiece(draft, dice) : parts.length - 1;
  const part = parts[at]!;
  const length = dice.below(part.bytes.length);
  parts.splice(at, parts.length - at, plainPart("other", part.bytes.subarray(0, length), part.little));
  return `cut ${length} bytes into piece ${at}`;
}

function changeHeader({ parts }: Draft, dice: Dice): string {
  const indices = parts.flatMap(({ kind }, i) => (kind === "header" ? [i] : []));
  if (indices.length === 0) return "nothing: no header";
  const at = dice.pick(indices);
  return changeBytes(parts, at, dice);
}

function changeAnything({ parts }: Draft, dice: Dice): string {
  return changeBytes(parts, dice.below(parts.length), dice);
}

function changeBytes(parts: Part[], at: number, dice: Dice): string {
  const copy = copyOf(parts[at]!);
  const { bytes, little } = copy;
  if (bytes.length < 4) return "nothing: no bytes";
  const place = dice.below(bytes.length - 3);
  const kind = dice.below(4);
  if (kind < 2) bytes[place]! ^= 1 << dice.below(8);
  else if (kind === 2) viewOf(bytes).setUint32(place & ~3, dice.edge(), little);
  else bytes[place] = dice.u32() >>> 24;
  parts[at] = copy;
  return `byte ${place} of piece ${at}`;
}

/** The numbers of classic pcap in the other order: of all pieces, or of one against the rest. */
function turnByteOrder({ parts, container }: Draft, dice: Dice): string {
  if (container !== "pcap") return "nothing: not pcap";
  const one = dice.once(4) ? dice.below(parts.length) : -1;
  parts.forEach((part, at) => {
    if (one >= 0 && at !== one) return;
    if (part.kind === "header" && part.bytes.length === 24) parts[at] = turned(part, [4, 2, 2, 4, 4, 4, 4]);
    if (part.kind === "packet") parts[at] = turned(part, [4, 4, 4, 4]);
  });
  return one < 0 ? "the other byte order" : `piece ${one} in the other byte order`;
}

function turned(part: Part, sizes: readonly number[]): Part {
  const copy = copyOf(part);
  let at = 0;
  for (const size of sizes) {
    copy.bytes.subarray(at, at + size).reverse();
    at += size;
  }
  return { ...copy, little: !part.little };
}
