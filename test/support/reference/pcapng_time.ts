/** Stamps of pcapng for the reference reader: exact, in whole numbers of any size. */
import type { Stamp } from "./types.ts";

const LAST_SECOND = 2n ** 34n - 2n;

/**
 * @param units since 1970, as in the block
 * @param resolution if_tsresol: 10^-n, or with the top bit 2^-n of a second
 * @param offset if_tsoffset, in seconds
 */
export function stampOf(
  units: bigint,
  resolution: number,
  offset: bigint,
): { stamp: Stamp; clamped: boolean } {
  const inSecond = resolution < 128 ? 10n ** BigInt(resolution) : 2n ** BigInt(resolution - 128);
  const sec = units / inSecond + offset;
  const nsec = ((units % inSecond) * 1_000_000_000n) / inSecond;
  if (sec < 0n) return { stamp: { sec: 0, nsec: 0 }, clamped: true };
  if (sec > LAST_SECOND) return { stamp: { sec: Number(LAST_SECOND), nsec: 999_999_999 }, clamped: true };
  return { stamp: { sec: Number(sec), nsec: Number(nsec) }, clamped: false };
}
