/** Addresses as tcpdump has them. */

const EMBEDDED = /^::(ffff:)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** With the last four bytes in decimal where an IPv4 address is embedded in them (RFC 4291 2.5.5). */
export function addressText(ip: string): string {
  const words = EMBEDDED.exec(ip);
  if (!words) return ip;
  const [high, low] = [Number.parseInt(words[2]!, 16), Number.parseInt(words[3]!, 16)];
  return `::${words[1] ?? ""}${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
}
