/** MPTCP options (RFC 8684 3) in tcpdump's words. */

import { addressText } from "./address_text.ts";

/** How a line ends at an option that tcpdump takes for a bad one. */
export const BAD_OPTION = "[bad opt]";

const CAPABLE = 0;
const JOIN = 1;
const DSS = 2;
const ADD_ADDRESS = 3;
const REMOVE_ADDRESS = 4;
const PRIORITY = 5;
const FAIL = 6;
const FAST_CLOSE = 7;

/** Steps through the bytes of an option, given as hex digits. */
class Fields {
  readonly #data: string;
  #at: number;

  constructor(data: string, at: number) {
    this.#data = data;
    this.#at = 2 * at;
  }

  /** Bytes that are left. */
  get left(): number {
    return (this.#data.length - this.#at) / 2;
  }

  hex(bytes: number): string {
    const digits = this.#data.slice(this.#at, this.#at + 2 * bytes);
    this.#at += 2 * bytes;
    return digits;
  }

  number(bytes: number): bigint {
    return BigInt(`0x${this.hex(bytes)}`);
  }

  /** Without leading zeros. */
  shortHex(bytes: number): string {
    return `0x${this.number(bytes).toString(16)}`;
  }
}

/**
 * The text of the option; it ends with {@link BAD_OPTION} where its length fits nothing.
 * @param data the bytes behind kind and length, in hex
 * @param flags the segment's, as events have them
 */
export function mptcpText(data: string, flags: string): string {
  if (data === "") return `mptcp${BAD_OPTION}`;
  const subtype = Number.parseInt(data[0]!, 16);
  return `mptcp ${data.length / 2 + 2} ${subtypeText(subtype, data, flags)}`;
}

function subtypeText(subtype: number, data: string, flags: string): string {
  switch (subtype) {
    case CAPABLE:
      return `capable${capable(data, flags)}`;
    case JOIN:
      return `join${join(data, flags)}`;
    case DSS:
      return `dss${dss(data)}`;
    case ADD_ADDRESS:
      return `add-addr${addAddress(data)}`;
    case REMOVE_ADDRESS:
      return `rem-addr${removeAddress(data)}`;
    case PRIORITY:
      return `prio${priority(data)}`;
    case FAIL:
      return data.length === 20 ? `fail seq ${new Fields(data, 2).number(8)}` : `fail${BAD_OPTION}`;
    case FAST_CLOSE:
      return data.length === 20
        ? `fast-close key ${new Fields(data, 2).shortHex(8)}`
        : `fast-close${BAD_OPTION}`;
    default:
      return "unknown";
  }
}

function capable(data: string, flags: string): string {
  const fields = new Fields(data, 2);
  const { left } = fields;
  const isSyn = flags.includes("S");
  const fits = isSyn ? left === 0 || left === 8 : flags.includes(".") && (left === 16 || left === 18);
  if (!fits) return BAD_OPTION;
  const version = Number.parseInt(data[1]!, 16);
  if (version > 1) return ` Unknown Version (${version})`;
  let text = ` v${version}${Number.parseInt(data.slice(2, 4), 16) & 0x80 ? " csum" : ""}`;
  if (left >= 8) {
    text += ` {${fields.shortHex(8)}`;
    if (left >= 16) text += `,${fields.shortHex(8)}`;
    text += "}";
  }
  return text;
}

function join(data: string, flags: string): string {
  const fields = new Fields(data, 2);
  const { left } = fields;
  const isSyn = flags.includes("S");
  const isAck = flags.includes(".");
  if (left === 20 && isAck) return ` hmac 0x${fields.hex(20)}`;
  const isSynAck = isSyn && isAck && left === 12;
  if (!isSynAck && !(isSyn && left === 8)) return BAD_OPTION;
  const backup = Number.parseInt(data[1]!, 16) & 1 ? " backup" : "";
  const id = ` id ${Number.parseInt(data.slice(2, 4), 16)}`;
  const proof = isSynAck ? `hmac ${fields.shortHex(8)}` : `token ${fields.shortHex(4)}`;
  return `${backup}${id} ${proof} nonce ${fields.shortHex(4)}`;
}

function dss(data: string): string {
  if (data.length < 4) return BAD_OPTION;
  const flags = Number.parseInt(data.slice(2, 4), 16);
  const fields = new Fields(data, 2);
  let text = flags & 0x10 ? " fin" : "";
  if (flags & 1) {
    const bytes = flags & 2 ? 8 : 4;
    if (fields.left < bytes) return text + BAD_OPTION;
    text += ` ack ${fields.number(bytes)}`;
  }
  if (flags & 4) {
    const bytes = flags & 8 ? 8 : 4;
    if (fields.left < bytes + 6) return text + BAD_OPTION;
    text += ` seq ${fields.number(bytes)} subseq ${fields.number(4)} len ${fields.number(2)}`;
    if (fields.left === 2) text += ` csum ${fields.shortHex(2)}`;
  }
  return fields.left === 0 ? text : text + BAD_OPTION;
}

const addressVersions: ReadonlyMap<string, string> = new Map([
  ["0", "v1"],
  ["1", "v1-echo"],
  ["4", "v0-ip4"],
  ["6", "v0-ip6"],
]);

function addAddress(data: string): string {
  const fields = new Fields(data, 2);
  const { left } = fields;
  // an address, with or without a port, with or without a hash of eight bytes
  const isIpv6 = left >= 16 && [0, 2, 8, 10].includes(left - 16);
  const behind = left - (isIpv6 ? 16 : 4);
  if (left < 4 || ![0, 2, 8, 10].includes(behind)) return BAD_OPTION;
  let text = ` ${addressVersions.get(data[1]!) ?? "[bad version/echo]"}`;
  text += ` id ${Number.parseInt(data.slice(2, 4), 16)}`;
  text += ` ${isIpv6 ? addressText(ipv6(fields)) : [1, 1, 1, 1].map(() => fields.number(1)).join(".")}`;
  if (behind === 2 || behind === 10) text += `:${fields.number(2)}`;
  if (behind >= 8) text += ` hmac ${fields.shortHex(8)}`;
  return text;
}

/** By RFC 5952: the first longest run of zeros shortened. */
function ipv6(fields: Fields): string {
  const words = Array.from({ length: 8 }, () => fields.number(2).toString(16)).join(":");
  const runs = [...words.matchAll(/(?<![^:])0(?::0)+(?![^:])/g)].map(([run]) => run);
  if (runs.length === 0) return words;
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best));
  const at = words.indexOf(longest);
  const before = words.slice(0, at).replace(/:$/, "");
  return `${before}::${words.slice(at + longest.length).replace(/^:/, "")}`;
}

function removeAddress(data: string): string {
  const fields = new Fields(data, 1);
  if (fields.left < 1) return BAD_OPTION;
  let text = " id";
  while (fields.left > 0) text += ` ${fields.number(1)}`;
  return text;
}

function priority(data: string): string {
  const fields = new Fields(data, 1);
  if (fields.left > 1) return BAD_OPTION;
  const text = Number.parseInt(data[1]!, 16) & 1 ? " backup" : " non-backup";
  return fields.left === 1 ? `${text} id ${fields.number(1)}` : text;
}
