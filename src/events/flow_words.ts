/** What several events of a connection say in the same words. */

import { choice, integer, list, nanoseconds, optional, record, U32_MAX } from "./field_types.ts";

export const endpoints = ["client", "server"] as const;
export const endpointsOrBoth = ["client", "server", "both"] as const;
const rolesFrom = ["syn", "syn_ack", "port", "first"] as const;

export const roleFrom = () =>
  choice(
    rolesFrom,
    "What made one side the client: its SYN, the SYN-ACK that it received, the port numbers (the other side " +
      "has the only port below 1024, or below 32768), or that it was the first to send",
  );

const hintSigns = ["ttl", "ip_id", "window", "mss", "options", "repeated_segment"] as const;

const hint = record(
  "Hint",
  {
    hint: choice(
      [
        "idle_timeout",
        "linger_zero",
        "injected",
        "mss_clamped",
        "accept_queue_overflow",
        "syn_cookies",
        "fast_open_ignored",
      ],
      "What the segments suggest and cannot prove: a reset after a long silence (timeout of a host or middlebox), " +
        "close with SO_LINGER 0, a segment from somebody else than its sender, an MSS lowered on the way, a full accept " +
        "queue, SYN cookies, data on a SYN that was not taken",
    ),
    frame: optional(integer("Frame that suggests it; of a SYN or SYN-ACK that came again the first", 1)),
    since_ns: optional(nanoseconds("Silence before it, or time since the packet that it is compared with")),
    signs: list(choice(hintSigns, "A value that jumped"), "What differs from the sender's packets before"),
    value: optional(integer("The value that suggests it: TTL, IP identification, window or MSS", 0, U32_MAX)),
    expected: optional(integer("The value that its sender's packets before had", 0, U32_MAX)),
  },
  "Something that the segments suggest without proving it, with what it rests on",
);

export const hints = () =>
  optional(list(hint, "What the segments suggest and cannot prove; absent if nothing"));
