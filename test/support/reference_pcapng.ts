/** What a pcapng file says, packet by packet: the plain reader of blocks, and the reference decoder of frames. */
import { INTERFACE_NAMED } from "../../wasm/layout.ts";
import { ReferenceClock } from "./reference/clock.ts";
import { isSupported } from "./reference/link.ts";
import { ReferencePackets } from "./reference/packets.ts";
import { type PacketSeen, type PcapngFile, readPcapng } from "./reference/pcapng.ts";
import { ReferenceInterfaces } from "./reference/pcapng_interfaces.ts";
import type { FragmentCounts, PacketTime, Segment, Stamp, UndecodedReason } from "./reference/types.ts";

export interface PcapngReference {
  readonly file: PcapngFile;
  readonly interfaces: ReferenceInterfaces;
  readonly segments: readonly Segment[];
  /** Packets that have a time. */
  readonly times: readonly PacketTime[];
  readonly packets: number;
  readonly bytes: number;
  readonly nonTcp: number;
  readonly undecoded: Readonly<Record<UndecodedReason, number>>;
  readonly fragments: FragmentCounts;
  readonly backwardTime: number;
  readonly clampedTime: number;
  readonly first: Stamp | undefined;
  readonly last: Stamp | undefined;
}

const isBefore = (a: Stamp, b: Stamp): boolean => a.sec < b.sec || (a.sec === b.sec && a.nsec < b.nsec);

/** Decodes a whole file. */
export function referencePcapng(bytes: Uint8Array): PcapngReference {
  const interfaces = new ReferenceInterfaces(isSupported);
  const file = readPcapng(bytes, interfaces);
  const clock = new ReferenceClock();
  const decoded = new ReferencePackets();
  const times: PacketTime[] = [];
  let backwardTime = 0;
  let first: Stamp | undefined;
  let last: Stamp | undefined;
  let before: Stamp | undefined;
  file.packets.forEach((packet, index) => {
    const { stamp } = packet;
    if (stamp === undefined) {
      decoded.count("interface_unknown");
      return;
    }
    if (before !== undefined && isBefore(stamp, before)) backwardTime += 1;
    if (first === undefined || isBefore(stamp, first)) first = stamp;
    if (last === undefined || isBefore(last, stamp)) last = stamp;
    before = stamp;
    const time = { frame: index + 1, recordOffset: packet.offset, stamp, clock: clock.packet(stamp) };
    const isTcp = decoded.add({ ...frameOf(bytes, packet), ...time });
    times.push({ ...time, isTcp });
  });
  return {
    file,
    interfaces,
    segments: decoded.segments,
    times,
    packets: file.packets.length,
    bytes: file.packets.reduce((sum, { originalLength }) => sum + originalLength, 0),
    nonTcp: decoded.nonTcp,
    undecoded: decoded.undecoded,
    fragments: decoded.fragments,
    backwardTime,
    clampedTime: file.packets.filter(({ clamped }) => clamped).length,
    first,
    last,
  };
}

function frameOf(bytes: Uint8Array, packet: PacketSeen) {
  const { start, end, originalLength, fcsBytes, direction } = packet;
  const { linkType, inRun } = packet.interface!;
  const iface = inRun.id === undefined ? undefined : INTERFACE_NAMED + inRun.id;
  return {
    bytes,
    start,
    end,
    originalEnd: start + originalLength,
    linkType,
    known: { ...(direction && { pktDir: direction }), iface, fcs: fcsBytes },
  };
}
