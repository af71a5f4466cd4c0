// The Internet checksum's sum (RFC 1071). One's-complement sums do not care about byte order (RFC 1071 2.B), so
// everything here adds 16-bit words as they lie in memory and only results are swapped.

// sixteen 0xff, sixteen 0x00: a load at TAIL_MASKS + 16 - n keeps the first n bytes of a vector
const TAIL_MASKS: usize = memory.data<u8>(
  [
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0,
  ],
  16,
);

/** The first `n` (0 to 16) bytes at `address`, the rest zero: bytes past them may be anything. */
function loadHead(address: usize, n: usize): v128 {
  return v128.and(v128.load(address), v128.load(TAIL_MASKS + 16 - n));
}

/**
 * Sums 16-bit words of `length` bytes into four 32-bit lanes: lane k holds words 2k and 2k+1 of every 16 bytes.
 * A lane grows by at most 2 * 65,535 a vector, so lengths up to 512 KiB can't overflow it.
 * extadd_pairwise was the fastest of four ways in V8 and JavaScriptCore.
 */
export function sumLanes(address: usize, length: usize): v128 {
  let even = i32x4.splat(0);
  let odd = i32x4.splat(0);
  while (length >= 32) {
    even = i32x4.add(even, i32x4.extadd_pairwise_i16x8_u(v128.load(address)));
    odd = i32x4.add(odd, i32x4.extadd_pairwise_i16x8_u(v128.load(address, 16)));
    address += 32;
    length -= 32;
  }
  if (length >= 16) {
    even = i32x4.add(even, i32x4.extadd_pairwise_i16x8_u(v128.load(address)));
    address += 16;
    length -= 16;
  }
  if (length) odd = i32x4.add(odd, i32x4.extadd_pairwise_i16x8_u(loadHead(address, length)));
  return i32x4.add(even, odd);
}

/** The four lanes as one sum. */
export function addLanes(lanes: v128): u64 {
  const pairs = i64x2.add(i64x2.extend_low_i32x4_u(lanes), i64x2.extend_high_i32x4_u(lanes));
  return <u64>i64x2.extract_lane(pairs, 0) + <u64>i64x2.extract_lane(pairs, 1);
}

/**
 * A digest of the summed bytes: any change of a single word changes it, and it does not depend on where in
 * memory the bytes lie. Odd factors keep the lanes apart.
 */
export function digestLanes(lanes: v128): u32 {
  const mixed = i32x4.mul(lanes, i32x4(0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f));
  return (
    i32x4.extract_lane(mixed, 0) +
    i32x4.extract_lane(mixed, 1) +
    i32x4.extract_lane(mixed, 2) +
    i32x4.extract_lane(mixed, 3)
  );
}

/** Sum of the 16-bit words of two 32-bit words, unfolded. */
export function addHalves(word: u64): u64 {
  return (word & 0xffffffff) + (word >> 32);
}

/** Folds a sum to 16 bits; a sum that isn't zero never folds to zero. */
export function fold(sum: u64): u32 {
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffffffff) + (sum >> 32);
  let folded = <u32>((sum & 0xffff) + (sum >> 16));
  folded = (folded & 0xffff) + (folded >> 16);
  return (folded & 0xffff) + (folded >> 16);
}
