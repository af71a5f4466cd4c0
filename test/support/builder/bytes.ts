/** Bytes, addresses and sums that the layers of the capture builder share. */

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes of a hex dump; white space is ignored. */
export function hex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, "");
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new TypeError(`not hex: ${text}`);
  return Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** The two bytes of a 16-bit number, network order; higher bits are dropped. */
export function u16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value);
}

/** The four bytes of a 32-bit number, network order; higher bits are dropped. */
export function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** The same two in little-endian order. */
export function u16le(value: number): Uint8Array {
  return u16(value).reverse();
}

export function u32le(value: number): Uint8Array {
  return u32(value).reverse();
}

/** The three bytes of a 24-bit number, network order. */
export function u24(value: number): Uint8Array {
  return Uint8Array.of(value >>> 16, value >>> 8, value);
}

/** `length` bytes that look random and are the same on every run. */
export function filler(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  for (let i = 0; i < length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state >>> 11;
  }
  return bytes;
}

/** The 4 or 16 bytes of an address in text form; "::" and a dotted end (::ffff:1.2.3.4) are understood. */
export function address(text: string): Uint8Array {
  return text.includes(":") ? ipv6Address(text) : ipv4Address(text);
}

function ipv4Address(text: string): Uint8Array {
  const parts = text.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) {
    throw new TypeError(`not an address: ${text}`);
  }
  return Uint8Array.from(parts);
}

function ipv6Address(text: string): Uint8Array {
  const [head = "", tail] = text.split("::");
  const left = groups(head);
  const right = groups(tail ?? "");
  const missing = 16 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 0) throw new TypeError(`not an address: ${text}`);
  return concat(left, new Uint8Array(missing), right);
}

function groups(text: string): Uint8Array {
  if (text === "") return new Uint8Array(0);
  return concat(
    ...text
      .split(":")
      .map((part) => (part.includes(".") ? ipv4Address(part) : u16(Number.parseInt(part, 16)))),
  );
}

/** One's complement sum of 16-bit words (RFC 1071), folded, not inverted; an odd last byte is padded with 0. */
export function internetSum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 2) {
      sum += (part[i]! << 8) | (part[i + 1] ?? 0);
    }
  }
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return sum;
}

/** The checksum field that makes a header or segment right: the inverted sum. */
export function internetChecksum(...parts: readonly Uint8Array[]): number {
  return internetSum(...parts) ^ 0xffff;
}
