/**
 * tcp-phases: follows every TCP connection of a packet capture and reports its phases as events.
 *
 * Start with {@link analyze} (events as objects), {@link analyzeStream} (NDJSON), or {@link Analyzer} (synchronous,
 * for several files). {@link phaseEventSchema} describes every event.
 *
 * @module
 */
export { Analyzer } from "./analyzer.ts";
export type {
  Batch,
  CaptureEnd,
  CaptureInterface,
  Compression,
  SourceError,
  SourceStart,
  Timestamp,
} from "./capture/batch.ts";
export { decompressStream } from "./decompress.ts";
export {
  type Detail,
  detailLevels,
  type EventKind,
  eventKinds,
  type PhaseEvent,
  type PhaseEventOf,
  SCHEMA_VERSION,
} from "./events/mod.ts";
/** valibot schemas of the events, with a description of every field. */
export { eventSchemas, phaseEventSchema } from "./events/schemas.ts";
export type { AnalyzeOptions, FileOptions, FlowKeyPart, SourceOptions, TimeoutOptions } from "./options.ts";
/** Events as text for people. */
export {
  type Format,
  type FormatName,
  formatNames,
  formats,
  type Language,
  type Rendering,
  type RenderingOptions,
  type TextSink,
} from "./renderings/mod.ts";
/** Expressions that choose events: see docs/filter.md. */
export { compileFilter, type Filter, FilterError } from "./selection/filter/mod.ts";
export {
  analyze,
  analyzeStream,
  type DecodedChunk,
  decodeStream,
  ndjsonStream,
  trackStream,
} from "./streams.ts";
