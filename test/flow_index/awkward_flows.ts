/** Flows whose keys are next to equal, or at the edge of what a key can be. */
import type { Flow } from "./flow_table_model.ts";
import { flowRecords } from "./packets.ts";

const PORTS = [0, 1, 80, 0x8000, 65_535];
const IPV4 = ["0.0.0.0", "10.0.0.1", "10.0.0.2", "255.255.255.255"];
/** Some have the bytes of the IPv4 addresses, behind the mapped prefix or where an IPv4 key holds them. */
const IPV6 = [
  "::",
  "::1",
  "::10.0.0.1",
  "::ffff:10.0.0.1",
  "::ffff:10.0.0.2",
  "a00:1::",
  "a00:2::",
  "a00:1:0:0:a00:1::",
  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
];

function flowsBetween(endpoints: readonly string[]): Flow[] {
  return endpoints.flatMap((a, i) =>
    endpoints.slice(i).map((b) => ({ ...flowRecords({ a, b }), name: `${a} ${b}`, loop: a === b })),
  );
}

/** Each pair of endpoints once, those of an endpoint with itself included. */
export const AWKWARD_FLOWS: readonly Flow[] = [
  ...flowsBetween(IPV4.flatMap((ip) => PORTS.map((port) => `${ip}:${port}`))),
  ...flowsBetween(IPV6.flatMap((ip) => PORTS.map((port) => `[${ip}]:${port}`))),
];
