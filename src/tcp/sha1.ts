/**
 * SHA-1 of one block (FIPS 180-4 6.1), for Community ID only: the platform's is asynchronous in browsers and six
 * times slower for messages of this size.
 */

/** Longest message that fits into one block, in bytes. */
export const MAX_MESSAGE_BYTES = 55;

const schedule = new Int32Array(80);

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/**
 * The digest's 20 bytes.
 * @throws {RangeError} if the message is longer than {@link MAX_MESSAGE_BYTES}
 */
export function sha1(message: Uint8Array): Uint8Array {
  if (message.length > MAX_MESSAGE_BYTES) {
    throw new RangeError(`Cannot hash: ${message.length} bytes are more than one block`);
  }
  const block = new Uint8Array(64);
  block.set(message);
  block[message.length] = 0x80;
  const view = new DataView(block.buffer);
  view.setUint32(60, message.length * 8);
  for (let t = 0; t < 16; t++) schedule[t] = view.getInt32(t * 4);
  for (let t = 16; t < 80; t++) {
    schedule[t] = rotate(schedule[t - 3]! ^ schedule[t - 8]! ^ schedule[t - 14]! ^ schedule[t - 16]!, 1);
  }
  const h = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
  let [a, b, c, d, e] = h as [number, number, number, number, number];
  for (let t = 0; t < 80; t++) {
    let f: number;
    let k: number;
    if (t < 20) {
      f = (b & c) | (~b & d);
      k = 0x5a827999;
    } else if (t < 40) {
      f = b ^ c ^ d;
      k = 0x6ed9eba1;
    } else if (t < 60) {
      f = (b & c) | (b & d) | (c & d);
      k = 0x8f1bbcdc;
    } else {
      f = b ^ c ^ d;
      k = 0xca62c1d6;
    }
    const next = (rotate(a, 5) + f + e + k + schedule[t]!) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  const digest = new DataView(new ArrayBuffer(20));
  for (const [i, word] of [a, b, c, d, e].entries()) digest.setInt32(i * 4, (word + h[i]!) | 0);
  return new Uint8Array(digest.buffer);
}
