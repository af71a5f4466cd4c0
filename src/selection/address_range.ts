/** Addresses by their first bits. */

/** An IPv4 or IPv6 address range: `192.0.2.1`, `2001:db8::/32`. */
export class AddressRange {
  readonly #bytes: readonly number[];
  readonly #bits: number;

  private constructor(bytes: readonly number[], bits: number) {
    this.#bytes = bytes;
    this.#bits = bits;
  }

  /** @returns undefined if `text` is neither an address nor one with a prefix length */
  static parse(text: string): AddressRange | undefined {
    const [address, prefix, ...rest] = text.split("/");
    const bytes = addressBytes(address!);
    if (!bytes || rest.length > 0) return undefined;
    const all = 8 * bytes.length;
    if (prefix === undefined) return new AddressRange(bytes, all);
    if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > all) return undefined;
    return new AddressRange(bytes, Number(prefix));
  }

  /** @param address as events have it; one of the other version is never in the range */
  includes(address: readonly number[]): boolean {
    if (address.length !== this.#bytes.length) return false;
    const whole = this.#bits >> 3;
    for (let i = 0; i < whole; i++) if (address[i] !== this.#bytes[i]) return false;
    const rest = this.#bits & 7;
    return rest === 0 || ((address[whole]! ^ this.#bytes[whole]!) & (0xff00 >> rest) & 0xff) === 0;
  }
}

/** The 4 or 16 bytes of an address; undefined if it is none. */
export function addressBytes(text: string): number[] | undefined {
  return text.includes(":") ? ipv6Bytes(text) : ipv4Bytes(text);
}

function ipv4Bytes(text: string): number[] | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function ipv6Bytes(text: string): number[] | undefined {
  const parts = text.split("::");
  const halves = parts.map((part, index) => groupBytes(part, index === parts.length - 1));
  if (halves.includes(undefined) || halves.length > 2) return undefined;
  const [head, tail] = halves as [number[], number[] | undefined];
  if (!tail) return head.length === 16 ? head : undefined;
  const zeros = 16 - head.length - tail.length;
  return zeros >= 2 ? [...head, ...new Array<number>(zeros).fill(0), ...tail] : undefined;
}

/** The bytes of groups with colons between them; the last one of an address may be an IPv4 address. */
function groupBytes(text: string, isEnd: boolean): number[] | undefined {
  if (text === "") return [];
  const groups = text.split(":");
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const isLast = isEnd && index === groups.length - 1;
    const ipv4 = isLast && group.includes(".") ? ipv4Bytes(group) : undefined;
    if (ipv4) bytes.push(...ipv4);
    else if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else return undefined;
  }
  return bytes;
}
