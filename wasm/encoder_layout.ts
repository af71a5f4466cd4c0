/**
 * What the WASM encoder and TypeScript agree on: where the fields of an event's envelope are, and sizes.
 *
 * As in `layout.ts`, only integer constants are allowed here: AssemblyScript compiles this file, too. The slots of
 * each kind's own fields are in generated code of both sides; `FIELDS_HASH` there tells whether they belong together.
 */

/** Slots of the envelope: 64-bit floats at `fieldsAddress()`. */
export const ENVELOPE_SEC = 0;
export const ENVELOPE_NSEC = 1;
/** ABSENT where it is not known. */
export const ENVELOPE_REL_NS = 2;
export const ENVELOPE_FRAME = 3;
/** 0: absent. */
export const ENVELOPE_FILE_INDEX = 4;
export const ENVELOPE_FILE_OFFSET = 5;
/** 0 or the frame: absent. */
export const ENVELOPE_KNOWN_FRAME = 6;
/** Slot of the first own field. */
export const OWN_FIELDS = 8;
/** Slots that there are. */
export const FIELD_SLOTS = 256;

/** The phase in the lower bits of a line's `head`, in the order of PHASE_WORDS; and who sent the packet. */
export const HEAD_FROM_SERVER = 4;

/** An own line is at most that long, texts and lists included; what may be longer is written by TypeScript. */
export const MAX_LINE_BYTES = 8192;
/** The envelope of a line is at most that long. */
export const MAX_ENVELOPE_BYTES = 2048;
/** Lines are moved out of linear memory from this many bytes on: half of a first-level cache. */
export const STAGE_BYTES = 16384;
/** Bytes that stores may pass the end of what they write. */
export const STAGE_SLACK = 64;

/** Flow parts: entries of this size for each slot of a live connection; a page of them is used at a time. */
export const FLOW_ENTRY_BYTES = 256;
export const FLOW_ENTRIES = 131072;
/** A flow part that is not kept; its bound and slack. */
export const FLOW_SCRATCH_BYTES = 1088;
