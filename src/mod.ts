/**
 * tcp-phases: follows every TCP connection of a packet capture and reports its phases as events.
 *
 * Start with {@link analyze} (events as objects), {@link analyzeStream} (NDJSON), or {@link Analyzer} (synchronous,
 * for several files). `phaseEventSchema` and the other schemas describe the events; they need valibot at run time
 * and are therefore in `./events/schemas.ts`.
 *
 * @module
 */
export { Analyzer } from "./analyzer.ts";
export type {
  Batch,
  CaptureEnd,
  CaptureInterface,
  SourceError,
  SourceStart,
  Timestamp,
} from "./capture/batch.ts";
export {
  type Detail,
  detailLevels,
  type EventKind,
  eventKinds,
  type PhaseEvent,
  type PhaseEventOf,
  SCHEMA_VERSION,
} from "./events/mod.ts";
export type { AnalyzeOptions } from "./options.ts";
export {
  analyze,
  analyzeStream,
  type DecodedChunk,
  decodeStream,
  type FileOptions,
  ndjsonStream,
  trackStream,
} from "./streams.ts";
