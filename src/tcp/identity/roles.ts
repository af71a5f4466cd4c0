/**
 * Who is the client: fixed at a flow's first packet and never flipped.
 */
import { FLAG_ACK, FLAG_SYN } from "../../../wasm/layout.ts";
import { CLIENT, ROLE_FIRST, ROLE_PORT, ROLE_SYN, ROLE_SYN_ACK, SERVER } from "../state/state_layout.ts";

/** Ports that only servers listen on, and where ephemeral ports begin on most systems. */
const SYSTEM_PORTS = 1024;
const EPHEMERAL_PORTS = 32768;

/** The sender's role, and what it comes from. */
export interface Role {
  readonly sender: number;
  readonly from: number;
}

const role = (sender: number, from: number): Role => ({ sender, from });

// shared, so that a new flow allocates nothing
const SYN_SENDER = role(CLIENT, ROLE_SYN);
const SYN_ACK_SENDER = role(SERVER, ROLE_SYN_ACK);
const CLIENT_BY_PORT = role(CLIENT, ROLE_PORT);
const SERVER_BY_PORT = role(SERVER, ROLE_PORT);
const FIRST_SENDER = role(CLIENT, ROLE_FIRST);

/** The role of the sender of a flow's first packet. */
export function roleOfSender(flags: number, sourcePort: number, destinationPort: number): Role {
  if (flags & FLAG_SYN) return flags & FLAG_ACK ? SYN_ACK_SENDER : SYN_SENDER;
  for (const limit of [SYSTEM_PORTS, EPHEMERAL_PORTS]) {
    const source = sourcePort < limit;
    if (source !== destinationPort < limit) return source ? SERVER_BY_PORT : CLIENT_BY_PORT;
  }
  return FIRST_SENDER;
}
