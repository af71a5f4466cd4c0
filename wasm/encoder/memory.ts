// Linear memory of the encoder: all at fixed addresses, so that nothing ever grows and no view is detached.
import {
  FIELD_SLOTS,
  FLOW_SCRATCH_BYTES,
  MAX_ENVELOPE_BYTES,
  MAX_LINE_BYTES,
  STAGE_BYTES,
  STAGE_SLACK,
} from "../encoder_layout";

/** The event's numbers, as 64-bit floats: what JavaScript has. */
export const FIELDS: usize = memory.data(FIELD_SLOTS * 8, 64);
/** Its texts and the items of its lists, as they are printed, one behind the other. */
export const RAW: usize = memory.data(MAX_LINE_BYTES + STAGE_SLACK, 64);
/** Lines. */
export const STAGE: usize = memory.data(STAGE_BYTES + MAX_LINE_BYTES + MAX_ENVELOPE_BYTES + STAGE_SLACK, 64);
const FLOW_SCRATCH: usize = memory.data(FLOW_SCRATCH_BYTES, 64);

export function fieldsAddress(): usize {
  return FIELDS;
}

export function rawAddress(): usize {
  return RAW;
}

export function stageAddress(): usize {
  return STAGE;
}

export function flowScratchAddress(): usize {
  return FLOW_SCRATCH;
}

/** Where the entries of flow parts begin. They are made, and looked up, by TypeScript. */
export function flowPartsAddress(): usize {
  return (__heap_base + 255) & ~(<usize>255);
}
