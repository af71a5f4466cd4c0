/** All generated files of src/events; the same text on every run. */

import { encoderText } from "./encoder.ts";
import { plainFieldsText } from "./plain_fields.ts";
import { reusedEventsText } from "./reused_events.ts";

/** Name below src/events/generated and text of each file. */
export function generatedFiles(): Map<string, string> {
  return new Map([
    ["encoder.ts", encoderText()],
    ["events.ts", reusedEventsText()],
    ["plain_fields.ts", plainFieldsText()],
  ]);
}
