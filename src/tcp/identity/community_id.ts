/**
 * Community ID v1: a hash of the 5-tuple that other tools print too.
 */
import { addressBytes } from "./address.ts";
import { sha1 } from "./sha1.ts";

const PROTOCOL_TCP = 6;
/** The seed is the first two bytes of the message. */
const SEED_BYTES = 2;

// kept, because an id is made for every connection; one message for each address length
const MESSAGES = { ipv4: new Uint8Array(SEED_BYTES + 8 + 6), ipv6: new Uint8Array(SEED_BYTES + 32 + 6) };

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64 of the digest's 20 bytes; without btoa, which took more time than the hash. */
function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < 18; i += 3) {
    const word = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    text += BASE64[word >> 18]! + BASE64[(word >> 12) & 63]! + BASE64[(word >> 6) & 63]! + BASE64[word & 63]!;
  }
  const rest = (bytes[18]! << 16) | (bytes[19]! << 8);
  return `${text}${BASE64[rest >> 18]}${BASE64[(rest >> 12) & 63]}${BASE64[(rest >> 6) & 63]}=`;
}

/** True if the address at `a` is before that at `b`; undefined if they are equal. */
function isBefore(message: Uint8Array, a: number, b: number, length: number): boolean | undefined {
  for (let i = 0; i < length; i++) {
    const difference = message[a + i]! - message[b + i]!;
    if (difference !== 0) return difference < 0;
  }
  return undefined;
}

/**
 * The id of a TCP connection.
 * @param words holds both addresses, `addressWords` (1 or 4) words each, from `client` and `server` on
 * @param seed 0 .. 65,535; tools with different seeds do not find each other's connections
 */
export function communityId(
  words: Int32Array,
  addressWords: number,
  client: number,
  clientPort: number,
  server: number,
  serverPort: number,
  seed: number,
): string {
  const length = addressWords * 4;
  const message = addressWords === 1 ? MESSAGES.ipv4 : MESSAGES.ipv6;
  const second = SEED_BYTES + length;
  const end = second + length;
  message[0] = seed >> 8;
  message[1] = seed & 0xff;
  addressBytes(words, client, addressWords, message, SEED_BYTES);
  addressBytes(words, server, addressWords, message, second);
  // the smaller endpoint comes first, by address, then port
  const ordered = isBefore(message, SEED_BYTES, second, length) ?? clientPort <= serverPort;
  if (!ordered) {
    addressBytes(words, server, addressWords, message, SEED_BYTES);
    addressBytes(words, client, addressWords, message, second);
  }
  const firstPort = ordered ? clientPort : serverPort;
  const secondPort = ordered ? serverPort : clientPort;
  message[end] = PROTOCOL_TCP;
  message[end + 2] = firstPort >> 8;
  message[end + 3] = firstPort & 0xff;
  message[end + 4] = secondPort >> 8;
  message[end + 5] = secondPort & 0xff;
  return `1:${base64(sha1(message))}`;
}
