/** MPTCP options (RFC 8684 3). */

/** @param data the bytes behind kind and length, in hex */
export function mptcpText(data: string): string {
  return data;
}
