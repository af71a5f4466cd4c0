// Flow index: 4-tuple → small integer. Open addressing with linear probing and deletion by backward shift; an entry
// is {hash, index + 1}. Keys lie in pages that never move. An index names a key, never a connection: what a
// connection is, TypeScript decides, and gives an index back when none is left on it.
import {
  KEY_FIRST,
  KEY_HASH,
  KEY_KIND,
  KEY_NEXT,
  KEY_PAGE_SHIFT,
  KEY_PAGES,
  KEY_PORTS,
  KEY_SCOPE,
  KEY_SECOND,
  KEY_SHIFT,
} from "../layout";
import { allocate } from "../memory";
import { getWord, setWord } from "../record";

const ENTRY_SHIFT: usize = 3;
/** Starts small on purpose: a table that grows with the flows stays in cache longer than a big one. */
const FIRST_TABLE_ENTRIES: u32 = 1 << 15;
const PAGE_TABLE: usize = memory.data(KEY_PAGES * 4, 16);

let table: usize = 0;
let mask: u32 = 0;
let live: u32 = 0;
/** Indices that were ever handed out, and the pages that exist for them. */
let used: u32 = 0;
let pages: u32 = 0;
/** First free index + 1, or 0; the others follow by KEY_NEXT. */
let firstFree: u32 = 0;

/** Number of indices in use. */
export function flowCount(): u32 {
  return live;
}

/** Address of the key of `index`, which lies in one cache line. */
export function keyAddress(index: u32): usize {
  const page = load<u32>(PAGE_TABLE + ((<usize>(index >> KEY_PAGE_SHIFT)) << 2));
  return <usize>page + ((<usize>(index & ((1 << KEY_PAGE_SHIFT) - 1))) << KEY_SHIFT);
}

function entryAddress(slot: u32): usize {
  return table + ((<usize>slot) << ENTRY_SHIFT);
}

function insertEntry(hash: u32, indexPlusOne: u32): void {
  let slot = hash & mask;
  while (load<u32>(entryAddress(slot), 4)) slot = (slot + 1) & mask;
  store<u32>(entryAddress(slot), hash);
  store<u32>(entryAddress(slot), indexPlusOne, 4);
}

/**
 * Makes room for `count` more keys at a load of at most one half, so that a decode call never meets a full table.
 * May grow memory. Returns 0 when memory is at its end.
 */
export function flowReserve(count: u32): u32 {
  let entries: u32 = table ? mask + 1 : FIRST_TABLE_ENTRIES;
  while (<u64>(live + count) * 2 > <u64>entries) entries <<= 1;
  if (!table || entries > mask + 1) {
    const old = table;
    const oldEntries = old ? mask + 1 : 0;
    const grown = allocate((<usize>entries) << ENTRY_SHIFT);
    if (!grown) return 0;
    table = grown;
    mask = entries - 1;
    for (let i: u32 = 0; i < oldEntries; i++) {
      const entry = old + ((<usize>i) << ENTRY_SHIFT);
      if (load<u32>(entry, 4)) insertEntry(load<u32>(entry), load<u32>(entry, 4));
    }
  }
  while ((<u64>pages) << KEY_PAGE_SHIFT < <u64>used + <u64>count) {
    if (pages === KEY_PAGES) return 0;
    const page = allocate(1 << (KEY_PAGE_SHIFT + KEY_SHIFT));
    if (!page) return 0;
    store<u32>(PAGE_TABLE + ((<usize>pages) << 2), <u32>page);
    pages++;
  }
  return 1;
}

function takeIndex(): u32 {
  live++;
  if (!firstFree) return used++;
  const index = firstFree - 1;
  firstFree = getWord(keyAddress(index), KEY_NEXT);
  return index;
}

/** Fills the parts of a new key that both address families share, and returns its address. */
function addKey(index: u32, slot: u32, hash: u32, ports: u32, kind: u32, scope: u32): usize {
  const key = keyAddress(index);
  setWord(key, KEY_PORTS, ports);
  setWord(key, KEY_KIND, kind);
  setWord(key, KEY_HASH, hash);
  setWord(key, KEY_SCOPE, scope);
  store<u32>(entryAddress(slot), hash);
  store<u32>(entryAddress(slot), index + 1, 4);
  return key;
}

/** Index of an IPv4 key, which is added if it is new. There must be room (flowReserve). */
export function findIpv4(hash: u32, ports: u32, first: u32, second: u32, scope: u32): u32 {
  let slot = hash & mask;
  while (true) {
    const indexPlusOne = load<u32>(entryAddress(slot), 4);
    if (!indexPlusOne) {
      const index = takeIndex();
      const key = addKey(index, slot, hash, ports, 4, scope);
      setWord(key, KEY_FIRST, first);
      setWord(key, KEY_SECOND, second);
      return index;
    }
    if (load<u32>(entryAddress(slot)) === hash) {
      const key = keyAddress(indexPlusOne - 1);
      if (
        getWord(key, KEY_PORTS) === ports &&
        getWord(key, KEY_KIND) === 4 &&
        getWord(key, KEY_FIRST) === first &&
        getWord(key, KEY_SECOND) === second &&
        getWord(key, KEY_SCOPE) === scope
      ) {
        return indexPlusOne - 1;
      }
    }
    slot = (slot + 1) & mask;
  }
}

/** The same for IPv6; `first` and `second` are the addresses' places in memory. */
export function findIpv6(hash: u32, ports: u32, first: usize, second: usize, scope: u32): u32 {
  let slot = hash & mask;
  while (true) {
    const indexPlusOne = load<u32>(entryAddress(slot), 4);
    if (!indexPlusOne) {
      const index = takeIndex();
      const key = addKey(index, slot, hash, ports, 6, scope);
      v128.store(key + (KEY_FIRST << 2), v128.load(first));
      v128.store(key + (KEY_SECOND << 2), v128.load(second));
      return index;
    }
    if (load<u32>(entryAddress(slot)) === hash) {
      const key = keyAddress(indexPlusOne - 1);
      const difference = v128.or(
        v128.xor(v128.load(key + (KEY_FIRST << 2)), v128.load(first)),
        v128.xor(v128.load(key + (KEY_SECOND << 2)), v128.load(second)),
      );
      if (
        getWord(key, KEY_PORTS) === ports &&
        getWord(key, KEY_KIND) === 6 &&
        getWord(key, KEY_SCOPE) === scope &&
        !v128.any_true(difference)
      ) {
        return indexPlusOne - 1;
      }
    }
    slot = (slot + 1) & mask;
  }
}

/** Loads the table entry where the search for `hash` begins; see resolve.ts. */
export function touchEntry(hash: u32): u32 {
  return load<u32>(entryAddress(hash & mask), 4);
}

/** Loads the key that the entry at `hash` leads to. */
export function touchKey(hash: u32): u32 {
  const indexPlusOne = load<u32>(entryAddress(hash & mask), 4);
  return indexPlusOne ? getWord(keyAddress(indexPlusOne - 1), KEY_PORTS) : 0;
}

/** Takes the entry at `slot` out and moves later entries of its run back, so that no probe meets a hole. */
function deleteEntry(slot: u32): void {
  let hole = slot;
  let next = (hole + 1) & mask;
  while (load<u32>(entryAddress(next), 4)) {
    const home = load<u32>(entryAddress(next)) & mask;
    // an entry may move back only as far as its home slot
    if (((next - home) & mask) >= ((next - hole) & mask)) {
      store<u64>(entryAddress(hole), load<u64>(entryAddress(next)));
      hole = next;
    }
    next = (next + 1) & mask;
  }
  store<u64>(entryAddress(hole), 0);
}

/**
 * Gives `count` indices back, listed as u32 at `list`, each once. Traps on an index that is not in the table: the
 * caller broke the protocol, and silence would join two connections later.
 */
export function flowRelease(list: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const index = load<u32>(list + ((<usize>i) << 2));
    if (index >= used) unreachable();
    const key = keyAddress(index);
    let slot = getWord(key, KEY_HASH) & mask;
    while (load<u32>(entryAddress(slot), 4) !== index + 1) {
      if (!load<u32>(entryAddress(slot), 4)) unreachable();
      slot = (slot + 1) & mask;
    }
    deleteEntry(slot);
    setWord(key, KEY_NEXT, firstFree);
    firstFree = index + 1;
    live--;
  }
}
