/** The comparison with tcpdump's text, without tcpdump: what counts as the same, and each reason on a text that it explains. */
import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { workFolder } from "../../cli/programs.ts";
import { captureOf } from "../../renderings/render_capture.ts";
import { reasonOf } from "./compare.ts";
import { type OurLine, ourLines, parseLines } from "./lines.ts";
import { CONDITIONS, REPAIRS } from "./reasons.ts";
import { LinesReport } from "./report.ts";

const folder = workFolder();
afterAll(folder.remove);
const path = folder.path("article.pcap");
writeFileSync(path, captureOf("article.pcap"));
const lines = ourLines(path, new Map([["2", "wlp4s0"]]));

/** A packet of the article, with other fields and another text if wanted. */
function ours(
  frame: number,
  fields: Partial<OurLine["event"]> = {},
  change = (text: string) => text,
): OurLine {
  const line = lines.get(frame)!;
  return { ...line, event: { ...line.event, ...fields }, text: change(line.text) };
}

test("every packet of the article has a text", () => {
  expect([...lines.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test("texts are put to the packets' numbers, whatever lines they have", () => {
  const stdout =
    "    1  05:29:25.569020 IP (x)\n    a.1 > b.2: Flags [S], length 0\n" +
    "    2  05:29:25.569021 IP (x)\n\tpayload\n  3  no packet\n    3  [Invalid header]\n";
  expect([...parseLines(stdout)]).toEqual([
    [1, "05:29:25.569020 IP (x)\n    a.1 > b.2: Flags [S], length 0"],
    [2, "05:29:25.569021 IP (x)\n\tpayload\n  3  no packet"],
    [3, "[Invalid header]"],
  ]);
});

describe("what is the same", () => {
  const line = ours(4);
  test.each([
    [line.text, ""],
    [`${line.text}, length: 6\n\tGET /`, ""],
    // another length, and another label
    [line.text.replace("length 6: HTTP", "length 60: HTTP"), undefined],
    [line.text.replace(": HTTP", ": FTP"), undefined],
    [line.text.replace("win 502", "win 503"), undefined],
    [line.text.replace("0xfa78 (correct)", "0xfa78 (incorrect -> 0xfa79)"), undefined],
  ])("%j: %j", (theirs, expected) => {
    expect(reasonOf(theirs, line)).toBe(expected);
  });
  test("a length that goes on is another one", () => {
    const short = ours(3);
    expect(reasonOf(`${short.text}0`, short)).toBeUndefined();
  });
});

describe("reasons", () => {
  const first = ours(1);
  const { text } = first;
  const badOption = { options: [{ kind: 2, name: "mss", error: "bad_length" as const }] };
  const cutOption = { options: [{ kind: 2, name: "mss", error: "cut" as const }], options_cut: true };
  const tunnel = { tunnels: ["gre"] };
  const noIpCksum = (t: string): string => t.replace(/, cksum 0x\w+ \(correct\)/, "");
  const cases: readonly [id: string, theirs: string | undefined, ours: OurLine | undefined][] = [
    [
      "stamp",
      text.replace("05:29:25.569020", "05:29:24.1569020").replace("wlp4s0 In  ", ""),
      ours(1, {}, (t) => t.replace("wlp4s0 In  ", "")),
    ],
    [
      "interface",
      text.replace("wlp4s0", "?    "),
      ours(1, { iface: "20" }, (t) => t.replace("wlp4s0", "20   ")),
    ],
    ["truncated_ip", text.replace("IP (", "IP truncated-ip - 20 bytes missing! ("), first],
    ["ip_options", text.replace("length 60)", "length 60, options (RR 10.0.0.9,EOL))"), first],
    ["reserved_bit", text.replace("[DF]", "[DF, rsvd]"), first],
    ["around_ip", text.replace("IP (", "IP (tos 0x0) 1.1.1.1 > 2.2.2.2: IP ("), ours(1, tunnel)],
    ["option_length", text.replace("mss 1460", "mss 1280[len 3]"), ours(1, badOption)],
    [
      "option_cut",
      text.replace(/\[mss.*/, "[mss [|tcp]"),
      ours(1, cutOption, (t) => t.replace(/\[mss.*/, "[mss [|tcp]>")),
    ],
    [
      "sack_without_ack",
      text.replace("sackOK", "sack 1 {5:6}"),
      ours(1, { options: [{ kind: 5, blocks: [{ left: 1, right: 2 }] }] }, (t) =>
        t.replace("sackOK", "sack 1 {1:2}"),
      ),
    ],
    ["snaplen", noIpCksum(text), { ...first, snaplen: 73 }],
    ["not_read", undefined, first],
    ["reassembled", "05:29:25.569020 IP6 frag (0x1:880|140)", ours(1, { reassembled: true })],
    [
      "extension_header",
      text.replace(/IP \(.*\n.*: Flags/, "IP6 (next-header Options (0)) ::1 > ::2: HBH 1 > 2: Flags"),
      first,
    ],
    ["zero_ip_length", "05:29:25.569020 IP bad-len 0", first],
    [
      "tunnel_not_decoded",
      "05:29:25.569020 IP (x)\n    1.1.1.1 > 2.2.2.2: GREv0, length 60",
      ours(1, tunnel),
    ],
    ["frame_not_decoded", "05:29:25.569020 02:00 > 02:01, ethertype Unknown (0x893f)", first],
    [
      "broken_header",
      "05:29:25.569020 IP (x)\n    1.1.1.1.9 > 2.2.2.2.8:  tcp 4 [bad hdr length 16 - too short, < 20]",
      undefined,
    ],
  ];

  test.each(cases)("%s", (id, theirs, line) => {
    expect(reasonOf(theirs, line)).toBe(id);
  });

  test("each has a case here", () => {
    expect(cases.map(([id]) => id)).toEqual([...REPAIRS, ...CONDITIONS].map(({ id }) => id));
  });

  test.each(cases.slice(0, REPAIRS.length))("%s explains nothing else", (id, theirs, line) => {
    const elsewhere = id === "option_cut" || id === "option_length" ? "Flags [S]" : ", win 64240";
    expect(theirs).toContain(elsewhere);
    expect(reasonOf(theirs!.replace(elsewhere, elsewhere.replace(/[S4]/, "9")), line)).toBeUndefined();
  });
});

test("a report passes with at most one packet in a thousand unexplained", () => {
  const packet = { file: "f", frame: 1, theirs: "a", ours: undefined };
  const report = new LinesReport();
  expect(report.passed).toBe(false);
  for (let i = 0; i < 1999; i++) report.add(packet, i % 2 === 0 ? "" : "stamp");
  report.add(packet, undefined);
  report.add(packet, undefined);
  expect(report.passed).toBe(true);
  report.add(packet, undefined);
  expect(report.passed).toBe(false);
  expect(report.toString()).toContain("2002 TCP packets: 1000 the same (49.950 %)");
  expect(report.toString()).toContain("     999  stamp: ");
});
