/** Lengths of what a record is made of, in bytes. */
export const FILE_HEADER_BYTES = 24;
export const RECORD_HEADER_BYTES = 16;
export const LINK_HEADER_BYTES = { ethernet: 14, sll2: 20 } as const;
export const IPV4_HEADER_BYTES = 20;
export const IPV6_HEADER_BYTES = 40;
/** NOP, NOP, timestamps (RFC 7323 appendix A). */
export const TCP_HEADER_BYTES = 20 + 12;
/** MSS, SACK permitted, timestamps, NOP, window scale. */
export const TCP_SYN_HEADER_BYTES = 20 + 20;
export const MTU = 1500;

/** Longest payload that fits the MTU: 1,448 bytes over IPv4, 1,428 over IPv6. */
export function fullPayload(ipv6: boolean): number {
  return MTU - (ipv6 ? IPV6_HEADER_BYTES : IPV4_HEADER_BYTES) - TCP_HEADER_BYTES;
}
