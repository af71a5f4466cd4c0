/**
 * Wireshark's stream numbers. Wireshark forgets nothing: a connection that comes back with anything but a new SYN keeps
 * its number. A table of fixed size remembers the numbers of connections that are over.
 */
import type { Connection } from "../state/connection.ts";
import {
  C_CLIENT_ADDRESS,
  C_PORTS,
  C_SERVER_ADDRESS,
  CF_IPV6,
  CLIENT,
  E_BASE,
  EF_BASE,
  endpointWords,
  SERVER,
} from "../state/state_layout.ts";

const ENTRIES = 65_536;
// words of an entry
const FIRST = 0;
const SECOND = 1;
/** 0: none. */
const USED = 2;
/** Hash of the client's endpoint, and the two bases: a SYN with its sender's base is no new one. */
const CLIENT_HASH = 3;
const CLIENT_BASE = 4;
const SERVER_BASE = 5;
const WORDS = 6;
// values of USED
const IS_USED = 1;
const HAS_CLIENT = 2;
const HAS_SERVER = 4;

/** Gives numbers to connections, and remembers them. */
export class StreamNumbers {
  /** Made when the first connection ends. */
  #entries: Int32Array | undefined;
  readonly #numbers = new Float64Array(ENTRIES);
  #count = 0;
  #overwritten = false;
  #first = 0;
  #second = 0;
  #client = 0;
  #server = 0;

  /** False once a number may have been given to a connection that Wireshark knows. */
  exact = true;
  /** Of the connection that begin() was last called for: another number than its first one is known of its sender. */
  isOther = false;

  /**
   * The number of the connection under the cursor, which begins.
   * @param isBareSyn its first segment is a SYN without ACK
   * @param seqRaw SEG.SEQ of that segment
   */
  begin(connection: Connection, isBareSyn: boolean, seqRaw: number): number {
    this.isOther = false;
    const entries = this.#entries;
    if (!entries) return this.#count++;
    this.#hash(connection);
    const at = this.#first & (ENTRIES - 1);
    const e = at * WORDS;
    if (this.#isKnown(e)) {
      const sender = connection.sender === CLIENT ? this.#client : this.#server;
      const wasClient = entries[e + CLIENT_HASH] === sender;
      const base = entries[e + (wasClient ? CLIENT_BASE : SERVER_BASE)];
      this.isOther = (entries[e + USED]! & (wasClient ? HAS_CLIENT : HAS_SERVER)) !== 0 && base !== seqRaw;
      if (!isBareSyn || !this.isOther) return this.#numbers[at]!;
    } else if (this.#overwritten && !isBareSyn) this.exact = false;
    return this.#count++;
  }

  /** The connection under the cursor is over. */
  end(connection: Connection): void {
    this.#entries ??= new Int32Array(ENTRIES * WORDS);
    const entries = this.#entries;
    this.#hash(connection);
    const at = this.#first & (ENTRIES - 1);
    const e = at * WORDS;
    if (entries[e + USED] !== 0 && !this.#isKnown(e)) this.#overwritten = true;
    const { words, c } = connection;
    entries[e + FIRST] = this.#first;
    entries[e + SECOND] = this.#second;
    entries[e + USED] =
      IS_USED |
      (hasBase(connection, CLIENT) ? HAS_CLIENT : 0) |
      (hasBase(connection, SERVER) ? HAS_SERVER : 0);
    entries[e + CLIENT_HASH] = this.#client;
    entries[e + CLIENT_BASE] = words[c + endpointWords(CLIENT) + E_BASE]!;
    entries[e + SERVER_BASE] = words[c + endpointWords(SERVER) + E_BASE]!;
    this.#numbers[at] = connection.stream;
  }

  #isKnown(e: number): boolean {
    const entries = this.#entries!;
    return (
      entries[e + USED] !== 0 && entries[e + FIRST] === this.#first && entries[e + SECOND] === this.#second
    );
  }

  /** Hashes the endpoints, whichever is the client: roles may be guessed otherwise the next time. */
  #hash(connection: Connection): void {
    const { words, c } = connection;
    const length = connection.has(CF_IPV6) ? 4 : 1;
    const client = this.#hashEndpoint(words, c + C_CLIENT_ADDRESS, length, words[c + C_PORTS]! >>> 16);
    const server = this.#hashEndpoint(words, c + C_SERVER_ADDRESS, length, words[c + C_PORTS]! & 0xffff);
    this.#client = client;
    this.#server = server;
    this.#first = mix((client + server) | 0, length);
    this.#second = mix((Math.imul(client, client | 1) + Math.imul(server, server | 1)) | 0, ~length);
  }

  #hashEndpoint(words: Int32Array, at: number, length: number, port: number): number {
    let hash = mix(port, length);
    for (let i = 0; i < length; i++) hash = mix(hash, words[at + i]!);
    return hash;
  }
}

/**
 * Wireshark knows a number of `side`: it takes one from a RST that answers a SYN, too, which we do not (setOffsets()).
 * E_BASE shows that, unless it is 0.
 */
export function hasBase(connection: Connection, side: number): boolean {
  return (
    connection.endpointHas(side, EF_BASE) ||
    connection.words[connection.c + endpointWords(side) + E_BASE] !== 0
  );
}

function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ value, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
