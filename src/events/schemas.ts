/**
 * The schemas of the output lines: the one source of the types, the JSON Schema and the encoder.
 *
 * Importing this loads valibot; the encoder and `toPhaseEvent` do without.
 */

import * as v from "valibot";
import { captureEventFields } from "./capture_event_fields.ts";
import type { EventKind } from "./event_kinds.ts";
import { envelopeFields, flowEventFields } from "./flow_event_fields.ts";
import { segmentFields } from "./segment_fields.ts";

export { envelopeFields } from "./flow_event_fields.ts";

/** The fields of each kind, without the envelope, in the order in which they are printed. */
export const ownFields = {
  capture_start: captureEventFields.capture_start,
  midstream: flowEventFields.midstream,
  syn: flowEventFields.syn,
  syn_ack: flowEventFields.syn_ack,
  established: flowEventFields.established,
  data: flowEventFields.data,
  fin: flowEventFields.fin,
  fin_ack: flowEventFields.fin_ack,
  closed: flowEventFields.closed,
  reset: flowEventFields.reset,
  anomaly: flowEventFields.anomaly,
  segment: segmentFields,
  update: flowEventFields.update,
  flow_end: flowEventFields.flow_end,
  error: captureEventFields.error,
  capture_end: captureEventFields.capture_end,
} as const satisfies Record<EventKind, v.ObjectEntries>;

/** When each kind is printed. */
export const kindDescriptions: Readonly<Record<EventKind, string>> = {
  capture_start: "A file's header was read; one a file",
  midstream: "The first segment of a connection is neither SYN nor SYN-ACK",
  syn: "A SYN, and each retry of it",
  syn_ack: "A SYN-ACK, and each retry of it",
  established: "Both SYNs are acknowledged, by any segment",
  data:
    "A turn of data has ended: a run of new payload one way. Printed once its last byte is acknowledged, or else " +
    "before the direction's next turn, a reset or the connection's end",
  fin: "The first FIN of a direction",
  fin_ack: "A FIN is acknowledged",
  closed: "Both FINs are acknowledged",
  reset: "The first RST of a direction, and the one that ends the connection if the first did not",
  anomaly: "Something is wrong, or worth knowing, with a packet",
  segment: "A TCP segment; printed with the detail level segment",
  update: "A connection as it stands, for those with packets since the last one; only if asked for",
  flow_end: "A connection is over or forgotten; exactly one each",
  error: "The input is cut off or corrupt; what came before it was printed",
  capture_end: "The end of the run; always the last line",
};

/** Whether events of a kind belong to a connection and so carry the envelope. */
export function hasEnvelope(kind: EventKind): boolean {
  return !(kind in captureEventFields);
}

function eventField<const K extends EventKind>(kind: K) {
  return v.pipe(v.literal(kind), v.description(`Kind of the event. ${kindDescriptions[kind]}`));
}

function flowEvent<const K extends EventKind, const T extends v.ObjectEntries>(kind: K, fields: T) {
  return v.object({ event: eventField(kind), ...envelopeFields, ...fields });
}

function captureEvent<const K extends EventKind, const T extends v.ObjectEntries>(kind: K, fields: T) {
  return v.object({ event: eventField(kind), ...fields });
}

/** The schema of a whole line of each kind. */
export const eventSchemas = {
  capture_start: captureEvent("capture_start", ownFields.capture_start),
  midstream: flowEvent("midstream", ownFields.midstream),
  syn: flowEvent("syn", ownFields.syn),
  syn_ack: flowEvent("syn_ack", ownFields.syn_ack),
  established: flowEvent("established", ownFields.established),
  data: flowEvent("data", ownFields.data),
  fin: flowEvent("fin", ownFields.fin),
  fin_ack: flowEvent("fin_ack", ownFields.fin_ack),
  closed: flowEvent("closed", ownFields.closed),
  reset: flowEvent("reset", ownFields.reset),
  anomaly: flowEvent("anomaly", ownFields.anomaly),
  segment: flowEvent("segment", ownFields.segment),
  update: flowEvent("update", ownFields.update),
  flow_end: flowEvent("flow_end", ownFields.flow_end),
  error: captureEvent("error", ownFields.error),
  capture_end: captureEvent("capture_end", ownFields.capture_end),
} as const satisfies Record<EventKind, v.GenericSchema>;

/** The schema of any line. */
export const phaseEventSchema = v.variant("event", [
  eventSchemas.capture_start,
  eventSchemas.midstream,
  eventSchemas.syn,
  eventSchemas.syn_ack,
  eventSchemas.established,
  eventSchemas.data,
  eventSchemas.fin,
  eventSchemas.fin_ack,
  eventSchemas.closed,
  eventSchemas.reset,
  eventSchemas.anomaly,
  eventSchemas.segment,
  eventSchemas.update,
  eventSchemas.flow_end,
  eventSchemas.error,
  eventSchemas.capture_end,
]);

/** One line of output, parsed; what the library yields. */
export type PhaseEvent = v.InferOutput<typeof phaseEventSchema>;

/** The line of one kind. */
export type PhaseEventOf<K extends EventKind> = Extract<PhaseEvent, { event: K }>;
