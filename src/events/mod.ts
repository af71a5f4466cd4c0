/** What the rest of src uses of the events. Loads no valibot: the schemas are imported from schemas.ts. */

export * from "./anomaly_kinds.ts";
export * from "./event_kinds.ts";
export { type FlowIdentity, noFlow, type Timestamp } from "./flow_identity.ts";
export * from "./generated/events.ts";
export type { FlowMoment, Phase } from "./moment.ts";
export { NdjsonEncoder } from "./ndjson_encoder.ts";
export { toPhaseEvent } from "./phase_event.ts";
export type { PhaseEvent, PhaseEventOf } from "./schemas.ts";
export { formatTimestamp } from "./timestamp.ts";
