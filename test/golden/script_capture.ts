/**
 * From a script to the capture that it describes: a little-endian pcap file with nanoseconds, frames of Ethernet.
 */
import {
  ethernet,
  hex,
  type PcapPacket,
  pcap,
  type TcpOption,
  tcpPacket,
} from "../support/capture_builder.ts";
import type { Script, ScriptOption, ScriptSegment } from "./script.ts";

/** The script's second 0: 2024-01-01T00:00:00Z. */
export const SCRIPT_EPOCH = 1_704_067_200;
const ETHERNET_HEADER_BYTES = 14;
const NANOSECONDS = 1_000_000_000n;

export function scriptCapture(script: Script): Uint8Array {
  return pcap(script.segments.map(packetOf), { resolution: "nanoseconds" });
}

function packetOf(segment: ScriptSegment, index: number): PcapPacket {
  const { connection, sender, overrides } = segment;
  const peer = sender === "c" ? "s" : "c";
  const datagram = tcpPacket({
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
  return {
    data: ethernet(datagram),
    sec: SCRIPT_EPOCH + Number(segment.time / NANOSECONDS),
    nsec: Number(segment.time % NANOSECONDS),
    ...(overrides.cut === undefined ? {} : { cut: ETHERNET_HEADER_BYTES + overrides.cut }),
  };
}

/** A number as the 32 bits of the wire. */
const wire = (value: number): number => ((value % 2 ** 32) + 2 ** 32) % 2 ** 32;

/** A byte depends on its place in the stream alone, so what is sent again is the same. */
function payloadOf(segment: ScriptSegment): Uint8Array {
  return Uint8Array.from({ length: segment.len }, (_, i) => (segment.seq + i) * 167 + 13);
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
