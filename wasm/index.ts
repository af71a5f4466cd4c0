// Exports of the module. It imports nothing, allocates nothing while decoding, and is called once a chunk.
import { decodeRecords } from "./container/records";
import { CONTAINER_NONE, FRAMING_CONTAINER, LAYOUT_VERSION, STOP_CONTROL_BLOCK } from "./layout";
import { getWord } from "./record";

export { decodeDatagram } from "./container/datagram";
export { layersReserve, stackAddress } from "./encapsulation/layers";
export { hashSeedAddress } from "./flow/hash";
export { touchedSum } from "./flow/resolve";
export { flowCount, flowRelease, flowReserve, keyAddress } from "./flow/table";
export { isSupportedLinkType } from "./link/link";
export { allocate } from "./memory";
export { clockAddress } from "./time/clock";
export { prepareUnits } from "./time/units";

/** The LAYOUT_VERSION that this module was compiled with. */
export function layoutVersion(): u32 {
  return LAYOUT_VERSION;
}

/**
 * Decodes input of the source whose state is at `framing`, appending records to the batch at `batch`.
 * flowReserve() must have made room for as many keys as the batch can take. Returns a STOP_* reason; a source
 * whose container is not known yet needs TypeScript to read its header.
 */
export function decode(framing: usize, batch: usize): u32 {
  if (getWord(framing, FRAMING_CONTAINER) === CONTAINER_NONE) return STOP_CONTROL_BLOCK;
  return decodeRecords(framing, batch);
}
