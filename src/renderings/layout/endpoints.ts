/** The ends of a connection, as tcpdump's readers of today write them. */

/** What every event of a connection says of its ends. */
export interface Ends {
  readonly client_ip: string;
  readonly client_port: number;
  readonly server_ip: string;
  readonly server_port: number;
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`. */
export function endpoint(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

export const clientOf = (ends: Ends): string => endpoint(ends.client_ip, ends.client_port);
export const serverOf = (ends: Ends): string => endpoint(ends.server_ip, ends.server_port);
