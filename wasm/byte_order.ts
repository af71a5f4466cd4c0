// Network byte order. WebAssembly is little-endian, so plain loads are wrong for it.

/** Reads the 16-bit big-endian number at `address`. */
export function load16be(address: usize): u32 {
  return bswap<u16>(load<u16>(address));
}

/** Reads the 32-bit big-endian number at `address`. */
export function load32be(address: usize): u32 {
  return bswap<u32>(load<u32>(address));
}
