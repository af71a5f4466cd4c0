/**
 * The `flow_end` event: exactly one a connection.
 */
import { type DirectionTotals, type FlowEndEvent, newFlowEndEvent } from "../../events/mod.ts";
import { type Emitter, interval } from "../emitter.ts";
import type { Connection } from "../state/connection.ts";
import {
  C_FLAGS,
  CF_ROLE_CONFLICT,
  CF_ROLE_MASK,
  CF_ROLE_SHIFT,
  CLIENT,
  CN_LAST_FILE,
  CN_LAST_FRAME,
  CN_LAST_NSEC,
  CN_LAST_OFFSET,
  CN_LAST_SEC,
  CN_START_NSEC,
  CN_START_SEC,
  E_BASE,
  E_FLAGS,
  E_MSS,
  E_WSCALE,
  EF_MSS,
  EF_SYN,
  EF_WSCALE,
  EN_CHECKSUM_BAD,
  EN_CHECKSUM_GOOD,
  EN_CHECKSUM_PARTIAL,
  EN_CHECKSUM_UNVERIFIED,
  EN_FIN_PACKETS,
  EN_IP_BYTES,
  EN_PACKETS,
  EN_PAYLOAD_BYTES,
  EN_RST_PACKETS,
  endpointNumbers,
  endpointWords,
  ROLE_SOURCES,
  SERVER,
} from "../state/state_layout.ts";

const NANOSECONDS = 1e9;

/** Prints the ends of connections. */
export class FlowEnd {
  readonly #emitter: Emitter;
  readonly #event = newFlowEndEvent();

  constructor(emitter: Emitter) {
    this.#emitter = emitter;
  }

  /**
   * Prints the end of the connection that the cursor stands on, seen from the side that sent its last packet.
   * @param knownFrame frame at which it became known
   */
  print(connection: Connection, reason: FlowEndEvent["reason"], knownFrame: number): void {
    if (!this.#emitter.wants("flow_end")) return;
    const { words, numbers, c, cn } = connection;
    const event = this.#event;
    const start = { sec: numbers[cn + CN_START_SEC]!, nsec: numbers[cn + CN_START_NSEC]! };
    const end = { sec: numbers[cn + CN_LAST_SEC]!, nsec: numbers[cn + CN_LAST_NSEC]! };
    const duration = (end.sec - start.sec) * NANOSECONDS + (end.nsec - start.nsec);
    const frame = numbers[cn + CN_LAST_FRAME]!;
    event.phase = connection.phase;
    event.sec = end.sec;
    event.nsec = end.nsec;
    event.rel_ns = Math.abs(duration) <= Number.MAX_SAFE_INTEGER ? duration : undefined;
    event.fromClient = connection.sender === CLIENT;
    event.frame = frame;
    event.fileIndex = numbers[cn + CN_LAST_FILE]!;
    event.fileOffset = numbers[cn + CN_LAST_OFFSET]!;
    event.knownFrame = knownFrame === frame ? 0 : knownFrame;
    event.flow = connection;

    event.reason = reason;
    event.start_ts = start;
    event.end_ts = end;
    event.duration_ns = interval(duration);
    event.role_from = ROLE_SOURCES[(words[c + C_FLAGS]! >>> CF_ROLE_SHIFT) & CF_ROLE_MASK]!;
    event.role_conflict = connection.has(CF_ROLE_CONFLICT) || undefined;
    event.client_state = connection.stateOf(CLIENT);
    event.server_state = connection.stateOf(SERVER);
    fillTotals(event.c2s, connection, CLIENT);
    fillTotals(event.s2c, connection, SERVER);
    this.#emitter.sendAsIs(event);
  }
}

function fillTotals(totals: DirectionTotals, connection: Connection, side: number): void {
  const { words, numbers } = connection;
  const e = connection.c + endpointWords(side);
  const en = connection.cn + endpointNumbers(side);
  const flags = words[e + E_FLAGS]!;
  totals.packets = numbers[en + EN_PACKETS]!;
  totals.ip_bytes = numbers[en + EN_IP_BYTES]!;
  totals.payload_bytes = numbers[en + EN_PAYLOAD_BYTES]!;
  totals.fin_packets = numbers[en + EN_FIN_PACKETS]!;
  totals.rst_packets = numbers[en + EN_RST_PACKETS]!;
  totals.isn = flags & EF_SYN ? words[e + E_BASE]! >>> 0 : undefined;
  totals.mss = flags & EF_MSS ? words[e + E_MSS] : undefined;
  totals.wscale = flags & EF_WSCALE ? words[e + E_WSCALE] : undefined;
  totals.cksum_good = numbers[en + EN_CHECKSUM_GOOD]!;
  totals.cksum_partial = numbers[en + EN_CHECKSUM_PARTIAL]!;
  totals.cksum_bad = numbers[en + EN_CHECKSUM_BAD]!;
  totals.cksum_unverified = numbers[en + EN_CHECKSUM_UNVERIFIED]!;
}
