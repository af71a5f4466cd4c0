/**
 * Wireshark's stream numbers. Wireshark forgets nothing: a connection that comes back with anything but a new SYN keeps
 * its number. A table of fixed size remembers the numbers of connections that are over.
 */
import type { Connection } from "../state/connection.ts";
import { C_CLIENT_ADDRESS, C_PORTS, C_SERVER_ADDRESS, CF_IPV6 } from "../state/state_layout.ts";

const ENTRIES = 65_536;
const WORDS = 3;

/** Gives numbers to connections, and remembers them. */
export class StreamNumbers {
  /** Two hashes of the endpoints, and what the number is remembered in. Made when the first connection ends. */
  #entries: Int32Array | undefined;
  #numbers = new Float64Array(0);
  #count = 0;
  #overwritten = false;
  #first = 0;
  #second = 0;

  /** False once a number may have been given to a connection that Wireshark knows. */
  exact = true;

  /** The number of the connection under the cursor, which begins. */
  begin(connection: Connection, isBareSyn: boolean): number {
    if (isBareSyn || !this.#entries) return this.#count++;
    this.#hash(connection);
    const at = this.#first & (ENTRIES - 1);
    const e = at * WORDS;
    if (
      this.#entries[e] === this.#first &&
      this.#entries[e + 1] === this.#second &&
      this.#entries[e + 2] === 1
    ) {
      return this.#numbers[at]!;
    }
    if (this.#overwritten) this.exact = false;
    return this.#count++;
  }

  /** The connection under the cursor is over. */
  end(connection: Connection): void {
    if (!this.#entries) {
      this.#entries = new Int32Array(ENTRIES * WORDS);
      this.#numbers = new Float64Array(ENTRIES);
    }
    this.#hash(connection);
    const at = this.#first & (ENTRIES - 1);
    const e = at * WORDS;
    const isSame = this.#entries[e] === this.#first && this.#entries[e + 1] === this.#second;
    if (this.#entries[e + 2] === 1 && !isSame) this.#overwritten = true;
    this.#entries[e] = this.#first;
    this.#entries[e + 1] = this.#second;
    this.#entries[e + 2] = 1;
    this.#numbers[at] = connection.stream;
  }

  /** Hashes the endpoints, whichever is the client: roles may be guessed otherwise the next time. */
  #hash(connection: Connection): void {
    const { words, c } = connection;
    const length = connection.has(CF_IPV6) ? 4 : 1;
    const client = this.#hashEndpoint(words, c + C_CLIENT_ADDRESS, length, words[c + C_PORTS]! >>> 16);
    const server = this.#hashEndpoint(words, c + C_SERVER_ADDRESS, length, words[c + C_PORTS]! & 0xffff);
    this.#first = mix((client + server) | 0, length);
    this.#second = mix((Math.imul(client, client | 1) + Math.imul(server, server | 1)) | 0, ~length);
  }

  #hashEndpoint(words: Int32Array, at: number, length: number, port: number): number {
    let hash = mix(port, length);
    for (let i = 0; i < length; i++) hash = mix(hash, words[at + i]!);
    return hash;
  }
}

function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ value, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
