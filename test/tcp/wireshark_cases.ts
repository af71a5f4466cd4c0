/**
 * Segments and the labels that Wireshark 4.0 gives them, for the tests of our labels and for tshark itself: lines of
 * test/data/README.md, each with its labels behind `=>`.
 */
import { parseScript } from "../golden/script.ts";
import { scriptCapture } from "../golden/script_capture.ts";

export interface LabelCase {
  readonly name: string;
  readonly lines: readonly string[];
}

/** SYN, SYN-ACK and ACK: a first round trip of 10 ms. */
const open = (client = "", server = ""): string[] => [
  `0.000 x.c S 0:0(0) win 1000 ${client}`,
  `0.005 x.s S. 0:0(0) ack 1 win 1000 ${server}`,
  "0.010 x.c . 1:1(0) ack 1 win 1000",
];

const opened = (name: string, ...lines: string[]): LabelCase => ({ name, lines: [...open(), ...lines] });
const bare = (name: string, ...lines: string[]): LabelCase => ({ name, lines });

export const LABEL_CASES: readonly LabelCase[] = [
  opened(
    "a connection as it should be has none",
    "0.1 x.c P. 1:101(100) ack 1 win 1000",
    "0.2 x.s . 1:1(0) ack 101 win 1000",
    "0.3 x.s P. 1:201(200) ack 101 win 900",
    "0.4 x.c F. 101:101(0) ack 201 win 900",
    "0.5 x.s F. 201:201(0) ack 102 win 900",
    "0.6 x.c . 102:102(0) ack 202 win 900",
  ),
  opened(
    "a hole, its late segment within the first round trip, and after it",
    "0.100 x.c P. 101:201(100) ack 1 win 1000 => lost_segment",
    "0.105 x.c P. 1:51(50) ack 1 win 1000 => out_of_order",
    "0.111 x.c P. 51:101(50) ack 1 win 1000 => retransmission",
  ),
  opened(
    "what ends where the highest number is, is no late segment",
    "0.100 x.c P. 1:101(100) ack 1 win 1000",
    "0.101 x.c P. 51:101(50) ack 1 win 1000 => retransmission",
    "0.102 x.c P. 1:101(100) ack 1 win 1000 => retransmission",
  ),
  bare(
    "without a first round trip, 3 ms stand in for it",
    "0.0000 x.c P. 101:201(100) ack 1 win 1000",
    "0.0029 x.c P. 1:51(50) ack 1 win 1000 => out_of_order",
    "0.0030 x.c P. 51:101(50) ack 1 win 1000 => retransmission",
  ),
  bare(
    "the first round trip is that of the last SYN",
    "0.00 x.c S 0:0(0) win 1000",
    "1.00 x.c S 0:0(0) win 1000 => retransmission",
    "1.01 x.s S. 0:0(0) ack 1 win 1000",
    "1.02 x.c . 1:1(0) ack 1 win 1000",
    "2.00 x.c P. 101:201(100) ack 1 win 1000 => lost_segment",
    "2.03 x.c P. 1:101(100) ack 1 win 1000 => retransmission",
  ),
  opened(
    "two duplicate ACKs, and what they ask for within 20 ms",
    "0.100 x.c P. 1:101(100) ack 1 win 1000",
    "0.101 x.c P. 101:201(100) ack 1 win 1000",
    "0.110 x.s . 1:1(0) ack 1 win 1000 => duplicate_ack",
    "0.111 x.s . 1:1(0) ack 1 win 1000 => duplicate_ack",
    "0.130 x.c P. 1:101(100) ack 1 win 1000 => retransmission,fast_retransmission",
    "0.131 x.c P. 1:101(100) ack 1 win 1000 => retransmission",
  ),
  opened(
    "one duplicate ACK is too few",
    "0.100 x.c P. 1:101(100) ack 1 win 1000",
    "0.120 x.s . 1:1(0) ack 1 win 1000 => duplicate_ack",
    "0.121 x.c P. 1:101(100) ack 1 win 1000 => retransmission",
  ),
  opened(
    "acknowledged before, whenever",
    "0.100 x.c P. 1:101(100) ack 1 win 1000",
    "0.101 x.s . 1:1(0) ack 101 win 1000",
    "0.102 x.c P. 1:101(100) ack 1 win 1000 => retransmission,spurious_retransmission",
    "0.103 x.c P. 51:151(100) ack 1 win 1000 => out_of_order",
  ),
  opened(
    "an ACK of what was not seen, once",
    "0.1 x.s . 1:1(0) ack 501 win 1000 => ack_lost_segment",
    "0.2 x.s P. 1:11(10) ack 501 win 1000",
    "0.3 x.c P. 501:601(100) ack 11 win 1000 => lost_segment",
    "0.4 x.s . 11:11(0) ack 601 win 1000 => ack_lost_segment",
    "0.5 x.s . 11:11(0) ack 701 win 1000 => ack_lost_segment",
  ),
  opened(
    "keep-alives and their answers, which are no duplicate ACKs",
    "10 x.c . 0:0(0) ack 1 win 1000 => keep_alive",
    "10.1 x.s . 1:1(0) ack 1 win 1000 => keep_alive_ack",
    "20 x.c . 0:1(1) ack 1 win 1000 => keep_alive",
    "20.1 x.s . 1:1(0) ack 1 win 1000 => keep_alive_ack",
    "20.2 x.s . 1:1(0) ack 1 win 1000 => keep_alive_ack",
    "20.3 x.c . 1:1(0) ack 1 win 1000 => duplicate_ack",
    "20.4 x.s . 1:1(0) ack 1 win 1000 => duplicate_ack",
  ),
  opened(
    "a window that closes, is probed, and opens",
    "0.1 x.c P. 1:1001(1000) ack 1 win 1000 => window_full",
    "0.2 x.s . 1:1(0) ack 1001 win 0 => zero_window",
    "0.5 x.c . 1001:1002(1) ack 1 win 1000 => zero_window_probe",
    "0.6 x.s . 1:1(0) ack 1001 win 0 => zero_window,zero_window_probe_ack",
    "1.0 x.c . 1000:1000(0) ack 1 win 1000 => keep_alive",
    "1.1 x.s . 1:1(0) ack 1001 win 0 => zero_window",
    "1.5 x.s . 1:1(0) ack 1001 win 500 => window_update",
    "1.6 x.c P. 1001:1501(500) ack 1 win 1000 => window_full",
  ),
  opened(
    "data behind a probe that was refused goes on",
    "0.1 x.s . 1:1(0) ack 1 win 0 => zero_window",
    "0.2 x.c . 1:2(1) ack 1 win 1000 => zero_window_probe",
    "0.3 x.s . 1:1(0) ack 1 win 500 => window_update",
    "0.4 x.c P. 1:2(1) ack 1 win 1000",
    "0.5 x.c P. 1:101(100) ack 1 win 1000",
  ),
  {
    name: "a full window is scaled, but for the first ACK",
    lines: [
      ...open("<mss 1460, nop, wscale 2>", "<mss 1460, nop, wscale 1>"),
      // the server has sent its SYN-ACK only
      "0.1 x.c P. 1:1001(1000) ack 1 win 1000 => window_full",
      "0.2 x.s . 1:1(0) ack 1001 win 500",
      "0.3 x.c P. 1001:2001(1000) ack 1 win 1000 => window_full",
      "0.4 x.s P. 1:4001(4000) ack 2001 win 1000 => window_full",
    ],
  },
  {
    name: "one SYN without the option forbids it to both",
    lines: [...open("<mss 1460, nop, wscale 2>"), "0.1 x.s P. 1:1001(1000) ack 1 win 1000 => window_full"],
  },
  bare(
    "no full window where no SYN was seen",
    "0.1 x.c . 1:1(0) ack 1 win 1000",
    "0.2 x.s P. 1:1001(1000) ack 1 win 1000",
  ),
  opened(
    "a RST is beyond nothing, a FIN again is a retransmission",
    "0.1 x.c F. 1:1(0) ack 1 win 1000",
    "0.2 x.c F. 1:1(0) ack 1 win 1000 => retransmission",
    "0.3 x.s R. 500:500(0) ack 2 win 0",
  ),
  {
    name: "ports that are used again",
    lines: [
      ...open(),
      "1.0 y.c S 0:0(0) win 1000 => reused_ports",
      "1.1 y.s S. 0:0(0) ack 1 win 1000",
      "1.2 y.c . 1:1(0) ack 1 win 1000",
      "1.3 y.c S 0:0(0) win 1000 => retransmission",
    ],
  },
  bare(
    "a SYN-ACK with another number than the RST before it",
    "0.0 x.c S 0:0(0) win 1000",
    "0.1 y.s R 5:5(0) win 0",
    "0.2 x.s S. 0:0(0) ack 1 win 1000 => retransmission,reused_ports",
  ),
  opened(
    "a SYN again goes back before the first hole",
    "0.1 x.c P. 501:601(100) ack 1 win 1000 => lost_segment",
    "0.2 x.c S 0:0(0) win 1000 => retransmission",
    "0.3 x.c P. 101:201(100) ack 1 win 1000 => lost_segment",
  ),
  opened(
    "a copy is a retransmission, or a duplicate ACK",
    "0.1 x.c P. 1:101(100) ack 1 win 1000 id 7",
    "0.1 x.c P. 1:101(100) ack 1 win 1000 id 7 => retransmission",
    "0.2 x.s . 1:1(0) ack 101 win 1000 id 8",
    "0.2 x.s . 1:1(0) ack 101 win 1000 id 8 => duplicate_ack",
  ),
  {
    name: "numbers wrap",
    lines: [
      "0.0 z.c S 0:0(0) win 1000",
      "0.1 z.s S. 0:0(0) ack 1 win 1000",
      "0.2 z.c P. 1:101(100) ack 1 win 1000",
      "0.3 z.c P. 101:201(100) ack 1 win 1000",
      "0.4 z.s . 1:1(0) ack 201 win 1000",
      "0.5 z.c P. 1:101(100) ack 1 win 1000 => retransmission,spurious_retransmission",
      "0.6 z.c P. 301:401(100) ack 1 win 1000 => lost_segment",
    ],
  },
];

/** The connections that the lines of case `i` name; all have the same ends. */
const connections = (i: number): string[] =>
  ["x 1000 5000", "y 90000 70000", "z 4294967250 4294967290"].map((text) => {
    const [name, client, server] = text.split(" ");
    return `connection ${name}${i} 192.0.2.1:${40_000 + i} 198.51.100.2:80 isn ${client} ${server}`;
  });

/** One capture of some cases, and the labels of each of its segments. */
export function captureOf(cases: readonly LabelCase[]): { bytes: Uint8Array; expected: string[] } {
  const rows = cases.flatMap(({ lines }, i) =>
    lines.map((line) => {
      const [segment, labels] = line.split("=>").map((part) => part.trim());
      return { segment: segment!.replace(/ ([xyz])\./, ` $1${i}.`), labels: labels ?? "" };
    }),
  );
  const script = [...cases.flatMap((_, i) => connections(i)), "", ...rows.map(({ segment }) => segment), ""];
  return { bytes: scriptCapture(parseScript(script.join("\n"))), expected: rows.map(({ labels }) => labels) };
}
