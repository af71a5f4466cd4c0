/** A batch's records in the reference decoder's terms, so that the two can be compared field by field. */
import type { Batch } from "../../src/capture/batch.ts";
import {
  CHECKSUM_BAD,
  CHECKSUM_GOOD,
  CHECKSUM_NONE,
  CHECKSUM_PARTIAL,
  CHECKSUM_PARTIAL_LSO,
  CHECKSUM_UNVERIFIED,
  CHECKSUM_ZERO,
  FLOW_INDEX_MASK,
  PACKET_DIRECTION_IN,
  PACKET_DIRECTION_OUT,
  REC_ACK,
  REC_CHECKSUMS,
  REC_DIGEST,
  REC_END_ADDRESS,
  REC_FLAGS_WINDOW,
  REC_FLOW,
  REC_FRAME,
  REC_ID_TTL_TOS,
  REC_INTERFACE,
  REC_IP_ADDRESS,
  REC_IP_LENGTH,
  REC_NSEC,
  REC_PATH,
  REC_PAYLOAD_LENGTH,
  REC_PORTS,
  REC_RECORD_ADDRESS,
  REC_SEC,
  REC_SEC_HIGH,
  REC_SEQ,
  REC_STATUS,
  REC_TCP_ADDRESS,
  REC_TSECR,
  REC_TSVAL,
  REC_TUNNELS,
  REC_WORDS,
  STATUS_CHECKSUM_MASK,
  STATUS_CUT,
  STATUS_DIRECTION_MASK,
  STATUS_DIRECTION_SHIFT,
  STATUS_FRAGMENT,
  STATUS_INTERFACE,
  STATUS_IP_CHECKSUM_SHIFT,
  STATUS_IP_LENGTH_BEYOND_FRAME,
  STATUS_IP_LENGTH_ZERO,
  STATUS_IPV6,
  STATUS_REASSEMBLED,
  STATUS_TCP_CHECKSUM_SHIFT,
  STATUS_TIMESTAMPS,
} from "../../wasm/layout.ts";
import { type ClockFollower, type ClockRecord, clockRecordAt, isUnmoved } from "./clock_records.ts";
import { addressText } from "./reference/bytes.ts";
import type { Segment, Verdict } from "./reference_decoder.ts";

/** What a record says of a segment; of the IP checksum it has the verdict alone. Paths are compared elsewhere. */
export interface ComparableSegment
  extends Omit<
    Segment,
    "ipChecksum" | "tcpChecksum" | "linkOffset" | "path" | "clock" | "layers" | "fromFragments"
  > {
  readonly vlans: readonly number[];
  readonly tunnels: readonly string[];
  /** Undefined if the records don't tell. */
  readonly clock: Segment["clock"] | undefined;
  readonly ipVerdict: Verdict | "none";
  readonly tcpVerdict: Verdict | "none";
  readonly tcpStored: number;
  /** 0 where it is unknown. */
  readonly tcpExpected: number;
}

export interface BatchSegment extends ComparableSegment {
  /** What the reference has no equal of. */
  readonly flowIndex: number;
  readonly reversed: boolean;
  readonly digest: number;
  readonly fragment: boolean;
  /** Digest of the path. */
  readonly path: number;
}

const VERDICTS: ReadonlyMap<number, Verdict | "none"> = new Map<number, Verdict | "none">([
  [CHECKSUM_NONE, "none"],
  [CHECKSUM_GOOD, "good"],
  [CHECKSUM_PARTIAL, "partial"],
  [CHECKSUM_PARTIAL_LSO, "partial_lso"],
  [CHECKSUM_ZERO, "zero"],
  [CHECKSUM_BAD, "bad"],
  [CHECKSUM_UNVERIFIED, "unverified"],
]);

const DIRECTIONS: ReadonlyMap<number, Segment["pktDir"]> = new Map<number, Segment["pktDir"]>([
  [PACKET_DIRECTION_IN, "in"],
  [PACKET_DIRECTION_OUT, "out"],
]);

/**
 * Owns what it returns: nothing of it points into the batch.
 * @param follower has read the batches before
 */
export function batchSegments(
  batch: Batch,
  follower: ClockFollower,
): { segments: BatchSegment[]; clockRecords: ClockRecord[] } {
  const segments: BatchSegment[] = [];
  const clockRecords: ClockRecord[] = [];
  for (let i = 0; i < batch.count; i++) {
    const clock = clockRecordAt(batch, i);
    if (clock) {
      clockRecords.push(clock);
      follower.clockRecord(clock);
    } else segments.push(batchSegment(batch, i, follower));
  }
  return { segments, clockRecords };
}

function batchSegment(batch: Batch, index: number, follower: ClockFollower): BatchSegment {
  const slot = (name: number) => batch.records[index * REC_WORDS + name]!;
  const status = slot(REC_STATUS);
  const has = (bit: number) => (status & bit) !== 0;
  const ipVersion = has(STATUS_IPV6) ? 6 : 4;
  const addressAt = (v4: number, v6: number) => {
    const at = slot(REC_IP_ADDRESS) + (ipVersion === 6 ? v6 : v4);
    return batch.bytes.slice(at, at + (ipVersion === 6 ? 16 : 4));
  };
  const srcBytes = addressAt(12, 8);
  const dstBytes = addressAt(16, 24);
  const reassembled = has(STATUS_REASSEMBLED);
  const offset = (name: number) => batch.offsetBase + slot(name);
  const { vlans, tunnels } = batch.names.layersOf(slot(REC_TUNNELS));
  const verdict = (shift: number) => VERDICTS.get((status >> shift) & STATUS_CHECKSUM_MASK)!;
  const word = slot(REC_FLAGS_WINDOW);
  const idTtlTos = slot(REC_ID_TTL_TOS);
  const stamp = { sec: slot(REC_SEC) + slot(REC_SEC_HIGH) * 2 ** 32, nsec: slot(REC_NSEC) };
  return {
    ...stamp,
    clock: follower.segment(stamp, isUnmoved(batch, index)),
    frame: batch.firstFrame + slot(REC_FRAME),
    recordOffset: offset(REC_RECORD_ADDRESS),
    ipOffset: offset(REC_IP_ADDRESS),
    tcpOffset: offset(REC_TCP_ADDRESS),
    endOffset: offset(REC_END_ADDRESS),
    pktDir: DIRECTIONS.get((status >> STATUS_DIRECTION_SHIFT) & STATUS_DIRECTION_MASK),
    vlans,
    tunnels,
    reassembled,
    iface: has(STATUS_INTERFACE) ? slot(REC_INTERFACE) : undefined,
    ipVersion,
    src: addressText(srcBytes),
    dst: addressText(dstBytes),
    srcBytes,
    dstBytes,
    ipLength: slot(REC_IP_LENGTH),
    ipId: idTtlTos >>> 16,
    ttl: (idTtlTos >>> 8) & 0xff,
    tos: idTtlTos & 0xff,
    ipVerdict: verdict(STATUS_IP_CHECKSUM_SHIFT),
    ipLengthZero: has(STATUS_IP_LENGTH_ZERO),
    ipLengthBeyondFrame: has(STATUS_IP_LENGTH_BEYOND_FRAME),
    srcPort: slot(REC_PORTS) >>> 16,
    dstPort: slot(REC_PORTS) & 0xffff,
    seq: slot(REC_SEQ),
    ack: slot(REC_ACK),
    dataOffset: word >>> 28,
    flags: (word >>> 16) & 0xfff,
    window: word & 0xffff,
    payloadLength: slot(REC_PAYLOAD_LENGTH),
    tcpVerdict: verdict(STATUS_TCP_CHECKSUM_SHIFT),
    tcpStored: slot(REC_CHECKSUMS) >>> 16,
    tcpExpected: slot(REC_CHECKSUMS) & 0xffff,
    tsVal: has(STATUS_TIMESTAMPS) ? slot(REC_TSVAL) : undefined,
    tsEcr: has(STATUS_TIMESTAMPS) ? slot(REC_TSECR) : undefined,
    cut: has(STATUS_CUT),
    flowIndex: slot(REC_FLOW) & FLOW_INDEX_MASK,
    reversed: slot(REC_FLOW) >>> 31 === 1,
    digest: slot(REC_DIGEST),
    fragment: has(STATUS_FRAGMENT),
    path: slot(REC_PATH),
  };
}

/**
 * A record's segment without what the reference doesn't know.
 * @param fromFragments its bytes are not those of the file
 */
export function comparableRecord(segment: BatchSegment, fromFragments = false): ComparableSegment {
  const { flowIndex: _1, reversed: _2, digest: _3, fragment: _4, path: _5, ...rest } = segment;
  return { ...rest, ...comparablePlaces(rest, fromFragments), tcpExpected: plainZero(rest) };
}

/**
 * Where the bytes of a datagram that came in fragments are is nobody's business; and if its own header is that of a
 * fragment, that has no right checksum.
 */
function comparablePlaces(
  { ipOffset, tcpOffset, endOffset, reassembled }: Omit<ComparableSegment, "vlans" | "tunnels"> | Segment,
  fromFragments: boolean,
): Partial<ComparableSegment> {
  return {
    ...(fromFragments && { ipOffset: 0, tcpOffset: tcpOffset - ipOffset, endOffset: endOffset - ipOffset }),
    ...(reassembled && { ipVerdict: "none" }),
  };
}

/** Of a right checksum 0x0000 may be kept as 0xffff: both are zero in one's complement (RFC 1624 3). */
function plainZero({ tcpVerdict, tcpExpected }: ComparableSegment): number {
  return tcpVerdict === "good" && tcpExpected === 0xffff ? 0 : tcpExpected;
}

/** The reference's segment in the same form. */
export function comparableReference(segment: Segment): ComparableSegment {
  const { ipChecksum, tcpChecksum, linkOffset: _1, path: _2, layers, fromFragments, ...rest } = segment;
  return {
    ...rest,
    vlans: layers.filter((layer) => layer.startsWith("vlan:")).map((layer) => Number(layer.slice(5))),
    tunnels: layers.filter((layer) => !layer.startsWith("vlan:")),
    ipVerdict: ipChecksum?.verdict ?? "none",
    ...comparablePlaces(segment, fromFragments),
    tcpVerdict: tcpChecksum.verdict,
    tcpStored: tcpChecksum.stored,
    tcpExpected: tcpChecksum.expected ?? 0,
  };
}
