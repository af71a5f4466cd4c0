/**
 * What the capture report counts during the run: of each segment only what no flow keeps, the rest as flows end.
 */
import { STATUS_CUT } from "../../../../wasm/layout.ts";
import type { Segment } from "../../segment/segment.ts";
import type { Connection } from "../../state/connection.ts";
import {
  C_FLAGS,
  C_PACKETS,
  CF_CLOSED,
  CF_ESTABLISHED,
  CF_LIMITS_SHIFT,
  CF_RESET,
  CLIENT,
  E_RST_PACKETS,
  E_SYN_COUNT,
  EF_SYN,
  EN_UNIQUE_BYTES,
  endpointNumbers,
  endpointWords,
  SERVER,
} from "../../state/state_layout.ts";
import { UN_GAP_BYTES, type UnusualCounts, UW_GAPS } from "../../state/unusual_counts.ts";
import { StampUnit } from "./stamp_unit.ts";

/**
 * MSS where none was announced, that of Ethernet; nor are smaller segments looked at, which spares most of them a look at
 * the MSS: two of a smaller MSS, merged, are nearly always larger.
 */
const USUAL_MSS = 1460;

/** Sums over a run. */
export class ReportCounts {
  // segments
  payloadSegments = 0;
  /** With more payload than the receiver's MSS. */
  largeSegments = 0;
  cutSegments = 0;
  /** Segments that acknowledge what the capture lacks. */
  ackedUnseen = 0;
  readonly stampUnit = new StampUnit();

  // flows that ended
  flows = 0;
  /** Flows with more than SYNs and RSTs: attempts and refusals prove nothing about the capture. */
  conversations = 0;
  oneSided = 0;
  midstream = 0;
  open = 0;
  limited = 0;
  gapFlows = 0;
  gaps = 0;
  gapBytes = 0;
  uniqueBytes = 0;

  /** Counts a segment that is no copy, and that was worked off. */
  addSegment(connection: Connection, segment: Segment): void {
    const { payloadLength } = segment;
    if (payloadLength > 0) {
      this.payloadSegments++;
      if (
        payloadLength > USUAL_MSS &&
        payloadLength > (connection.mssOf(1 - connection.sender) ?? USUAL_MSS)
      ) {
        this.largeSegments++;
      }
    }
    if (segment.peerHole) this.ackedUnseen++;
    if (segment.status & STATUS_CUT) this.cutSegments++;
    this.stampUnit.note(segment.nsec);
  }

  /**
   * Counts a flow that ends, when its holes are closed.
   * @param layersAreCut not all of its VLANs and tunnels are told
   */
  addFlow(connection: Connection, unusual: UnusualCounts, layersAreCut: boolean): void {
    const { words, numbers, c, cn } = connection;
    const client = c + endpointWords(CLIENT);
    const server = c + endpointWords(SERVER);
    const sum = (slot: number): number => words[client + slot]! + words[server + slot]!;

    this.flows++;
    if (words[c + C_FLAGS]! >>> CF_LIMITS_SHIFT !== 0 || layersAreCut) this.limited++;
    this.uniqueBytes +=
      numbers[cn + endpointNumbers(CLIENT) + EN_UNIQUE_BYTES]! +
      numbers[cn + endpointNumbers(SERVER) + EN_UNIQUE_BYTES]!;
    const gaps = unusual.of(connection, client, UW_GAPS) + unusual.of(connection, server, UW_GAPS);
    if (gaps > 0) {
      this.gapFlows++;
      this.gaps += gaps;
      // each ACK can claim 2 GiB: the sum of a forged capture may get too large to print
      const gapBytes =
        unusual.bytesOf(connection, client, UN_GAP_BYTES) + unusual.bytesOf(connection, server, UN_GAP_BYTES);
      this.gapBytes = Math.min(this.gapBytes + gapBytes, Number.MAX_SAFE_INTEGER);
    }

    const clientPackets = words[c + C_PACKETS + CLIENT]!;
    const serverPackets = words[c + C_PACKETS + SERVER]!;
    const packets = clientPackets + serverPackets;
    if (packets <= sum(E_SYN_COUNT) + sum(E_RST_PACKETS)) return;
    this.conversations++;
    if (packets > 1 && (clientPackets === 0 || serverPackets === 0)) this.oneSided++;
    const isMidstream = !connection.endpointHas(CLIENT, EF_SYN) && !connection.endpointHas(SERVER, EF_SYN);
    if (isMidstream) this.midstream++;
    const wasOpen = isMidstream || connection.has(CF_ESTABLISHED);
    if (wasOpen && !connection.has(CF_CLOSED | CF_RESET)) this.open++;
  }
}
