/**
 * Community ID v1: a hash of the 5-tuple that other tools print too.
 */
import { addressBytes } from "./address.ts";
import { sha1 } from "./sha1.ts";

const PROTOCOL_TCP = 6;
const SEED_BYTES = 2;

function isOrdered(a: Uint8Array, aPort: number, b: Uint8Array, bPort: number): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! < b[i]!;
  return aPort <= bPort;
}

/**
 * The id of a TCP connection, seed 0.
 * @param words holds both addresses, `addressWords` (1 or 4) words each, from `client` and `server` on
 */
export function communityId(
  words: Int32Array,
  addressWords: number,
  client: number,
  clientPort: number,
  server: number,
  serverPort: number,
): string {
  const length = addressWords * 4;
  const clientBytes = new Uint8Array(length);
  const serverBytes = new Uint8Array(length);
  addressBytes(words, client, addressWords, clientBytes, 0);
  addressBytes(words, server, addressWords, serverBytes, 0);
  const ordered = isOrdered(clientBytes, clientPort, serverBytes, serverPort);
  const message = new Uint8Array(SEED_BYTES + 2 * length + 6);
  const view = new DataView(message.buffer);
  message.set(ordered ? clientBytes : serverBytes, SEED_BYTES);
  message.set(ordered ? serverBytes : clientBytes, SEED_BYTES + length);
  view.setUint8(SEED_BYTES + 2 * length, PROTOCOL_TCP);
  view.setUint16(SEED_BYTES + 2 * length + 2, ordered ? clientPort : serverPort);
  view.setUint16(SEED_BYTES + 2 * length + 4, ordered ? serverPort : clientPort);
  return `1:${btoa(String.fromCharCode(...sha1(message)))}`;
}
