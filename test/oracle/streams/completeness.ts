/** Wireshark's conversation completeness: which segments bring which bit, and its words. */

import { ACK, FIN, RST, SYN } from "./totals.ts";

export const BITS = [1, 2, 4, 8, 16, 32] as const;
export type Bit = (typeof BITS)[number];
export const BIT_SYN = 1;

/** Bits that one segment stands for; `len` is undefined where no length is known, which counts as empty. */
export function bitsOf(flags: number, len: number | undefined): number {
  let bits = 0;
  // Payload on it is Fast Open's (RFC 7413).
  if ((flags & (SYN | ACK)) === SYN) bits |= (len ?? 0) > 0 ? 1 | 8 : 1;
  if ((flags & (SYN | ACK)) === (SYN | ACK)) bits |= 2;
  if ((flags & (SYN | ACK)) === ACK) bits |= (len ?? 0) > 0 ? 8 : 4;
  if ((flags & (FIN | ACK)) === (FIN | ACK)) bits |= 16;
  if ((flags & RST) !== 0) bits |= 32;
  return bits;
}

/** Wireshark's words for a value, without the number behind them. */
export function completenessText(bits: number): string {
  if (bits === 1) return "Incomplete, SYN_SENT";
  if (bits === 3) return "Incomplete, CLIENT_ESTABLISHED";
  if (bits === 7) return "Incomplete, ESTABLISHED";
  if (bits === 15) return "Incomplete, DATA";
  if (bits === 31 || bits === 47 || bits === 63) return "Complete, WITH_DATA";
  if (bits === 23 || bits === 39 || bits === 55) return "Complete, NO_DATA";
  return "Incomplete";
}
