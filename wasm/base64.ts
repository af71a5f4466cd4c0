/** Reading of the committed modules, which are base64 in TypeScript. */

export function base64Bytes(text: string): Uint8Array<ArrayBuffer> {
  // Uint8Array.fromBase64 is 30 times faster where it exists (not on Node 20 to 24)
  const fromBase64 = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> })
    .fromBase64;
  if (fromBase64) return fromBase64.call(Uint8Array, text);
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
