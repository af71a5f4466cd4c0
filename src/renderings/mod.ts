/** Events as text for people. */
export { type Format, formats } from "./formats.ts";
export { type FormatName, formatNames, summaryKinds } from "./kinds.ts";
export {
  type Language,
  languages,
  type Rendering,
  type RenderingOptions,
  type TextSink,
} from "./rendering.ts";
export { Summary } from "./summary/summary.ts";
