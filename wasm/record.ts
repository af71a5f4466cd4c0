// Access to u32 slots: the only place where a slot becomes a byte offset.

/** Reads word `slot` of the struct at `base`. */
export function getWord(base: usize, slot: u32): u32 {
  return load<u32>(base + ((<usize>slot) << 2));
}

/** Writes word `slot` of the struct at `base`. */
export function setWord(base: usize, slot: u32, value: u32): void {
  store<u32>(base + ((<usize>slot) << 2), value);
}

/** Adds to word `slot` of the struct at `base`, modulo 2^32. */
export function addWord(base: usize, slot: u32, value: u32): void {
  const address = base + ((<usize>slot) << 2);
  store<u32>(address, load<u32>(address) + value);
}
