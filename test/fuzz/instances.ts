/**
 * One WASM instance for many analyzers that come one after the other: making one costs more than an input's analysis,
 * since each has its own memory to be mapped and collected.
 *
 * An instance is all in its mutable globals and its memory: static data, and a heap that only grows and is zero where it
 * was never given out. The module is given exports of its globals. A used instance gets their initial values and its
 * static data back, except that its heap goes on where it ended: fresh zeros at other addresses, which show nowhere.
 */
import { concat } from "../support/capture_builder.ts";

type Allocate = (bytes: number) => number;

const HEADER_BYTES = 8;
const GLOBAL_SECTION = 6;
const EXPORT_SECTION = 7;
const GLOBAL_EXPORT = 3;
const OPCODE_END = 0x0b;
const PREFIX = "global ";
/** Room for so many bytes of heap, all made at once: each growth would make the collector think that much was new. */
const HEAP_BYTES = 256 * 2 ** 20;
/** What is left of it when the instance is given up: more than an analyzer of a small input needs. */
const SPARE_BYTES = 32 * 2 ** 20;
const PAGE_BYTES = 2 ** 16;
/** Any two sizes that need no rounding, so that the end of the heap can be told from other addresses. */
const PROBE_BYTES = [64 * 1001, 64 * 77];

/** A module whose instances can be put back. */
class OpenedModule {
  readonly module: WebAssembly.Module;
  readonly #RealInstance: typeof WebAssembly.Instance;
  readonly #names: readonly string[];
  readonly #initial: readonly unknown[];
  /** Name of the global that holds the end of the heap. */
  readonly #heapEnd: string;
  /** Memory in front of the heap. */
  readonly #staticData: Uint8Array;

  constructor(bytes: Uint8Array, real: Pick<typeof WebAssembly, "Module" | "Instance">) {
    const { opened, names } = exportGlobals(bytes);
    this.module = new real.Module(opened);
    this.#RealInstance = real.Instance;
    this.#names = names;
    const probe = new real.Instance(this.module);
    this.#initial = names.map((name) => globalOf(probe, name).value);
    const memory = memoryOf(probe).slice();
    const start = allocateIn(probe, 0);
    this.#staticData = memory.slice(0, start);
    let candidates = names;
    for (const size of PROBE_BYTES) {
      const end = allocateIn(probe, size) + size;
      candidates = candidates.filter((name) => globalOf(probe, name).value === end);
    }
    if (candidates.length !== 1) throw new Error(`the end of the heap is in ${candidates.length} globals`);
    this.#heapEnd = candidates[0]!;
  }

  /** An instance for many analyzers. */
  instantiate(): WebAssembly.Instance {
    const instance = new this.#RealInstance(this.module);
    const memory = instance.exports.memory as WebAssembly.Memory;
    memory.grow(HEAP_BYTES / PAGE_BYTES);
    // an analyzer that reserves memory finds that there is enough
    Object.defineProperty(memory, "grow", { value: () => memory.buffer.byteLength / PAGE_BYTES });
    return instance;
  }

  /** False if the instance is used up. */
  restore(instance: WebAssembly.Instance): boolean {
    const end = globalOf(instance, this.#heapEnd).value;
    // an i32, which is signed here
    if (end >>> 0 > HEAP_BYTES - SPARE_BYTES) return false;
    this.#names.forEach((name, i) => {
      globalOf(instance, name).value = this.#initial[i];
    });
    globalOf(instance, this.#heapEnd).value = end;
    memoryOf(instance).set(this.#staticData);
    return true;
  }
}

/** Modules compiled while a pool was installed: the decoder compiles its own once a process. */
const openedModules = new Map<WebAssembly.Module, OpenedModule>();

/** Hands instances out in place of `new WebAssembly.Instance`, while it is installed. */
export class InstancePool {
  readonly #real = { Module: WebAssembly.Module, Instance: WebAssembly.Instance };
  #kept: WebAssembly.Instance | undefined;
  #inUse = false;
  /** False: every analyzer gets an instance of its own, as outside of here. */
  enabled = true;

  /** Replaces the two constructors; modules compiled before are not pooled. */
  install(): void {
    const open = (bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module => this.#open(bytes);
    const instantiate = (module: WebAssembly.Module): WebAssembly.Instance => this.#instantiate(module);
    // a constructor that returns an object makes that object, which an arrow function can't be
    function Module(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
      return open(bytes);
    }
    function Instance(module: WebAssembly.Module): WebAssembly.Instance {
      return instantiate(module);
    }
    Object.assign(WebAssembly, { Module, Instance });
  }

  uninstall(): void {
    Object.assign(WebAssembly, this.#real);
  }

  /** The analyzer that has the instance will not be used any more. */
  release(): void {
    this.#inUse = false;
  }

  #open(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
    const compiled = new this.#real.Module(bytes);
    // the encoder's module has no heap, and most inputs have too few lines for it
    if (!this.#real.Module.exports(compiled).some(({ name }) => name === "allocate")) return compiled;
    const opened = new OpenedModule(bytes, this.#real);
    openedModules.set(opened.module, opened);
    return opened.module;
  }

  #instantiate(module: WebAssembly.Module): WebAssembly.Instance {
    const opened = openedModules.get(module);
    if (!opened || !this.enabled || this.#inUse) return new this.#real.Instance(module);
    this.#inUse = true;
    if (!this.#kept || !opened.restore(this.#kept)) this.#kept = opened.instantiate();
    return this.#kept;
  }
}

function globalOf(instance: WebAssembly.Instance, name: string): WebAssembly.Global {
  return instance.exports[name] as WebAssembly.Global;
}

function memoryOf(instance: WebAssembly.Instance): Uint8Array {
  return new Uint8Array((instance.exports.memory as WebAssembly.Memory).buffer);
}

function allocateIn(instance: WebAssembly.Instance, bytes: number): number {
  return (instance.exports.allocate as Allocate)(bytes) >>> 0;
}

/** A module with an export for each of its mutable globals (WebAssembly core specification, 5.5). */
function exportGlobals(bytes: Uint8Array): { opened: Uint8Array<ArrayBuffer>; names: string[] } {
  const parts: Uint8Array[] = [bytes.subarray(0, HEADER_BYTES)];
  let names: string[] = [];
  let entries: Uint8Array = new Uint8Array(0);
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const id = bytes[at]!;
    const [size, start] = readNumber(bytes, at + 1);
    const end = start + size;
    if (id === GLOBAL_SECTION) {
      const indices = mutableGlobals(bytes, start);
      names = indices.map((index) => `${PREFIX}${index}`);
      entries = concat(...indices.map((index, i) => exportEntry(names[i]!, index)));
    }
    if (id === EXPORT_SECTION) {
      const [count, first] = readNumber(bytes, start);
      const body = concat(number(count + names.length), bytes.subarray(first, end), entries);
      parts.push(Uint8Array.of(id), number(body.length), body);
    } else parts.push(bytes.subarray(at, end));
    at = end;
  }
  return { opened: new Uint8Array(concat(...parts)), names };
}

function exportEntry(name: string, index: number): Uint8Array {
  const text = new TextEncoder().encode(name);
  return concat(number(text.length), text, Uint8Array.of(GLOBAL_EXPORT), number(index));
}

/** Indices of the mutable globals; their initial values must be plain constants. */
function mutableGlobals(bytes: Uint8Array, start: number): number[] {
  const [count, first] = readNumber(bytes, start);
  const indices: number[] = [];
  let at = first;
  for (let i = 0; i < count; i++) {
    if (bytes[at + 1] === 1) indices.push(i);
    // value type, mutability, then one instruction with a LEB128 immediate
    at += 3;
    while (bytes[at++]! & 0x80);
    if (bytes[at++] !== OPCODE_END) throw new Error(`global ${i} is not a constant`);
  }
  return indices;
}

/** Unsigned LEB128: the value and the place behind it. */
function readNumber(bytes: Uint8Array, start: number): readonly [value: number, end: number] {
  let value = 0;
  for (let at = start, shift = 0; ; at++, shift += 7) {
    value |= (bytes[at]! & 0x7f) << shift;
    if (!(bytes[at]! & 0x80)) return [value, at + 1];
  }
}

function number(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  do {
    bytes.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>>= 7;
  } while (left > 0);
  return Uint8Array.from(bytes);
}
