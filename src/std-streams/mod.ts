/**
 * Stand-in for the exports of JSR's `@std/streams` that this project uses, for machines that cannot reach
 * JSR: same names, parameters and meaning as the published version 1.1.2.
 */
export * from "./text_line_stream.ts";
export * from "./to_bytes.ts";
export * from "./to_text.ts";
export * from "./to_transform_stream.ts";
