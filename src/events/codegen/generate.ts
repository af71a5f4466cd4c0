/** All that is generated of the schemas; the same text on every run. */

import { encoderText } from "./encoder.ts";
import { plainFieldsText } from "./plain_fields.ts";
import { reusedEventsText } from "./reused_events.ts";
import { wasmFillText } from "./wasm_fill.ts";
import { wasmLinesText } from "./wasm_lines.ts";

/** Path from here and text of each file. */
export function generatedFiles(): Map<string, string> {
  return new Map([
    ["../generated/encoder.ts", encoderText()],
    ["../generated/events.ts", reusedEventsText()],
    ["../generated/plain_fields.ts", plainFieldsText()],
    ["../generated/wasm_fill.ts", wasmFillText()],
    ["../../../wasm/encoder/lines.ts", wasmLinesText()],
  ]);
}
