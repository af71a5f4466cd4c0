/**
 * The `flow_end` event, exactly one a connection, and `update`, the same before the end.
 */
import {
  type DirectionTotals,
  type FlowEndEvent,
  newFlowEndEvent,
  newUpdateEvent,
  type UpdateEvent,
} from "../../events/mod.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { Holes } from "../data/holes.ts";
import type { Emitter } from "../emitter.ts";
import type { FlowLayers } from "../identity/flow_layers.ts";
import { serviceByPort } from "../identity/services.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { handshakeHints } from "../phases/handshake_hints.ts";
import { windowOf } from "../segment/window.ts";
import type { Connection } from "../state/connection.ts";
import {
  C_FLAGS,
  C_LAST_FILE,
  C_LAST_NSEC,
  C_PACKETS,
  C_START_NSEC,
  CF_LIMITS_SHIFT,
  CF_ROLE_CONFLICT,
  CF_ROLE_MASK,
  CF_ROLE_SHIFT,
  CLIENT,
  CN_LAST_FRAME,
  CN_LAST_OFFSET,
  CN_LAST_SEC,
  CN_START_SEC,
  E_BASE,
  E_CHECKSUM_GOOD,
  E_CHECKSUM_PARTIAL,
  E_CHECKSUM_UNVERIFIED,
  E_FIN_PACKETS,
  E_FLAGS,
  E_HOLES,
  E_RST_PACKETS,
  E_WINDOW_RANGE,
  EF_SYN,
  EF_WINDOW_RANGE,
  EN_IP_BYTES,
  EN_PAYLOAD_BYTES,
  EN_UNIQUE_BYTES,
  endpointNumbers,
  endpointWords,
  LIMITS,
  ROLE_SOURCES,
  SERVER,
} from "../state/state_layout.ts";
import {
  UN_GAP_BYTES,
  UN_RETRANS_BYTES,
  type UnusualCounts,
  UW_CHECKSUM_BAD,
  UW_COPIES,
  UW_DUP_ACKS,
  UW_GAPS,
  UW_OOO_PACKETS,
  UW_RETRANS_PACKETS,
  UW_ZERO_WINDOWS,
} from "../state/unusual_counts.ts";
import { interval, NANOSECONDS } from "../time.ts";
import { completenessOf, completenessText } from "./completeness.ts";
import { fillOutcome } from "./outcome.ts";
import { suricataReason, suricataState } from "./suricata.ts";
import { connStateOf } from "./zeek_conn_state.ts";
import { historyOf } from "./zeek_history.ts";

/** Prints how connections stand, in the end and before. Changes nothing in them. */
export class FlowEnd {
  readonly #emitter: Emitter;
  readonly #holes: Holes;
  readonly #layers: FlowLayers;
  readonly #analysis: Analysis;
  readonly #metrics: Metrics;
  readonly #unusual: UnusualCounts;
  readonly #end = newFlowEndEvent();
  readonly #update = newUpdateEvent();

  /** @param holes those that are open count as gaps */
  constructor(
    emitter: Emitter,
    holes: Holes,
    layers: FlowLayers,
    analysis: Analysis,
    metrics: Metrics,
    unusual: UnusualCounts,
  ) {
    this.#emitter = emitter;
    this.#holes = holes;
    this.#layers = layers;
    this.#analysis = analysis;
    this.#metrics = metrics;
    this.#unusual = unusual;
  }

  /**
   * Prints the end of the connection that the cursor stands on, seen from the side that sent its last packet.
   * @param knownFrame frame at which it became known
   */
  print(connection: Connection, reason: FlowEndEvent["reason"], knownFrame: number): void {
    if (!this.#emitter.wants("flow_end")) return;
    this.#print(this.#end, connection, reason, knownFrame);
  }

  /** Prints how the connection stands; else as {@link print}. */
  printUpdate(connection: Connection, knownFrame: number): void {
    this.#print(this.#update, connection, "update", knownFrame);
  }

  #print(
    event: FlowEndEvent | UpdateEvent,
    connection: Connection,
    reason: FlowEndEvent["reason"],
    knownFrame: number,
  ): void {
    const { words, numbers, c, cn } = connection;
    const start = { sec: numbers[cn + CN_START_SEC]!, nsec: words[c + C_START_NSEC]! };
    const end = { sec: numbers[cn + CN_LAST_SEC]!, nsec: words[c + C_LAST_NSEC]! };
    const duration = (end.sec - start.sec) * NANOSECONDS + (end.nsec - start.nsec);
    event.phase = connection.phase;
    event.sec = end.sec;
    event.nsec = end.nsec;
    event.frame = numbers[cn + CN_LAST_FRAME]!;
    event.fileIndex = words[c + C_LAST_FILE]!;
    event.fileOffset = numbers[cn + CN_LAST_OFFSET]!;

    event.final = reason !== "update";
    event.reason = reason;
    event.start_ts = start;
    event.end_ts = end;
    event.duration_ns = interval(duration);
    event.role_from = ROLE_SOURCES[(words[c + C_FLAGS]! >>> CF_ROLE_SHIFT) & CF_ROLE_MASK]!;
    event.role_conflict = connection.has(CF_ROLE_CONFLICT) || undefined;
    event.client_state = connection.stateOf(CLIENT);
    event.server_state = connection.stateOf(SERVER);
    event.conn_state = connStateOf(connection);
    event.history = historyOf(connection);
    event.completeness = completenessOf(connection);
    event.completeness_text = completenessText(event.completeness);
    fillOutcome(event, connection, reason, duration, this.#unusual);
    event.hints = handshakeHints(connection, this.#metrics.tracks);
    event.tcp_state = suricataState(connection);
    event.close_reason = suricataReason(reason);
    event.service_by_port = serviceByPort(connection.serverPort);
    const layers = this.#layers.of(connection.slot, this.#emitter.names);
    event.vlans = layers && layers.vlans.length > 0 ? layers.vlans : undefined;
    event.tunnels = layers && layers.tunnels.length > 0 ? layers.tunnels : undefined;
    event.limits = limitsOf(words[c + C_FLAGS]!, layers?.isCut ?? false);
    event.anomalies = this.#analysis.countsOf(connection);
    event.stalls = this.#metrics.stallsOf(connection);
    this.#fillTotals(event.c2s, connection, CLIENT);
    this.#fillTotals(event.s2c, connection, SERVER);
    this.#metrics.fill(event.c2s, connection, CLIENT);
    this.#metrics.fill(event.s2c, connection, SERVER);
    this.#emitter.sendOf(event, connection, connection.sender, duration, knownFrame);
  }

  #fillTotals(totals: DirectionTotals, connection: Connection, side: number): void {
    const { words, numbers } = connection;
    const e = connection.c + endpointWords(side);
    const en = connection.cn + endpointNumbers(side);
    const flags = words[e + E_FLAGS]!;
    const of = (slot: number): number => this.#unusual.of(connection, e, slot);
    const bytesOf = (slot: number): number => this.#unusual.bytesOf(connection, e, slot);
    totals.packets = words[connection.c + C_PACKETS + side]! >>> 0;
    totals.ip_bytes = numbers[en + EN_IP_BYTES]!;
    totals.payload_bytes = numbers[en + EN_PAYLOAD_BYTES]!;
    totals.unique_bytes = numbers[en + EN_UNIQUE_BYTES]!;
    totals.retrans_packets = of(UW_RETRANS_PACKETS);
    totals.retrans_bytes = bytesOf(UN_RETRANS_BYTES);
    totals.ooo_packets = of(UW_OOO_PACKETS);
    totals.copies = of(UW_COPIES);
    totals.dup_acks = of(UW_DUP_ACKS);
    totals.zero_windows = of(UW_ZERO_WINDOWS);
    totals.gaps = of(UW_GAPS);
    totals.gap_bytes = bytesOf(UN_GAP_BYTES);
    if (words[e + E_HOLES] !== 0) {
      const open = this.#holes.open(connection, e);
      totals.gaps += open.count;
      totals.gap_bytes += open.bytes;
    }
    totals.fin_packets = words[e + E_FIN_PACKETS]! >>> 0;
    totals.rst_packets = words[e + E_RST_PACKETS]! >>> 0;
    totals.isn = flags & EF_SYN ? words[e + E_BASE]! >>> 0 : undefined;
    totals.mss = connection.mssOf(side);
    totals.wscale = connection.wscaleOf(side);
    const range = words[e + E_WINDOW_RANGE]!;
    const hasRange = (flags & EF_WINDOW_RANGE) !== 0;
    totals.win_min = hasRange ? windowOf(connection, range >>> 16, side) : undefined;
    totals.win_max = hasRange ? windowOf(connection, range & 0xffff, side) : undefined;
    totals.cksum_good = words[e + E_CHECKSUM_GOOD]! >>> 0;
    totals.cksum_partial = words[e + E_CHECKSUM_PARTIAL]! >>> 0;
    totals.cksum_bad = of(UW_CHECKSUM_BAD);
    totals.cksum_unverified = words[e + E_CHECKSUM_UNVERIFIED]! >>> 0;
  }
}

function limitsOf(flags: number, layersAreCut: boolean): FlowEndEvent["limits"] {
  const met: NonNullable<FlowEndEvent["limits"]>[number][] = LIMITS.filter(
    (_, i) => flags & (1 << (CF_LIMITS_SHIFT + i)),
  );
  if (layersAreCut) met.push("layers");
  return met.length > 0 ? met : undefined;
}
