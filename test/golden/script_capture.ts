/**
 * From a script to the capture that it describes: a little-endian pcap file with nanoseconds, frames of Ethernet.
 */
import { LINKTYPE_ETHERNET, LINKTYPE_LINUX_SLL2 } from "../../wasm/layout.ts";
import {
  ethernet,
  hex,
  ipv4,
  type PcapPacket,
  pcap,
  sll2,
  type TcpOption,
  tcpPacket,
} from "../support/capture_builder.ts";
import type {
  Script,
  ScriptLink,
  ScriptOption,
  ScriptOverrides,
  ScriptPacket,
  ScriptSegment,
} from "./script.ts";

/** The script's second 0: 2024-01-01T00:00:00Z. */
export const SCRIPT_EPOCH = 1_704_067_200;
const LINK_TYPES = { ethernet: LINKTYPE_ETHERNET, sll2: LINKTYPE_LINUX_SLL2 };
const LINK_HEADER_BYTES = { ethernet: 14, sll2: 20 };
const VLAN_TAG_BYTES = 4;
/** SLL2 packet types: to us, and from us. */
const PACKET_TYPES = { in: 0, out: 4 };
const UDP = 17;
const NANOSECONDS = 1_000_000_000n;

export function scriptCapture({ segments, link = "ethernet" }: Script): Uint8Array {
  return pcap(
    segments.map((packet, index) => packetOf(packet, index, link)),
    { resolution: "nanoseconds", linkType: LINK_TYPES[link] },
  );
}

function packetOf(packet: ScriptPacket, index: number, link: ScriptLink): PcapPacket {
  const overrides: ScriptOverrides = "other" in packet ? {} : packet.overrides;
  const datagram = "other" in packet ? otherDatagram() : datagramOf(packet, index);
  const headerBytes = LINK_HEADER_BYTES[link] + (overrides.vlan === undefined ? 0 : VLAN_TAG_BYTES);
  return {
    data: frameOf(datagram, overrides, link),
    sec: SCRIPT_EPOCH + Number(packet.time / NANOSECONDS),
    nsec: Number(packet.time % NANOSECONDS),
    ...(overrides.cut === undefined ? {} : { cut: headerBytes + overrides.cut }),
  };
}

function frameOf(datagram: Uint8Array, overrides: ScriptOverrides, link: ScriptLink): Uint8Array {
  const { mac = 1, vlan, iface = 1, pktdir = "in" } = overrides;
  const source = `02:00:00:00:00:${mac.toString(16).padStart(2, "0")}`;
  if (link === "sll2") {
    return sll2(datagram, { interfaceIndex: iface, packetType: PACKET_TYPES[pktdir], address: source });
  }
  return ethernet(datagram, { src: source, tags: vlan === undefined ? [] : [{ vid: vlan }] });
}

/** A UDP datagram without payload and checksum, to the discard port. */
function otherDatagram(): Uint8Array {
  return ipv4({ src: "203.0.113.1", dst: "203.0.113.2", protocol: UDP }, hex("0009 0009 0008 0000"));
}

function datagramOf(segment: ScriptSegment, index: number): Uint8Array {
  const { connection, sender, overrides } = segment;
  const peer = sender === "c" ? "s" : "c";
  return tcpPacket({
    from: connection[sender],
    to: connection[peer],
    flags: segment.flags,
    seq: wire(connection.isn[sender] + segment.seq),
    ack: segment.ack === undefined ? 0 : wire(connection.isn[peer] + segment.ack),
    window: segment.win,
    urgentPointer: overrides.urg ?? 0,
    options: segment.options.map((option) => tcpOption(option, connection.isn[peer])),
    payload: payloadOf(segment),
    checksum: overrides.cksum ?? "right",
    // an identification of its own makes no segment look like a copy of another
    ip: {
      id: overrides.id ?? index + 1,
      df: true,
      ttl: overrides.ttl ?? 64,
      hopLimit: overrides.ttl ?? 64,
      tos: overrides.tos ?? 0,
      trafficClass: overrides.tos ?? 0,
    },
  });
}

/** A number as the 32 bits of the wire. */
const wire = (value: number): number => ((value % 2 ** 32) + 2 ** 32) % 2 ** 32;

/** A byte depends on its place in the stream alone, so what is sent again is the same; a SYN's data are behind it. */
function payloadOf({ seq, len, flags }: ScriptSegment): Uint8Array {
  const first = flags.includes("S") ? seq + 1 : seq;
  return Uint8Array.from({ length: len }, (_, i) => (first + i) * 167 + 13);
}

function tcpOption(option: ScriptOption, peerIsn: number): TcpOption {
  switch (option.name) {
    case "nop":
    case "eol":
    case "sack_permitted":
      return option.name;
    case "mss":
      return { mss: option.value };
    case "wscale":
      return { wscale: option.value };
    case "timestamps":
      return { timestamps: [option.tsVal, option.tsEcr] };
    case "sack":
      return {
        sack: option.blocks.map(([left, right]) => [wire(peerIsn + left), wire(peerIsn + right)] as const),
      };
    case "kind": {
      const { kind, length } = option;
      const data = hex(option.data);
      return length === undefined ? { kind, data } : { kind, data, length };
    }
  }
}
