// Linear memory: a bump allocator that only TypeScript calls, and only between batches.

let heapEnd: usize = 0;

/**
 * Reserves `bytes` at a multiple of 64 and returns the address; 0 when memory can't grow that far.
 * Untouched pages cost nothing. May grow memory, which detaches every view of it.
 */
export function allocate(bytes: usize): usize {
  if (heapEnd === 0) heapEnd = (__heap_base + 63) & ~(<usize>63);
  const address = heapEnd;
  // 64-bit, because the sum may pass 4 GiB
  const end: u64 = (<u64>address + <u64>bytes + 63) & ~(<u64>63);
  const pagesNeeded: u64 = (end + 0xffff) >> 16;
  const pages: u64 = <u64>memory.size();
  if (pagesNeeded > 65535) return 0;
  if (pagesNeeded > pages && memory.grow(<i32>(pagesNeeded - pages)) < 0) return 0;
  heapEnd = <usize>end;
  return address;
}
