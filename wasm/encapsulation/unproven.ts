// Payloads of which nothing but a port number, or a guess, says that a datagram is inside.
import {
  UNDECODED_ENCAPSULATED_TOO_DEEP,
  UNDECODED_HEADER_COMPRESSED,
  UNDECODED_IP_HEADER_CUT,
  UNDECODED_IPV6_EXTENSION_CUT,
  UNDECODED_LINK_HEADER_CUT,
  UNDECODED_TCP_HEADER_CUT,
  UNDECODED_TUNNEL_HEADER_CUT,
} from "../layout";
import { OUTCOME_NON_TCP, OUTCOME_UNDECODED } from "../outcome";

/**
 * What becomes of `outcome`, which was found behind a port number: a header that can't be right shows that the packet is
 * something else. `isCut`: bytes of it were not captured, which may be all that is wrong.
 */
export function judgeUnproven(outcome: u32, isCut: bool): u32 {
  if (outcome < OUTCOME_UNDECODED) return outcome;
  switch (outcome - OUTCOME_UNDECODED) {
    case UNDECODED_ENCAPSULATED_TOO_DEEP:
    case UNDECODED_HEADER_COMPRESSED:
      return outcome;
    case UNDECODED_LINK_HEADER_CUT:
    case UNDECODED_TUNNEL_HEADER_CUT:
    case UNDECODED_IP_HEADER_CUT:
    case UNDECODED_IPV6_EXTENSION_CUT:
    case UNDECODED_TCP_HEADER_CUT:
      return isCut ? outcome : OUTCOME_NON_TCP;
    default:
      return OUTCOME_NON_TCP;
  }
}
