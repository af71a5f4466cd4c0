import { describe, expect, it } from "vitest";
import { endOf, OPEN } from "./zeek_script.ts";

const stateOf = (...lines: readonly string[]): string => endOf(lines).conn_state;

// the values and their meaning: Zeek's documentation of conn.log
describe("conn_state", () => {
  it.each([
    ["S0", "a SYN without any answer", ["c S 0:0(0)"]],
    ["S0", "an ACK of the SYN alone is no answer yet", ["c S 0:0(0)", "s . 1:1(0) ack 1"]],
    ["S1", "a SYN and its SYN-ACK", ["c S 0:0(0)", "s S. 0:0(0) ack 1"]],
    ["S1", "open", [...OPEN]],
    ["S1", "open, the SYN was not seen", ["s S. 0:0(0) ack 1", "c . 1:1(0) ack 1"]],
    [
      "S1",
      "open, the SYN was captured behind the SYN-ACK",
      ["s S. 0:0(0) ack 1", "c S 0:0(0)", "c . 1:1(0) ack 1"],
    ],
    ["S2", "only the client closes", [...OPEN, "c F. 1:1(0) ack 1", "s . 1:1(0) ack 2"]],
    ["S3", "only the server closes", [...OPEN, "s F. 1:1(0) ack 1", "c . 1:1(0) ack 2"]],
    ["SF", "both close", [...OPEN, "c F. 1:1(0) ack 1", "s F. 1:1(0) ack 2", "c . 2:2(0) ack 2"]],
    ["SF", "a RST behind both FINs", [...OPEN, "c F. 1:1(0) ack 1", "s F. 1:1(0) ack 2", "c R 2:2(0)"]],
    [
      "SF",
      "FIN and RST of the client, then the server's FIN",
      [...OPEN, "c F. 1:1(0) ack 1", "c R 2:2(0)", "s F. 1:1(0) ack 2"],
    ],
    ["SF", "both close, midstream", ["c F. 1:1(0) ack 1", "s F. 1:1(0) ack 2"]],
    ["REJ", "refused", ["c S 0:0(0)", "s R. 0:0(0) ack 1"]],
    ["REJ", "both reset without any payload", [...OPEN, "c R 1:1(0)", "s R 1:1(0)"]],
    ["RSTR", "both reset, with payload", [...OPEN, "c P. 1:6(5) ack 1", "c R 6:6(0)", "s R 1:1(0)"]],
    ["RSTO", "the client resets", [...OPEN, "c R. 1:1(0) ack 1"]],
    ["RSTO", "FIN, then RST of the client", [...OPEN, "c F. 1:1(0) ack 1", "c R 2:2(0)"]],
    ["RSTR", "the server resets", [...OPEN, "s R. 1:1(0) ack 1"]],
    [
      "RSTR",
      "the server resets a connection that the client has closed",
      [...OPEN, "c F. 1:1(0) ack 1", "s R. 1:1(0) ack 2"],
    ],
    ["RSTOS0", "a SYN, then a RST of the client", ["c S 0:0(0)", "c R 1:1(0)"]],
    ["RSTOS0", "an ACK of the server between them", ["c S 0:0(0)", "s . 1:1(0) ack 1", "c R 1:1(0)"]],
    ["OTH", "a SYN, an ACK and a RST of the client", ["c S 0:0(0)", "c . 1:1(0) ack 1", "c R 1:1(0)"]],
    ["RSTRH", "SYN-ACK and RST of the server", ["s S. 0:0(0) ack 1", "s R 1:1(0)"]],
    ["SH", "SYN and FIN of the client alone", ["c S 0:0(0)", "c F. 1:1(0) ack 1"]],
    ["SHR", "SYN-ACK and FIN of the server alone", ["s S. 0:0(0) ack 1", "s F. 1:1(0) ack 1"]],
    ["OTH", "midstream", ["c P. 1:6(5) ack 1", "s . 1:1(0) ack 6"]],
    ["OTH", "a RST alone", ["c R 1:1(0)"]],
    ["OTH", "SYN-ACK alone", ["s S. 0:0(0) ack 1"]],
  ])("%s: %s", (expected, _, lines) => {
    expect(stateOf(...lines)).toBe(expected);
  });
});
