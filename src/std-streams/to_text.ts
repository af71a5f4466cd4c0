/**
 * Reads a stream to its end as text.
 *
 * @param stream a stream of strings, or of bytes in UTF-8 (a character may be spread over several chunks);
 * it is locked from now on
 * @returns the whole text; what is not UTF-8 is replaced by U+FFFD
 * @throws what the stream is errored with
 */
export async function toText(stream: ReadableStream<string | Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    // A string between two chunks of bytes ends a character that was begun.
    text += typeof value === "string" ? decoder.decode() + value : decoder.decode(value, { stream: true });
  }
}
