/**
 * The hosts that the capture was taken on. A checksum that holds the pseudo-header's sum alone was seen before the
 * sender's network card filled it in, so its sender is this machine, or hangs on it by a virtual link.
 */
import {
  CHECKSUM_PARTIAL,
  FLAG_FIN,
  FLAG_RST,
  FLAG_SYN,
  PACKET_DIRECTION_IN,
  PACKET_DIRECTION_OUT,
} from "../../../wasm/layout.ts";
import { verdictOf } from "../segment/checksum_verdict.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import { CLIENT, E_HOST_SHIFT, E_ZEEK } from "../state/state_layout.ts";

const MAX_HOSTS = 1024;
/** MSS where none was announced: that of Ethernet without options. Larger segments may have been merged on receipt. */
const USUAL_MSS = 1460;

/** One host; printed as it is. */
export interface CaptureHost {
  readonly ip: string;
  partial: number;
  via: "checksum" | "pkt_dir";
  local_path: boolean;
}

/** The table. */
export class CaptureHosts {
  readonly #byAddress = new Map<string, number>();
  readonly hosts: CaptureHost[] = [];
  /** There were more than fit. */
  capped = false;

  /** Looks at a segment that is no copy. */
  note(connection: Connection, segment: Segment): void {
    const verdict = verdictOf(segment.status);
    if (verdict === CHECKSUM_PARTIAL) this.#notePartial(connection, segment);
  }

  #notePartial(connection: Connection, segment: Segment): void {
    const { flags, payloadLength } = segment;
    if (flags & FLAG_RST || (payloadLength === 0 && !(flags & (FLAG_SYN | FLAG_FIN)))) return;
    if (payloadLength > (connection.mssOf(1 - connection.sender) ?? USUAL_MSS)) return;
    this.countPartial(connection, segment.packetDirection);
  }

  /**
   * The sender's checksum was not filled in yet, and nothing but offload can be why.
   * @param direction PACKET_DIRECTION_*
   */
  countPartial(connection: Connection, direction: number): void {
    const { words, p } = connection;
    const index = this.#indexOf(connection);
    const peer = words[p + E_ZEEK]! >>> E_HOST_SHIFT;
    if (index !== 0) {
      const host = this.hosts[index - 1]!;
      host.partial++;
      if (direction === PACKET_DIRECTION_OUT) host.via = "pkt_dir";
      if (direction === PACKET_DIRECTION_IN || peer !== 0) host.local_path = true;
    }
    if (peer !== 0) this.hosts[peer - 1]!.local_path = true;
  }

  /** Number of the sender in the table, from 1; 0 if there is no room for it. */
  #indexOf(connection: Connection): number {
    const { words, s } = connection;
    const noted = words[s + E_ZEEK]! >>> E_HOST_SHIFT;
    if (noted !== 0) return noted;
    const ip = connection.sender === CLIENT ? connection.clientIp : connection.serverIp;
    let index = this.#byAddress.get(ip) ?? 0;
    if (index === 0) {
      if (this.hosts.length === MAX_HOSTS) {
        this.capped = true;
        return 0;
      }
      index = this.hosts.push({ ip, partial: 0, via: "checksum", local_path: false });
      this.#byAddress.set(ip, index);
    }
    words[s + E_ZEEK]! |= index << E_HOST_SHIFT;
    return index;
  }
}
