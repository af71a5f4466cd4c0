/** Loads the WASM encoder. */

import { base64Bytes } from "../../wasm/base64.ts";
import { ENCODER_WASM_BASE64 } from "../../wasm/encoder_bytes.ts";
import { FLOW_ENTRIES, FLOW_ENTRY_BYTES } from "../../wasm/encoder_layout.ts";
import { FIELDS_HASH, type LineEncoders } from "./generated/wasm_fill.ts";

/** The module's exports (wasm/encoder/index.ts). */
export interface LinearExports extends LineEncoders {
  readonly memory: WebAssembly.Memory;
  fieldsHash(): number;
  fieldsAddress(): number;
  rawAddress(): number;
  stageAddress(): number;
  flowScratchAddress(): number;
  flowPartsAddress(): number;
}

let compiled: WebAssembly.Module | undefined;

/**
 * A fresh instance with its own memory, which never grows; the module is compiled once a process.
 * @throws {RangeError} if the committed module and the generated code differ
 */
export function instantiateEncoder(): LinearExports {
  compiled ??= new WebAssembly.Module(base64Bytes(ENCODER_WASM_BASE64));
  const exports = new WebAssembly.Instance(compiled).exports as unknown as LinearExports;
  const needed = exports.flowPartsAddress() + FLOW_ENTRIES * FLOW_ENTRY_BYTES;
  if (exports.fieldsHash() !== FIELDS_HASH || exports.memory.buffer.byteLength < needed) {
    throw new RangeError("Cannot use the WASM encoder: it is not the one of these schemas");
  }
  return exports;
}
