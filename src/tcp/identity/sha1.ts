/**
 * SHA-1 of one block (FIPS 180-4 6.1), for Community ID only: the platform's is asynchronous in browsers and six
 * times slower for messages of this size.
 */

/** Longest message that fits into one block, in bytes. */
export const MAX_MESSAGE_BYTES = 55;
const BLOCK_BYTES = 64;

// kept, because a hash is made for every connection
const block = new Uint8Array(BLOCK_BYTES);
const blockView = new DataView(block.buffer);
const schedule = new Int32Array(80);
const digest = new Uint8Array(20);
const digestView = new DataView(digest.buffer);

const H0 = 0x67452301;
const H1 = 0xefcdab89 | 0;
const H2 = 0x98badcfe | 0;
const H3 = 0x10325476;
const H4 = 0xc3d2e1f0 | 0;

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/**
 * The digest's 20 bytes, valid until the next call.
 * @throws {RangeError} if the message is longer than {@link MAX_MESSAGE_BYTES}
 */
export function sha1(message: Uint8Array): Uint8Array {
  const { length } = message;
  if (length > MAX_MESSAGE_BYTES)
    throw new RangeError(`Cannot hash: ${length} bytes are more than one block`);
  block.fill(0, length);
  block.set(message);
  block[length] = 0x80;
  blockView.setUint32(BLOCK_BYTES - 4, length * 8);
  for (let t = 0; t < 16; t++) schedule[t] = blockView.getInt32(t * 4);
  for (let t = 16; t < 80; t++) {
    schedule[t] = rotate(schedule[t - 3]! ^ schedule[t - 8]! ^ schedule[t - 14]! ^ schedule[t - 16]!, 1);
  }
  let a = H0;
  let b = H1;
  let c = H2;
  let d = H3;
  let e = H4;
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
  digestView.setInt32(0, (a + H0) | 0);
  digestView.setInt32(4, (b + H1) | 0);
  digestView.setInt32(8, (c + H2) | 0);
  digestView.setInt32(12, (d + H3) | 0);
  digestView.setInt32(16, (e + H4) | 0);
  return digest;
}
