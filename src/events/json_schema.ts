/** The JSON Schema of a line of output. Loads valibot's converter: import it only where it is asked for. */

import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import { type EventKind, eventKinds, SCHEMA_VERSION } from "./event_kinds.ts";
import { eventSchemas, kindDescriptions } from "./schemas.ts";

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/**
 * The schema (draft 2020-12) that every line fulfils: one definition a kind, chosen by the field `event`.
 *
 * Unknown fields are allowed, so that lines of a later version with more fields still fulfil it.
 */
export function eventJsonSchema(): JsonSchema {
  const definitions: Record<string, JsonSchema> = {};
  for (const kind of eventKinds) {
    definitions[kind] = definitionOf(kind);
  }
  return {
    $schema: DIALECT,
    title: `tcp-phases event, schema version ${SCHEMA_VERSION}`,
    oneOf: eventKinds.map((kind) => ({ $ref: `#/$defs/${kind}` })),
    $defs: definitions,
  };
}

function definitionOf(kind: EventKind): JsonSchema {
  const schema: v.GenericSchema = eventSchemas[kind];
  const { $schema: _, ...definition } = toJsonSchema(schema, {
    target: "draft-2020-12",
    // The mark of timestamps is for the generator; their pattern says the same to a reader.
    ignoreActions: ["metadata"],
  });
  return { title: kind, description: kindDescriptions[kind], ...definition };
}
