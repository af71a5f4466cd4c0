/** Events as text for people. */
export { type Format, type FormatName, formatNames, formats } from "./formats.ts";
export {
  type Language,
  languages,
  type Rendering,
  type RenderingOptions,
  type TextSink,
} from "./rendering.ts";
export { Summary } from "./summary/summary.ts";
export { summaryKinds } from "./summary/tally.ts";
