/**
 * The `segment` event: one TCP packet with all that its headers say.
 */
import {
  CHECKSUM_BAD,
  CHECKSUM_GOOD,
  CHECKSUM_PARTIAL,
  CHECKSUM_PARTIAL_LSO,
  CHECKSUM_UNVERIFIED,
  CHECKSUM_ZERO,
  FLAG_ACK,
  FLAG_FIN,
  FLAG_SYN,
  FLAG_URG,
  REC_CHECKSUMS,
  REC_END_ADDRESS,
  REC_ID_TTL_TOS,
  REC_IP_ADDRESS,
  REC_IP_LENGTH,
  REC_TCP_ADDRESS,
  REC_TUNNELS,
  STATUS_CHECKSUM_MASK,
  STATUS_CUT,
  STATUS_IP_CHECKSUM_SHIFT,
  STATUS_IPV6,
  STATUS_REASSEMBLED,
} from "../../../wasm/layout.ts";
import type { Batch } from "../../capture/batch.ts";
import {
  newSegmentEvent,
  newSegmentOption,
  type SegmentEvent,
  type SegmentOption,
} from "../../events/mod.ts";
import { kindsOf } from "../analysis/verdicts.ts";
import type { Emitter } from "../emitter.ts";
import type { Connection } from "../state/connection.ts";
import { E_BASE, EN_NEXT } from "../state/state_layout.ts";
import type { WiresharkLabels } from "../wireshark/labels.ts";
import { verdictOf } from "./checksum_verdict.ts";
import { flagNames } from "./flag_names.ts";
import { HEX_BYTES, hex16 } from "./hex.ts";
import { interfaceOf, packetDirectionOf } from "./packet_place.ts";
import type { Segment } from "./segment.ts";
import { sequenceDifference, unwrap } from "./sequence.ts";
import {
  OPTION_END,
  OPTION_MSS,
  OPTION_NOP,
  OPTION_SACK,
  OPTION_SACK_PERMITTED,
  OPTION_TIMESTAMPS,
  OPTION_WINDOW_SCALE,
  OptionWalk,
  optionName,
} from "./tcp_options.ts";
import { windowOf } from "./window.ts";

const VERDICTS: readonly SegmentEvent["cksum_verdict"][] = (() => {
  const names: SegmentEvent["cksum_verdict"][] = [];
  names[CHECKSUM_GOOD] = "good";
  names[CHECKSUM_PARTIAL] = "partial";
  names[CHECKSUM_PARTIAL_LSO] = "partial_lso";
  names[CHECKSUM_ZERO] = "zero";
  names[CHECKSUM_BAD] = "bad";
  names[CHECKSUM_UNVERIFIED] = "unverified";
  return names;
})();

/** One's-complement sum of the header's words without its checksum, inverted (RFC 791 3.1). */
function expectedIpChecksum(bytes: Uint8Array, ip: number): number {
  const length = (bytes[ip]! & 15) * 4;
  let sum = 0;
  for (let i = 0; i < length; i += 2) if (i !== 10) sum += (bytes[ip + i]! << 8) | bytes[ip + i + 1]!;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** Prints segments. */
export class SegmentPrinter {
  readonly #emitter: Emitter;
  readonly #wireshark: WiresharkLabels;
  readonly #event = newSegmentEvent();
  readonly #walk = new OptionWalk();

  constructor(emitter: Emitter, wireshark: WiresharkLabels) {
    this.#emitter = emitter;
    this.#wireshark = wireshark;
  }

  /**
   * Prints the present segment; its offsets are set, and nothing of it has changed the connection yet.
   * @param copyOf frame of its original, if it is a copy; else 0
   * @param verdicts what was found of it
   */
  print(connection: Connection, segment: Segment, batch: Batch, copyOf: number, verdicts: number): void {
    const event = this.#event;
    event.copy_of = copyOf || undefined;
    event.analysis = kindsOf(verdicts);
    const { names } = this.#emitter;
    event.iface = interfaceOf(segment, names);
    event.pkt_dir = packetDirectionOf(segment);
    const { vlans, tunnels } = names.layersOf(segment.records[segment.record + REC_TUNNELS]!);
    event.vlans = vlans.length > 0 ? vlans : undefined;
    event.tunnels = tunnels.length > 0 ? tunnels : undefined;
    event.reassembled = (segment.status & STATUS_REASSEMBLED) !== 0 || undefined;
    this.#fillIp(segment, batch);
    this.#fillTcp(connection, segment, batch);
    event.options = this.#options(connection, segment, batch);
    event.wireshark = this.#wireshark.labelsOf(segment.wireshark);
    // a FIN belongs to the teardown that it begins, though the line that says so comes behind this one
    const teardown = (segment.flags & FLAG_FIN) !== 0 && connection.phase === "transfer";
    this.#emitter.send(event, connection, segment, teardown ? "teardown" : connection.phase);
  }

  #fillIp(segment: Segment, batch: Batch): void {
    const event = this.#event;
    const { bytes, records } = batch;
    const ip = records[segment.record + REC_IP_ADDRESS]!;
    const idTtlTos = records[segment.record + REC_ID_TTL_TOS]!;
    event.tos = idTtlTos & 0xff;
    event.ttl = (idTtlTos >>> 8) & 0xff;
    event.ip_len = records[segment.record + REC_IP_LENGTH]!;
    event.ip_cksum_expected = undefined;
    if (segment.status & STATUS_IPV6) {
      event.ip_id = undefined;
      event.df = undefined;
      event.flow_label = ((bytes[ip + 1]! & 15) << 16) | (bytes[ip + 2]! << 8) | bytes[ip + 3]!;
      event.ip_cksum = undefined;
      event.ip_cksum_verdict = undefined;
      return;
    }
    event.ip_id = idTtlTos >>> 16;
    event.df = (bytes[ip + 6]! & 0x40) !== 0;
    event.flow_label = undefined;
    if (segment.status & STATUS_REASSEMBLED) {
      // each fragment had one of its own
      event.ip_cksum = undefined;
      event.ip_cksum_verdict = undefined;
      return;
    }
    event.ip_cksum = hex16((bytes[ip + 10]! << 8) | bytes[ip + 11]!);
    const verdict = (segment.status >>> STATUS_IP_CHECKSUM_SHIFT) & STATUS_CHECKSUM_MASK;
    event.ip_cksum_verdict = VERDICTS[verdict] as SegmentEvent["ip_cksum_verdict"];
    if (verdict !== CHECKSUM_GOOD) event.ip_cksum_expected = hex16(expectedIpChecksum(bytes, ip));
  }

  #fillTcp(connection: Connection, segment: Segment, batch: Batch): void {
    const event = this.#event;
    const { bytes, records } = batch;
    const { flags } = segment;
    const checksums = records[segment.record + REC_CHECKSUMS]!;
    const verdict = verdictOf(segment.status);
    event.flags = flagNames(flags);
    event.cksum = hex16(checksums >>> 16);
    event.cksum_verdict = VERDICTS[verdict]!;
    const computed = verdict !== CHECKSUM_GOOD && !(segment.status & STATUS_CUT);
    event.cksum_expected = computed ? hex16(checksums & 0xffff) : undefined;
    event.seq = segment.seq;
    event.seq_end = segment.seqEnd;
    event.seq_raw = segment.seqRaw >>> 0;
    event.ack = flags & FLAG_ACK ? segment.ack : undefined;
    event.ack_raw = flags & FLAG_ACK ? segment.ackRaw >>> 0 : undefined;
    event.win = segment.window;
    event.win_scaled =
      flags & FLAG_SYN ? segment.window : windowOf(connection, segment.window, connection.sender);
    event.len = segment.payloadLength;
    const tcp = records[segment.record + REC_TCP_ADDRESS]!;
    event.urgent_ptr = flags & FLAG_URG ? (bytes[tcp + 18]! << 8) | bytes[tcp + 19]! : undefined;
  }

  #options(connection: Connection, segment: Segment, batch: Batch): SegmentOption[] {
    const { records } = batch;
    const walk = this.#walk;
    const options: SegmentOption[] = [];
    walk.start(
      batch.bytes,
      records[segment.record + REC_TCP_ADDRESS]!,
      records[segment.record + REC_END_ADDRESS]!,
    );
    while (walk.next()) {
      const option = newSegmentOption();
      option.kind = walk.kind;
      option.name = optionName(walk.kind);
      if (walk.error !== undefined) option.error = walk.error;
      else fillOption(option, walk, connection);
      options.push(option);
    }
    this.#event.options_cut = walk.cut || undefined;
    return options;
  }
}

function fillOption(option: SegmentOption, walk: OptionWalk, connection: Connection): void {
  switch (walk.kind) {
    case OPTION_END:
    case OPTION_NOP:
    case OPTION_SACK_PERMITTED:
      break;
    case OPTION_MSS:
      option.mss = walk.u16(2);
      break;
    case OPTION_WINDOW_SCALE:
      option.shift = walk.bytes[walk.at + 2]!;
      break;
    case OPTION_TIMESTAMPS:
      option.ts_val = walk.u32(2);
      option.ts_ecr = walk.u32(6);
      break;
    case OPTION_SACK:
      if ((walk.length - 2) % 8 !== 0) option.error = "bad_length";
      else option.blocks = sackBlocks(walk, connection);
      break;
    default: {
      let data = "";
      for (let i = 2; i < walk.length; i++) data += HEX_BYTES[walk.bytes[walk.at + i]!];
      option.data = data;
    }
  }
}

/** The blocks (RFC 2018 3), as offsets of the direction that they acknowledge. */
function sackBlocks(walk: OptionWalk, connection: Connection): { left: number; right: number }[] {
  const { words, numbers, p, pn } = connection;
  const next = numbers[pn + EN_NEXT]!;
  const nextRaw = words[p + E_BASE]! + next;
  const blocks = [];
  for (let i = 2; i < walk.length; i += 8) {
    const left = walk.u32(i);
    const offset = unwrap(left, next, nextRaw);
    blocks.push({ left: offset, right: offset + sequenceDifference(walk.u32(i + 4), left) });
  }
  return blocks;
}
