/**
 * The state of a connection before its first segment is worked off: roles, addresses, beginning.
 */
import { REC_IP_ADDRESS, REC_PORTS, STATUS_IPV6 } from "../../../wasm/layout.ts";
import type { Batch } from "../../capture/batch.ts";
import { roleOfSender } from "../identity/roles.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import {
  C_CLIENT_ADDRESS,
  C_FLAGS,
  C_FLOW,
  C_INDEX,
  C_PORTS,
  C_SERVER_ADDRESS,
  C_START_NSEC,
  CF_CLIENT_IS_SECOND,
  CF_IPV6,
  CF_ROLE_SHIFT,
  CLIENT,
  CN_FLOW,
  CN_START,
  CN_START_SEC,
} from "../state/state_layout.ts";

const IPV4_SOURCE = 12;
const IPV6_SOURCE = 8;

/**
 * Fills the state in `slot`, which is all zero, from the connection's first segment, and moves the cursor there.
 * @param index the flow index that the connection stands on
 * @param fromSecond 1 if the segment's sender is the key's second endpoint, else 0
 * @param flow number of the connection
 */
export function openConnection(
  connection: Connection,
  slot: number,
  segment: Segment,
  batch: Batch,
  index: number,
  fromSecond: number,
  flow: number,
): void {
  const { records, bytes } = batch;
  const ports = records[segment.record + REC_PORTS]!;
  const role = roleOfSender(segment.flags, ports >>> 16, ports & 0xffff);
  connection.moveTo(slot, role.sender);
  const { words, numbers, c, cn } = connection;
  const fromClient = role.sender === CLIENT;
  words[c + C_INDEX] = index;
  words[c + C_FLAGS] = role.from << CF_ROLE_SHIFT;
  if ((fromSecond === 1) === fromClient) connection.set(CF_CLIENT_IS_SECOND);
  words[c + C_PORTS] = fromClient ? ports : (ports << 16) | (ports >>> 16);

  const isIpv6 = (segment.status & STATUS_IPV6) !== 0;
  if (isIpv6) connection.set(CF_IPV6);
  const addressWords = isIpv6 ? 4 : 1;
  const source = records[segment.record + REC_IP_ADDRESS]! + (isIpv6 ? IPV6_SOURCE : IPV4_SOURCE);
  const destination = source + addressWords * 4;
  copyWords(bytes, fromClient ? source : destination, words, c + C_CLIENT_ADDRESS, addressWords);
  copyWords(bytes, fromClient ? destination : source, words, c + C_SERVER_ADDRESS, addressWords);

  numbers[cn + CN_FLOW] = flow;
  words[c + C_FLOW] = flow;
  numbers[cn + CN_START] = segment.runTime;
  numbers[cn + CN_START_SEC] = segment.sec;
  words[c + C_START_NSEC] = segment.nsec;
}

/** Copies 32-bit words in memory order from unaligned bytes. */
function copyWords(bytes: Uint8Array, from: number, words: Int32Array, to: number, count: number): void {
  for (let i = 0; i < count; i++, from += 4) {
    words[to + i] =
      bytes[from]! | (bytes[from + 1]! << 8) | (bytes[from + 2]! << 16) | (bytes[from + 3]! << 24);
  }
}
