// The seeded hash of a flow key: multilinear hashing, sum of seed[i] * word[i] modulo 2^64, high half. With secret
// random factors any two keys collide with probability 2^-32, whatever an attacker chooses (Dietzfelbinger 1996),
// so no crafted set of 4-tuples can turn the table into a list.
import { HASH_SEED_WORDS } from "../layout";

const SEED: usize = memory.data(HASH_SEED_WORDS * 4, 16);

/** Where TypeScript writes HASH_SEED_WORDS random words before the first packet. */
export function hashSeedAddress(): usize {
  return SEED;
}

/** The random factor number `i`, from 0 to HASH_SEED_WORDS / 2 - 1. */
export function seededFactor(i: u32): u64 {
  return load<u64>(SEED + ((<usize>i) << 3));
}

/** Hash of an IPv4 key. */
export function hashIpv4(ports: u32, first: u32, second: u32, scope: u32): u32 {
  let sum = seededFactor(0) + seededFactor(1) * <u64>ports;
  sum += seededFactor(2) * <u64>first + seededFactor(3) * <u64>second;
  if (scope) sum += seededFactor(4) * <u64>scope;
  return <u32>(sum >> 32);
}

/** Hash of an IPv6 key; the addresses are the two 64-bit halves of each. */
export function hashIpv6(ports: u32, first0: u64, first1: u64, second0: u64, second1: u64, scope: u32): u32 {
  let sum =
    seededFactor(0) +
    seededFactor(1) * <u64>ports +
    seededFactor(2) * (first0 & 0xffffffff) +
    seededFactor(3) * (first0 >> 32) +
    seededFactor(4) * (first1 & 0xffffffff) +
    seededFactor(5) * (first1 >> 32) +
    seededFactor(6) * (second0 & 0xffffffff) +
    seededFactor(7) * (second0 >> 32) +
    seededFactor(8) * (second1 & 0xffffffff) +
    seededFactor(9) * (second1 >> 32);
  if (scope) sum += seededFactor(11) * <u64>scope;
  return <u32>((sum + seededFactor(10)) >> 32);
}
