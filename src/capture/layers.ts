/**
 * The layers around a datagram in words: VLAN ids and tunnels, by the id that the WASM module gave to their stack.
 */
import {
  LAYER_4IN6,
  LAYER_6IN4,
  LAYER_6IN6,
  LAYER_ERSPAN,
  LAYER_GENEVE,
  LAYER_GRE,
  LAYER_GTP,
  LAYER_HAS_ID,
  LAYER_ID_MASK,
  LAYER_IPIP,
  LAYER_KIND_MASK,
  LAYER_KIND_SHIFT,
  LAYER_L2TP,
  LAYER_LISP,
  LAYER_MPLS,
  LAYER_NSH,
  LAYER_PPPOE,
  LAYER_TEREDO,
  LAYER_VLAN,
  LAYER_VXLAN,
  LAYER_VXLAN_GPE,
  LAYERS_UNKNOWN,
  STACK_COUNT,
  STACK_LAYERS,
  STACK_WORDS,
} from "../../wasm/layout.ts";
import type { Layers } from "./batch.ts";

/** Names of the tunnels, by LAYER_*. */
const TUNNEL_NAMES: ReadonlyMap<number, string> = new Map([
  [LAYER_MPLS, "mpls"],
  [LAYER_PPPOE, "pppoe"],
  [LAYER_GRE, "gre"],
  [LAYER_ERSPAN, "erspan"],
  [LAYER_VXLAN, "vxlan"],
  [LAYER_VXLAN_GPE, "vxlan_gpe"],
  [LAYER_GENEVE, "geneve"],
  [LAYER_GTP, "gtp"],
  [LAYER_IPIP, "ipip"],
  [LAYER_6IN4, "6in4"],
  [LAYER_4IN6, "4in6"],
  [LAYER_6IN6, "6in6"],
  [LAYER_TEREDO, "teredo"],
  [LAYER_L2TP, "l2tp"],
  [LAYER_NSH, "nsh"],
  [LAYER_LISP, "lisp"],
]);

/** The stack of a datagram that nothing is around, or nobody knows what. */
const NONE: Layers = { vlans: [], tunnels: [] };

/** Where the WASM module keeps its stacks. */
export interface StackMemory {
  readonly memory: WebAssembly.Memory;
  stackAddress(id: number): number;
}

/** The stacks of a run; each is put in words once. */
export class LayerStacks {
  readonly #memory: StackMemory;
  readonly #known: Layers[] = [];

  constructor(memory: StackMemory) {
    this.#memory = memory;
  }

  /** The layers of the stack `id` (REC_TUNNELS). */
  of(id: number): Layers {
    if (id === 0 || id === LAYERS_UNKNOWN) return NONE;
    let layers = this.#known[id];
    if (!layers) {
      layers = inWords(this.#words(id));
      this.#known[id] = layers;
    }
    return layers;
  }

  #words(id: number): Uint32Array {
    const { memory } = this.#memory;
    const stack = new Uint32Array(memory.buffer, this.#memory.stackAddress(id) >>> 0, STACK_WORDS);
    return stack.slice(STACK_LAYERS, STACK_LAYERS + stack[STACK_COUNT]!);
  }
}

function inWords(words: Uint32Array): Layers {
  const vlans: number[] = [];
  const tunnels: string[] = [];
  for (const word of words) {
    const kind = (word >>> LAYER_KIND_SHIFT) & LAYER_KIND_MASK;
    const id = word & LAYER_ID_MASK;
    if (kind === LAYER_VLAN) vlans.push(id);
    else tunnels.push((TUNNEL_NAMES.get(kind) ?? "unknown") + (word & LAYER_HAS_ID ? `:${id}` : ""));
  }
  return { vlans, tunnels };
}
