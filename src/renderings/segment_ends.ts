/** Who sent a segment to whom. */
import type { PhaseEventOf } from "../events/mod.ts";

export interface Ends {
  readonly sourceIp: string;
  readonly sourcePort: number;
  readonly destinationIp: string;
  readonly destinationPort: number;
}

export function endsOf(event: PhaseEventOf<"segment">): Ends {
  const client = { ip: event.client_ip, port: event.client_port };
  const server = { ip: event.server_ip, port: event.server_port };
  const [source, destination] = event.dir === "c2s" ? [client, server] : [server, client];
  return {
    sourceIp: source.ip,
    sourcePort: source.port,
    destinationIp: destination.ip,
    destinationPort: destination.port,
  };
}
