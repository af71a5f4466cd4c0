/** Network-order reads and the Internet checksum, as plainly as they can be written. */

export function read16(bytes: Uint8Array, at: number): number {
  return bytes[at]! * 256 + bytes[at + 1]!;
}

export function read32(bytes: Uint8Array, at: number): number {
  return read16(bytes, at) * 65_536 + read16(bytes, at + 2);
}

/** Folded one's complement sum (RFC 1071), not inverted; each part begins at an even place, odd ends are padded. */
export function sum16(...parts: readonly (Uint8Array | readonly number[])[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 2) {
      sum += part[i]! * 256 + (i + 1 < part.length ? part[i + 1]! : 0);
      if (sum > 65_535) sum -= 65_535;
    }
  }
  return sum;
}

/** 4 or 16 bytes as text; IPv6 by RFC 5952. */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(read16(bytes, i));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${bytes.subarray(12).join(".")}`;
  }
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === 0) end++;
    if (end - start > bestLength) {
      bestStart = start;
      bestLength = end - start;
    }
  }
  const text = (part: number[]) => part.map((group) => group.toString(16)).join(":");
  if (bestStart < 0) return text(groups);
  return `${text(groups.slice(0, bestStart))}::${text(groups.slice(bestStart + bestLength))}`;
}

export function read16le(bytes: Uint8Array, at: number): number {
  return bytes[at]! + bytes[at + 1]! * 256;
}

export function read32le(bytes: Uint8Array, at: number): number {
  return read16le(bytes, at) + read16le(bytes, at + 2) * 65_536;
}

export function read24(bytes: Uint8Array, at: number): number {
  return bytes[at]! * 65_536 + read16(bytes, at + 1);
}

/** Bytes in hex, as link-layer addresses are written. */
export function octets(bytes: Uint8Array, at: number, length: number): string {
  return Array.from(bytes.subarray(at, at + length), (byte) => byte.toString(16).padStart(2, "0")).join(":");
}
