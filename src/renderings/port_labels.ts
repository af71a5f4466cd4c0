/**
 * Which protocol tcpdump 4.99 takes payload for, by port alone: those of its decoders that begin with the name, in the order in
 * which one goes before another, and between them those that do not.
 */
const labels: readonly (readonly [label: string | undefined, ...ports: number[]])[] = [
  [undefined, 23],
  ["SMTP", 25],
  ["WHOIS", 43],
  ["BGP", 179],
  ["pptp", 1723],
  ["RESP", 6379],
  [undefined, 22],
  [undefined, 10288],
  ["OpenFlow", 6633, 6653],
  ["FTP", 21],
  ["HTTP", 80, 8080],
  ["RTSP", 554, 8554],
  [undefined, 53],
  ["msdp", 639],
];

const ranks: ReadonlyMap<number, number> = new Map(
  labels.flatMap(([, ...ports], rank) => ports.map((port) => [port, rank] as const)),
);

/** The label of payload between two ports, as `HTTP`; undefined if there is none. */
export function portLabel(one: number, other: number): string | undefined {
  const rank = Math.min(ranks.get(one) ?? labels.length, ranks.get(other) ?? labels.length);
  return labels[rank]?.[0];
}
