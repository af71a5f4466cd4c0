/**
 * When a connection is over, by capture time alone.
 */
import type { Connection } from "../state/connection.ts";
import {
  CF_CLOSED,
  CF_ESTABLISHED,
  CF_RESET,
  CLIENT,
  CN_LAST_CLOCK,
  CN_PAYLOAD_CLOCK,
  CN_SYN_CLOCK,
  EF_FIN,
  EF_SYN,
  SERVER,
} from "../state/state_layout.ts";

/** Timeouts in nanoseconds of capture time; Infinity: never. */
export interface Timeouts {
  /** From the last SYN or SYN-ACK of a connection that is not established. */
  readonly halfOpen: number;
  /** From the last packet (RFC 5382 5: at least 2 h 4 min). */
  readonly established: number;
  /** From the last packet, once a FIN was seen. */
  readonly fin: number;
  /** From the segment that closed or reset the connection, for late segments. */
  readonly linger: number;
}

/** The capture clock at which the connection under the cursor is over; Infinity: never. */
export function deadlineOf(connection: Connection, timeouts: Timeouts): number {
  const { numbers, cn } = connection;
  if (connection.has(CF_CLOSED | CF_RESET)) return numbers[cn + CN_PAYLOAD_CLOCK]! + timeouts.linger;
  const flags = connection.flagsOf(CLIENT) | connection.flagsOf(SERVER);
  if (flags & EF_FIN) return numbers[cn + CN_LAST_CLOCK]! + timeouts.fin;
  if (!connection.has(CF_ESTABLISHED) && flags & EF_SYN) {
    return numbers[cn + CN_SYN_CLOCK]! + timeouts.halfOpen;
  }
  return numbers[cn + CN_LAST_CLOCK]! + timeouts.established;
}
