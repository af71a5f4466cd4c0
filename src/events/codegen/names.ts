/** Names in the generated code. */

/** `syn_ack` → `SynAck`. */
export function pascalCase(kind: string): string {
  return kind.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** First line of every generated file. */
export const generatedHeader =
  "// Generated from the schemas by `bun src/events/codegen/write.ts`. Do not edit.\n";

/** A description as a doc comment of `indent`. */
export function docComment(description: string, indent = ""): string {
  return `${indent}/** ${description.replaceAll("*/", "* /")}. */\n`;
}
