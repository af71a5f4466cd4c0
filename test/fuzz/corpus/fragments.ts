/** Connections whose datagrams come in fragments: in order, in any order, twice, overlapping. */
import { conversation } from "../../library/captures.ts";
import { concat, fragmentIpv4, ipv6, u16 } from "../../support/capture_builder.ts";

const IPV6_HEADER_BYTES = 40;

/** Fragments of an IPv6 datagram without extension headers; `size` bytes each, a multiple of 8. */
function fragmentIpv6(datagram: Uint8Array, size: number, id: number): Uint8Array[] {
  const fragments: Uint8Array[] = [];
  for (let at = IPV6_HEADER_BYTES; at < datagram.length; at += size) {
    const end = Math.min(at + size, datagram.length);
    const offset = (at - IPV6_HEADER_BYTES) / 8;
    const extension = { type: "fragment", offset, more: end < datagram.length, id } as const;
    const fragment = ipv6({ extensions: [extension] }, datagram.subarray(at, end));
    fragment.set(datagram.subarray(8, IPV6_HEADER_BYTES), 8);
    fragments.push(fragment);
  }
  return fragments;
}

function fragmentsOf(datagram: Uint8Array, size: number, id: number): Uint8Array[] {
  if (datagram[0]! >> 4 === 6) return fragmentIpv6(datagram, size, id);
  const identified = concat(datagram.subarray(0, 4), u16(id), datagram.subarray(6));
  return fragmentIpv4(identified, size);
}

type Order = (fragments: Uint8Array[]) => Uint8Array[];

const ORDERS: readonly (readonly [name: string, order: Order])[] = [
  ["in order", (fragments) => fragments],
  ["backwards", (fragments) => fragments.toReversed()],
  ["each twice", (fragments) => fragments.flatMap((fragment) => [fragment, fragment])],
  ["all twice", (fragments) => [...fragments, ...fragments]],
  ["without the first", (fragments) => fragments.slice(1)],
  ["without the last", (fragments) => fragments.slice(0, -1)],
];

/** The datagrams of a connection by how they are fragmented. */
export function fragmentedConversations(): { readonly name: string; readonly datagrams: Uint8Array[] }[] {
  const v6 = { client: "[2001:db8::1]:40000", server: "[2001:db8::2]:80" };
  return [8, 16, 24, 64].flatMap((size) =>
    ORDERS.flatMap(([name, order]) =>
      [undefined, v6].map((ends) => ({
        name: `${ends ? "IPv6" : "IPv4"} fragments of ${size}, ${name}`,
        datagrams: conversation(4, ends).flatMap((datagram, i) => order(fragmentsOf(datagram, size, i + 1))),
      })),
    ),
  );
}
