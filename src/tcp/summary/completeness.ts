/**
 * Wireshark's `tcp.completeness`: which parts of a conversation were seen at all, one bit each, whoever sent them.
 */
import { FLAG_ACK, FLAG_FIN, FLAG_RST, FLAG_SYN } from "../../../wasm/layout.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import { C_FLAGS, CF_COMPLETENESS_MASK, CF_COMPLETENESS_SHIFT } from "../state/state_layout.ts";

/** A bare SYN as the conversation's first packet: a later one does not count. */
const SYN = 1;
const SYN_ACK = 2;
/** A segment with ACK and no payload, whatever else it is: a refused connection has it by its RST. */
const ACK = 4;
/** Payload on a segment with ACK, or on the SYN of Fast Open that the conversation begins with. */
const DATA = 8;
/** A FIN with ACK. */
const FIN = 16;
const RST = 32;

const ESTABLISHED = SYN | SYN_ACK | ACK;

/** Flags that matter; above them in an index: there is payload, it is the first packet. */
const FLAGS = FLAG_FIN | FLAG_SYN | FLAG_RST | FLAG_ACK;
const HAS_PAYLOAD = 32;
const IS_FIRST = 64;

const BITS = Uint8Array.from({ length: 128 }, (_, index) => bitsOf(index));

function bitsOf(index: number): number {
  const has = (bit: number): boolean => (index & bit) !== 0;
  let bits = has(FLAG_RST) ? RST : 0;
  if (has(FLAG_SYN)) {
    if (has(FLAG_ACK)) bits |= SYN_ACK;
    else if (has(IS_FIRST)) bits |= has(HAS_PAYLOAD) ? SYN | DATA : SYN;
  } else if (has(FLAG_ACK)) bits |= has(HAS_PAYLOAD) ? DATA : ACK;
  if (has(FLAG_FIN) && has(FLAG_ACK)) bits |= FIN;
  return bits;
}

/**
 * Notes what `segment` adds.
 * @param isFirst it is the connection's first one
 */
export function noteCompleteness(connection: Connection, segment: Segment, isFirst: boolean): void {
  const { words, c } = connection;
  const index =
    (segment.flags & FLAGS) | (segment.payloadLength > 0 ? HAS_PAYLOAD : 0) | (isFirst ? IS_FIRST : 0);
  const bits = BITS[index]! << CF_COMPLETENESS_SHIFT;
  const flags = words[c + C_FLAGS]!;
  if ((bits & ~flags) !== 0) words[c + C_FLAGS] = flags | bits;
}

/** True if the C_FLAGS of a connection say that a segment with ACK and no payload, one with payload was noted. */
export const hasSeenAck = (flags: number): boolean => (flags & (ACK << CF_COMPLETENESS_SHIFT)) !== 0;
export const hasSeenData = (flags: number): boolean => (flags & (DATA << CF_COMPLETENESS_SHIFT)) !== 0;

/** The value of `tcp.completeness`. */
export function completenessOf(connection: Connection): number {
  return (connection.words[connection.c + C_FLAGS]! >>> CF_COMPLETENESS_SHIFT) & CF_COMPLETENESS_MASK;
}

/** Values that have a name; "complete" is a connection that was seen from its SYN to a FIN or RST. */
const TEXTS: ReadonlyMap<number, string> = new Map([
  [SYN, "Incomplete, SYN_SENT"],
  [SYN | SYN_ACK, "Incomplete, CLIENT_ESTABLISHED"],
  [ESTABLISHED, "Incomplete, ESTABLISHED"],
  [ESTABLISHED | DATA, "Incomplete, DATA"],
  ...[FIN, RST, FIN | RST].flatMap((end): [number, string][] => [
    [ESTABLISHED | end, "Complete, NO_DATA"],
    [ESTABLISHED | DATA | end, "Complete, WITH_DATA"],
  ]),
]);

/** What Wireshark says of a value of `tcp.completeness`. */
export function completenessText(completeness: number): string {
  return TEXTS.get(completeness) ?? "Incomplete";
}
