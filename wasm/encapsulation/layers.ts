// The layers around the datagram in hand, VLAN tags and tunnels, outermost first; and the table that gives every stack of
// them an id. Its hash is seeded: crafted tags must not make long chains.
import { seededFactor } from "../flow/hash";
import {
  LAYER_GENEVE,
  LAYER_HAS_ID,
  LAYER_ID_MASK,
  LAYER_KIND_MASK,
  LAYER_KIND_SHIFT,
  LAYER_VLAN,
  LAYER_VXLAN,
  LAYER_VXLAN_GPE,
  LAYERS_MAX,
  LAYERS_STACKS,
  LAYERS_UNKNOWN,
  SCOPE_VLAN,
  SCOPE_VNI,
  STACK_COUNT,
  STACK_LAYERS,
  STACK_WORDS,
} from "../layout";
import { allocate } from "../memory";
import { getWord, setWord } from "../record";

const STACK_BYTES: usize = STACK_WORDS << 2;
/** A load of one half at most. */
const ENTRIES: u32 = LAYERS_STACKS * 2;

/** The stack in hand, and one that is made of some of its layers. */
const HAND: usize = memory.data(STACK_WORDS * 4, 16);
const PART: usize = memory.data(STACK_WORDS * 4, 16);

let count: u32 = 0;
// The table: stacks by id, the ids by hash, and of each stack the id of the part that belongs to the flow key.
let stacks: usize = 0;
let entries: usize = 0;
let scopes: usize = 0;
/** Ids that were given away; the last one. */
let used: u32 = 0;
let last: u32 = 0;
let scopeKinds: u32 = 0;

/** Makes the table; `kinds` (SCOPE_*) are the layers that belong to the flow key. Returns 0 without memory for it. */
export function layersReserve(kinds: u32): u32 {
  scopeKinds = kinds;
  stacks = allocate(<usize>LAYERS_STACKS * STACK_BYTES);
  entries = allocate((<usize>ENTRIES) << 2);
  scopes = allocate((<usize>LAYERS_STACKS) << 2);
  return stacks && entries && scopes ? 1 : 0;
}

/** Address of the stack (STACK_*) of `id`. */
export function stackAddress(id: u32): usize {
  return stacks + <usize>id * STACK_BYTES;
}

/** Forgets the layers of the packet before. */
export function clearLayers(): void {
  count = 0;
}

/** How many layers the packet has so far. */
export function layerCount(): u32 {
  return count;
}

function push(layer: u32): bool {
  if (count === LAYERS_MAX) return false;
  setWord(HAND, STACK_LAYERS + count, layer);
  count++;
  return true;
}

/** Adds a layer of kind LAYER_* inside those that are there; false if it would be one too many. */
export function pushLayer(kind: u32): bool {
  return push(kind << LAYER_KIND_SHIFT);
}

/** Adds a layer with an id of 24 bits at most. */
export function pushLayerWithId(kind: u32, id: u32): bool {
  return push(LAYER_HAS_ID | (kind << LAYER_KIND_SHIFT) | (id & LAYER_ID_MASK));
}

function isEqual(stack: usize, other: usize): bool {
  const size = getWord(stack, STACK_COUNT);
  if (getWord(other, STACK_COUNT) !== size) return false;
  for (let i: u32 = 0; i < size; i++) {
    if (getWord(stack, STACK_LAYERS + i) !== getWord(other, STACK_LAYERS + i)) return false;
  }
  return true;
}

/** Multilinear, like the hash of flow keys. */
function hashOf(stack: usize): u32 {
  const size = getWord(stack, STACK_COUNT);
  let sum = seededFactor(0) + seededFactor(1) * <u64>size;
  for (let i: u32 = 0; i < size; i++) sum += seededFactor(2 + i) * <u64>getWord(stack, STACK_LAYERS + i);
  return <u32>(sum >> 32);
}

/** The id of the stack at `stack`, which is added if it is new; LAYERS_UNKNOWN if the table is full. */
function intern(stack: usize): u32 {
  let slot = hashOf(stack) & (ENTRIES - 1);
  while (true) {
    const entry = entries + ((<usize>slot) << 2);
    const id = load<u32>(entry);
    if (!id) {
      if (used + 1 === LAYERS_STACKS) return LAYERS_UNKNOWN;
      used++;
      memory.copy(stackAddress(used), stack, STACK_BYTES);
      store<u32>(entry, used);
      return used;
    }
    if (isEqual(stackAddress(id), stack)) return id;
    slot = (slot + 1) & (ENTRIES - 1);
  }
}

function isInScope(layer: u32): bool {
  if (!(layer & LAYER_HAS_ID)) return false;
  const kind = (layer >> LAYER_KIND_SHIFT) & LAYER_KIND_MASK;
  if (kind === LAYER_VLAN) return (scopeKinds & SCOPE_VLAN) !== 0;
  const isNetwork = kind === LAYER_VXLAN || kind === LAYER_VXLAN_GPE || kind === LAYER_GENEVE;
  return isNetwork && (scopeKinds & SCOPE_VNI) !== 0;
}

/** The id of those layers of the stack in hand that belong to the flow key; 0: none do. */
function scopeInHand(): u32 {
  let size: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const layer = getWord(HAND, STACK_LAYERS + i);
    if (isInScope(layer)) setWord(PART, STACK_LAYERS + size++, layer);
  }
  setWord(PART, STACK_COUNT, size);
  return size ? intern(PART) : 0;
}

/** The id of the layers in hand; 0: there are none. */
export function layersId(): u32 {
  if (!count) return 0;
  setWord(HAND, STACK_COUNT, count);
  if (last && isEqual(stackAddress(last), HAND)) return last;
  const before = used;
  const id = intern(HAND);
  if (id === LAYERS_UNKNOWN) return id;
  // also one that came in as the part of another
  if (scopeKinds && (used !== before || !load<u32>(scopes + ((<usize>id) << 2)))) {
    store<u32>(scopes + ((<usize>id) << 2), scopeInHand());
  }
  last = id;
  return id;
}

/** True if VLAN ids or VNIs belong to the flow key. */
export function hasScope(): bool {
  return scopeKinds !== 0;
}

/** What the flow key has of the layers `id`, if it has any: equal numbers for equal VLAN ids and VNIs. */
export function layersScope(id: u32): u32 {
  if (!id) return 0;
  return id === LAYERS_UNKNOWN ? LAYERS_UNKNOWN : load<u32>(scopes + ((<usize>id) << 2));
}

/** Takes the layers `id` in hand again, for a datagram that was inside them. */
export function restoreLayers(id: u32): void {
  count = 0;
  if (!id || id === LAYERS_UNKNOWN) return;
  memory.copy(HAND, stackAddress(id), STACK_BYTES);
  count = getWord(HAND, STACK_COUNT);
}
