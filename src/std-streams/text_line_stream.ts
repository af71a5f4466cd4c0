/** Options of {@link TextLineStream}. */
export interface TextLineStreamOptions {
  /**
   * A CR alone ends a line too, not only LF and CR LF.
   *
   * @default {false}
   */
  allowCR?: boolean;
}

/**
 * Splits text, in chunks of any size, into lines without their ends: LF or CR LF.
 *
 * A last line without an end is given too; the empty text after the last line's end is not a line.
 *
 * @example
 * ```ts
 * const lines = bytes.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
 * for await (const line of lines) console.log(JSON.parse(line).event);
 * ```
 */
export class TextLineStream extends TransformStream<string, string> {
  /** @param options which characters end a line */
  constructor(options: TextLineStreamOptions = {}) {
    const allowCR = options.allowCR ?? false;
    const lineEnd = allowCR ? /\r\n|\n|\r/g : /\r?\n/g;
    let rest = "";
    super({
      transform(chunk, controller) {
        const text = rest + chunk;
        let start = 0;
        for (const match of text.matchAll(lineEnd)) {
          const next = match.index + match[0].length;
          // It may be the first half of a CR LF whose LF comes with the next chunk.
          if (match[0] === "\r" && next === text.length) break;
          controller.enqueue(text.slice(start, match.index));
          start = next;
        }
        rest = text.slice(start);
      },
      flush(controller) {
        if (rest === "") return;
        controller.enqueue(allowCR && rest.endsWith("\r") ? rest.slice(0, -1) : rest);
      },
    });
  }
}
