/** What `tcpdump -v` prints of an IP header. */
import type { PhaseEventOf } from "../../events/mod.ts";

const ECN = ["", ",ECT(1)", ",ECT(0)", ",CE"] as const;
const IPV6_HEADER_BYTES = 40;

/** From `IP` to what stands in front of the addresses. */
export function ipHeader(event: PhaseEventOf<"segment">): string {
  return event.ip_id === undefined ? `IP6 (${ipv6(event)}) ` : `IP (${ipv4(event)})\n    `;
}

function ipv4(event: PhaseEventOf<"segment">): string {
  const { tos, ttl, ip_id, df, ip_len, ip_cksum, ip_cksum_expected } = event;
  let text = `tos ${hex(tos)}${ECN[tos & 3]}`;
  if (ttl > 0) text += `, ttl ${ttl}`;
  text += `, id ${ip_id}, offset 0, flags [${df ? "DF" : "none"}], proto TCP (6), length ${ip_len}`;
  if (ip_cksum !== undefined && ip_cksum_expected !== undefined) {
    text += `, bad cksum ${bare(ip_cksum)} (->${bare(ip_cksum_expected)})!`;
  }
  return text;
}

function ipv6({ tos, flow_label = 0, ttl, ip_len }: PhaseEventOf<"segment">): string {
  let text = "";
  if (tos > 0) text += `class 0x${tos.toString(16).padStart(2, "0")}, `;
  if (flow_label > 0) text += `flowlabel 0x${flow_label.toString(16).padStart(5, "0")}, `;
  return `${text}hlim ${ttl}, next-header TCP (6) payload length: ${ip_len - IPV6_HEADER_BYTES}`;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** "0x0012" as "12". */
function bare(value: string): string {
  return Number(value).toString(16);
}
