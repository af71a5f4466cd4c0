/** Random reused events of every kind, driven by the schemas, from a seed. */

import * as v from "valibot";
import { phases } from "../../src/events/flow_event_fields.ts";
import * as events from "../../src/events/generated/events.ts";
import type { EventKind, FlowEvent, FlowIdentity, ReusedEvent } from "../../src/events/mod.ts";
import { ownFields } from "../../src/events/schemas.ts";

/** A number in [0, 1). */
export type Random = () => number;

/** mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const newEvent: Readonly<Record<EventKind, () => ReusedEvent>> = {
  capture_start: events.newCaptureStartEvent,
  midstream: events.newMidstreamEvent,
  syn: events.newSynEvent,
  syn_ack: events.newSynAckEvent,
  established: events.newEstablishedEvent,
  data: events.newDataEvent,
  fin: events.newFinEvent,
  fin_ack: events.newFinAckEvent,
  closed: events.newClosedEvent,
  reset: events.newResetEvent,
  anomaly: events.newAnomalyEvent,
  segment: events.newSegmentEvent,
  update: events.newUpdateEvent,
  flow_end: events.newFlowEndEvent,
  error: events.newErrorEvent,
  capture_end: events.newCaptureEndEvent,
};

/** How often an optional field is there. */
interface Choices {
  readonly presence: number;
  readonly random: Random;
}

/** Fills all fields of a reused event, its moment included. */
export function fillEvent(event: ReusedEvent, random: Random, presence = 0.6): void {
  const choices = { presence, random };
  Object.assign(event, randomObject(ownFields[event.event], choices));
  if ("flow" in event) {
    fillMoment(event, choices);
  }
}

function fillMoment(event: FlowEvent, choices: Choices): void {
  const { random } = choices;
  event.phase = pick(phases, random);
  event.sec = randomSecond(random);
  event.nsec = randomNsec(random);
  event.rel_ns = random() < choices.presence ? randomInteger(random, -(2 ** 53) + 1, 2 ** 53 - 1) : undefined;
  event.fromClient = random() < 0.5;
  event.frame = randomInteger(random, 1, 2 ** 40);
  event.fileIndex = random() < choices.presence ? randomInteger(random, 1, 1000) : 0;
  event.fileOffset = randomInteger(random, 24, 2 ** 50);
  event.knownFrame = random() < choices.presence ? event.frame + randomInteger(random, 1, 2 ** 40) : 0;
  event.flow = randomFlow(random, randomInteger(random, 0, 5000));
}

let nextFlow = 0;

/** A connection that never was before. */
export function randomFlow(random: Random, slot: number): FlowIdentity {
  const flow = nextFlow++;
  return {
    slot,
    flow,
    stream: randomInteger(random, 0, flow),
    clientIp: randomAddress(random),
    clientPort: randomInteger(random, 0, 0xffff),
    serverIp: randomAddress(random),
    serverPort: randomInteger(random, 0, 0xffff),
    communityId: `1:${"abcdefghijklmnopqrstuvwxyz+/".slice(randomInteger(random, 0, 9))}=`,
  };
}

function randomAddress(random: Random): string {
  const part = (max: number) => randomInteger(random, 0, max);
  return random() < 0.5
    ? [part(255), part(255), part(255), part(255)].join(".")
    : Array.from({ length: 8 }, () => part(0xffff).toString(16)).join(":");
}

function randomObject(entries: v.ObjectEntries, choices: Choices): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(entries)) {
    const optional = schema.type === "optional";
    const inner = optional ? (schema as v.OptionalSchema<v.GenericSchema, undefined>).wrapped : schema;
    object[name] =
      optional && choices.random() >= choices.presence
        ? undefined
        : randomValue(inner as v.GenericSchema, choices);
  }
  return object;
}

interface SchemaParts {
  readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[];
  readonly options?: readonly string[];
  readonly item?: v.GenericSchema;
  readonly entries?: v.ObjectEntries;
}

function randomValue(schema: v.GenericSchema, choices: Choices): unknown {
  const { random } = choices;
  const parts = schema as SchemaParts;
  const requirement = (type: string) => parts.pipe?.find((action) => action.type === type)?.requirement;
  switch (schema.type) {
    case "number":
      return randomInteger(random, requirement("min_value") as number, requirement("max_value") as number);
    case "boolean":
      return random() < 0.5;
    case "picklist":
      return pick(parts.options!, random);
    case "string":
      if (v.getMetadata(schema).timestamp === true) {
        return { sec: randomSecond(random), nsec: randomNsec(random) };
      }
      return requirement("regex") === undefined
        ? randomText(random)
        : `0x${randomInteger(random, 0, 0xffff).toString(16).padStart(4, "0")}`;
    case "array":
      return Array.from({ length: randomInteger(random, 0, 4) }, () => randomValue(parts.item!, choices));
    case "object":
      return randomObject(parts.entries!, choices);
    default:
      throw new Error(`unexpected ${schema.type}`);
  }
}

export function pick<T>(values: readonly T[], random: Random): T {
  return values[Math.floor(random() * values.length)]!;
}

/** Of any length from one digit up, and now and then a limit. */
export function randomInteger(random: Random, min: number, max: number): number {
  if (random() < 0.05) {
    return random() < 0.5 ? min : max;
  }
  const digits = Math.floor(random() * 17);
  const size = Math.floor(random() * 10 ** digits);
  const value = min < 0 && random() < 0.5 ? -size : min < 0 ? size : min + size;
  return value > max || value < min ? min + Math.floor(random() * (max - min)) : value;
}

function randomSecond(random: Random): number {
  return random() < 0.8
    ? 1_700_000_000 + Math.floor(random() * 600)
    : Math.floor(random() * 2 ** pick([10, 32, 37, 39, 50], random));
}

function randomNsec(random: Random): number {
  return Math.floor(random() * 10 ** pick([0, 1, 4, 6, 9], random));
}

const edgeText = [
  '"',
  "\\",
  "\n",
  "\t",
  "\u0000",
  "\u001f",
  "\u007f",
  "é",
  "\u2028",
  "€",
  "\u{1f980}",
  "\ud83d",
  "\udc00",
];

function randomText(random: Random): string {
  const length = randomInteger(random, 0, 12);
  let text = "";
  for (let i = 0; i < length; i++) {
    text += random() < 0.1 ? pick(edgeText, random) : String.fromCharCode(0x20 + Math.floor(random() * 95));
  }
  return text;
}
