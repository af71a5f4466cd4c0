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
  STATUS_CHECKSUM_MASK,
  STATUS_TCP_CHECKSUM_SHIFT,
} from "../../../wasm/layout.ts";
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
    const verdict = (segment.status >>> STATUS_TCP_CHECKSUM_SHIFT) & STATUS_CHECKSUM_MASK;
    if (verdict === CHECKSUM_PARTIAL) this.#notePartial(connection, segment);
  }

  #notePartial(connection: Connection, segment: Segment): void {
    const { flags, payloadLength } = segment;
    if (flags & FLAG_RST || (payloadLength === 0 && !(flags & (FLAG_SYN | FLAG_FIN)))) return;
    if (payloadLength > (connection.mssOf(1 - connection.sender) ?? USUAL_MSS)) return;
    const { words, s, p } = connection;
    let index = words[s + E_ZEEK]! >>> E_HOST_SHIFT;
    if (index === 0) {
      index = this.#indexOf(connection.sender === CLIENT ? connection.clientIp : connection.serverIp);
      if (index === 0) return;
      words[s + E_ZEEK]! |= index << E_HOST_SHIFT;
    }
    const host = this.hosts[index - 1]!;
    host.partial++;
    if (segment.packetDirection === PACKET_DIRECTION_OUT) host.via = "pkt_dir";
    if (segment.packetDirection === PACKET_DIRECTION_IN) host.local_path = true;
    const peer = words[p + E_ZEEK]! >>> E_HOST_SHIFT;
    if (peer !== 0) {
      host.local_path = true;
      this.hosts[peer - 1]!.local_path = true;
    }
  }

  /** Number of the host in the table, from 1; 0 if there is no room for it. */
  #indexOf(ip: string): number {
    const known = this.#byAddress.get(ip);
    if (known !== undefined) return known;
    if (this.hosts.length === MAX_HOSTS) {
      this.capped = true;
      return 0;
    }
    this.hosts.push({ ip, partial: 0, via: "checksum", local_path: false });
    this.#byAddress.set(ip, this.hosts.length);
    return this.hosts.length;
  }
}
