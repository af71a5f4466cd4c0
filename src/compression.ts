/** How a file is compressed, for those who decompress it. */
export type { Compression } from "./capture/batch.ts";
export { compressionOf } from "./capture/formats.ts";
