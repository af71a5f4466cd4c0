/** Reads the sessions that Arkime is expected to store for a capture: `tests/pcap/NAME.test` of its repository. */

/** What one TCP session holds, as far as it is compared. */
export interface Session {
  readonly source: Side;
  readonly destination: Side;
  /** Distinct payload bytes that came in order, by direction. */
  readonly client: { readonly bytes: number };
  readonly server: { readonly bytes: number };
  readonly network: { readonly community_id?: string };
  readonly protocol: readonly string[];
  readonly tags?: readonly string[];
  /** Offsets of the packets' records in the file. */
  readonly packetPos: readonly number[];
  readonly tcpflags: Readonly<Record<TcpFlag, number>>;
  /** Numbers of the SYN and SYN-ACK as on the wire. */
  readonly tcpseq?: { readonly src?: number; readonly dst?: number };
  /** Half of the time from the SYN to the first bare ACK, in milliseconds, rounded down. */
  readonly initRTT?: number;
  /** There where a session was stored in several parts. */
  readonly rootId?: string;
}

interface Side {
  readonly ip: string;
  readonly port: number;
  readonly packets: number;
}

/** Segments counted by flags; both directions together. */
export type TcpFlag = "syn" | "syn-ack" | "ack" | "psh" | "fin" | "rst" | "urg";

const PROTOCOL_TCP = 6;

/** The TCP sessions of the file's text; the first key names the version of the format. */
export function readSessions(text: string): Session[] {
  const file = JSON.parse(text) as Record<string, { body: Session & { ipProtocol?: number } }[]>;
  return Object.values(file)
    .flat()
    .map(({ body }) => body)
    .filter(({ ipProtocol }) => ipProtocol === PROTOCOL_TCP);
}
