/**
 * From a script to the capture that it describes: a pcap file.
 */
import type { ByteOrder } from "../support/builder/numbers.ts";
import { hex, ipv4, type PcapPacket, pcap, type TcpOption, tcpPacket } from "../support/capture_builder.ts";
import type { Script, ScriptOption, ScriptOverrides, ScriptPacket, ScriptSegment } from "./script.ts";
import { encapsulated } from "./script_layers.ts";
import { linkSpec, type ScriptLink } from "./script_links.ts";

/** The script's second 0: 2024-01-01T00:00:00Z. */
export const SCRIPT_EPOCH = 1_704_067_200;
const UDP = 17;
const NANOSECONDS = 1_000_000_000n;

/** The file; `order` counts where the script wants both byte orders. */
export function scriptCapture(script: Script, order: ByteOrder = "little"): Uint8Array {
  const { segments, link = "ethernet", resolution = "nanoseconds" } = script;
  const byteOrder = script.byteOrder === "both" ? order : (script.byteOrder ?? "little");
  return pcap(
    segments.map((packet, index): PcapPacket => {
      const { data, cut } = scriptFrame(packet, index, link, byteOrder);
      const fraction = "other" in packet ? undefined : packet.overrides.fraction;
      return {
        data,
        sec: SCRIPT_EPOCH + Number(packet.time / NANOSECONDS),
        nsec: Number(packet.time % NANOSECONDS),
        ...(cut === undefined ? {} : { cut }),
        ...(fraction === undefined ? {} : { fraction }),
      };
    }),
    { resolution, byteOrder, linkType: linkSpec(link).linkType },
  );
}

/**
 * The frame of a packet, and how many bytes of it are captured if not all.
 * @param index number of the packet, from 0
 */
export function scriptFrame(
  packet: ScriptPacket,
  index: number,
  link: ScriptLink,
  byteOrder: ByteOrder,
): { data: Uint8Array; cut: number | undefined } {
  const overrides: ScriptOverrides = "other" in packet ? {} : packet.overrides;
  const datagram = "other" in packet ? otherDatagram() : datagramOf(packet, index);
  const { mac = 1, vlan, iface = 1, pktdir = "in", cut } = overrides;
  const inner = encapsulated(datagram, packet.layers ?? []);
  const data = linkSpec(link).frame(inner, { mac, vlan, iface, pktdir, byteOrder });
  // nothing follows the datagram
  return { data, cut: cut === undefined ? undefined : data.length - datagram.length + cut };
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

/**
 * A byte depends on its place in the stream alone, so what is sent again is the same unless the script wants other bytes;
 * a SYN's data are behind it.
 */
function payloadOf({ seq, len, flags, overrides }: ScriptSegment): Uint8Array {
  const first = flags.includes("S") ? seq + 1 : seq;
  const seed = overrides.data ?? 0;
  return Uint8Array.from({ length: len }, (_, i) => (first + i) * 167 + 13 + seed);
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
