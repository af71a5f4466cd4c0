/** Hash seeds for the flow table: a usual one, and those that an attacker would wish for. */
import { HASH_SEED_WORDS } from "../../wasm/layout.ts";
import { Random } from "./random.ts";

/** Seed words from u64 factors, least significant word first. */
function factors(...values: readonly bigint[]): Uint32Array {
  const words = new Uint32Array(HASH_SEED_WORDS);
  values.forEach((value, i) => {
    words[2 * i] = Number(value & 0xffffffffn);
    words[2 * i + 1] = Number(value >> 32n);
  });
  return words;
}

export function randomHashSeed(seed: number): Uint32Array {
  const random = new Random(seed);
  return Uint32Array.from({ length: HASH_SEED_WORDS }, () => random.word());
}

/** Every key has hash 0. */
export const ALL_COLLIDE = factors();
/** Every key has hash 0xffffffff: the run of entries begins in the table's last slot and goes on in the first. */
export const ALL_COLLIDE_AT_END = factors(0xffff_ffff_0000_0000n);
/**
 * The hash is the pair of ports less eight, whatever the addresses are: runs of entries of neighbouring home slots,
 * about the table's end for ports next to 0.
 */
export const HASH_OF_PORTS = factors(0xffff_fff8_0000_0000n, 0x1_0000_0000n);

export const HASH_SEEDS: readonly (readonly [name: string, seed: Uint32Array])[] = [
  ["random", randomHashSeed(1)],
  ["all keys collide", ALL_COLLIDE],
  ["all keys collide at the table's end", ALL_COLLIDE_AT_END],
  ["the hash is the ports", HASH_OF_PORTS],
];
