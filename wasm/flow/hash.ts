// The seeded hash of a flow key: multilinear hashing, sum of seed[i] * word[i] modulo 2^64, high half. With secret
// random factors any two keys collide with probability 2^-32, whatever an attacker chooses (Dietzfelbinger 1996),
// so no crafted set of 4-tuples can turn the table into a list.
import { HASH_SEED_WORDS } from "../layout";

const SEED: usize = memory.data(HASH_SEED_WORDS * 4, 16);

/** Where TypeScript writes HASH_SEED_WORDS random words before the first packet. */
export function hashSeedAddress(): usize {
  return SEED;
}

function factor(i: u32): u64 {
  return load<u64>(SEED + ((<usize>i) << 3));
}

/** Hash of an IPv4 key. */
export function hashIpv4(ports: u32, first: u32, second: u32): u32 {
  const sum = factor(0) + factor(1) * <u64>ports + factor(2) * <u64>first + factor(3) * <u64>second;
  return <u32>(sum >> 32);
}

/** Hash of an IPv6 key; the addresses are the two 64-bit halves of each. */
export function hashIpv6(ports: u32, first0: u64, first1: u64, second0: u64, second1: u64): u32 {
  const sum =
    factor(0) +
    factor(1) * <u64>ports +
    factor(2) * (first0 & 0xffffffff) +
    factor(3) * (first0 >> 32) +
    factor(4) * (first1 & 0xffffffff) +
    factor(5) * (first1 >> 32) +
    factor(6) * (second0 & 0xffffffff) +
    factor(7) * (second0 >> 32) +
    factor(8) * (second1 & 0xffffffff) +
    factor(9) * (second1 >> 32);
  return <u32>((sum + factor(10)) >> 32);
}
