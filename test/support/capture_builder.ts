/**
 * Makes captures for tests, from the inside out:
 *
 * ```ts
 * pcap([ethernet(tcpPacket({ from: "10.0.0.1:40000", to: "10.0.0.2:80", flags: "S", options: [{ mss: 1460 }] }))]);
 * pcap([{ data: sll2(ipv4({ ttl: 3 }, tcp({ payload: "hello", checksum: "partial" }))), sec: 5, cut: 60 }], {
 *   linkType: LINKTYPE_LINUX_SLL2,
 *   byteOrder: "big",
 * });
 * ```
 *
 * Every field has a default that makes a right packet, and can be set to a wrong value.
 */
export * from "./builder/bytes.ts";
export * from "./builder/ip.ts";
export * from "./builder/link.ts";
export * from "./builder/link_serial.ts";
export * from "./builder/link_wrappers.ts";
export * from "./builder/pcap.ts";
export * from "./builder/tcp.ts";
export * from "./builder/tunnel.ts";
export * from "./builder/typed.ts";
export * from "./builder/wireless.ts";
