/**
 * Loads the WASM decoder. Its objects are used nowhere but in {@link ./decoder.ts}.
 */
import { base64Bytes } from "../../wasm/base64.ts";
import { WASM_BASE64 } from "../../wasm/bytes.ts";
import { LAYOUT_VERSION } from "../../wasm/layout.ts";

/** The module's exports (wasm/index.ts). Addresses and counts are u32. */
export interface DecoderExports {
  readonly memory: WebAssembly.Memory;
  layoutVersion(): number;
  allocate(bytes: number): number;
  hashSeedAddress(): number;
  /** Where the capture clock is (CLOCK_*). */
  clockAddress(): number;
  /** 1 for the link types that packets are decoded of. */
  isSupportedLinkType(linkType: number): number;
  /** Works out what the INTERFACE_* struct at an address needs for its stamps. */
  prepareUnits(address: number): void;
  decode(framing: number, batch: number): number;
  /** Decodes a reassembled datagram into the batch's last record; 1 if that is a fragment again. */
  decodeDatagram(batch: number, ip: number, end: number, frameEnd: number): number;
  /** Makes the table of layers; SCOPE_* are those that belong to the flow key. 0: no memory. */
  layersReserve(scope: number): number;
  /** Where the layers of an id are (STACK_*). */
  stackAddress(id: number): number;
  flowReserve(count: number): number;
  flowRelease(list: number, count: number): void;
  flowCount(): number;
}

let compiled: WebAssembly.Module | undefined;

/**
 * A fresh instance with its own memory; the module is compiled once a process.
 * @throws {RangeError} if the committed module and wasm/layout.ts differ, or the host is big-endian
 */
export function instantiateDecoder(): DecoderExports {
  if (new Uint8Array(Uint32Array.of(1).buffer)[0] !== 1) {
    throw new RangeError("Cannot share memory with WebAssembly: this host is big-endian");
  }
  compiled ??= new WebAssembly.Module(base64Bytes(WASM_BASE64));
  const exports = new WebAssembly.Instance(compiled).exports as unknown as DecoderExports;
  const version = exports.layoutVersion() >>> 0;
  if (version !== LAYOUT_VERSION) {
    throw new RangeError(`Cannot use the WASM decoder: its layout is ${version}, ours is ${LAYOUT_VERSION}`);
  }
  return exports;
}
