/** Counts of whole captures: differences are found, and every reason holds where it should and not beside that. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CAPTURES } from "../captures.ts";
import { ourCapture, recordsOf, type Step, theirFrames, WHOLE } from "../streams/fixtures.ts";
import { isTshark40 } from "../tshark_fields.ts";
import { compareIndex } from "./compare.ts";
import { countCapture } from "./counts.ts";
import type { CaptureFacts, Counted } from "./model.ts";
import { IndexReport } from "./report.ts";
import { parseIndex, readIndex } from "./rows.ts";

function factsOf(steps: readonly Step[], change: Partial<CaptureFacts> = {}): CaptureFacts {
  const theirs = theirFrames(steps);
  const tcp = [...theirs.values()].filter(({ protocols }) => protocols.includes("tcp"));
  const flows = new Set(tcp.flatMap(({ column }) => column("tcp.stream"))).size;
  return {
    row: { path: "a.pcap", packets: steps.length, tcpPackets: tcp.length, flows },
    file: { records: recordsOf(steps), others: [] },
    isCapture: true,
    theirs,
    theyReadAll: true,
    ours: ourCapture(steps),
    ...change,
  };
}

/** Reasons by count; "-" is none, and complaints are as they are. */
function findings(
  steps: readonly Step[],
  change: Partial<CaptureFacts> = {},
): Record<string, readonly string[]> {
  const found = countCapture(factsOf(steps, change)).map(({ count, parts, complaints }) => {
    const reasons = parts.map(
      ({ surplus, reason }) => `${surplus > 0 ? "+" : ""}${surplus} ${reason ?? "-"}`,
    );
    return [count, [...reasons, ...complaints]] as const;
  });
  return Object.fromEntries(found.filter(([, list]) => list.length > 0));
}

const [SYN, SYN_ACK] = WHOLE as [Step, Step];
const QUOTED: Step = {
  ...SYN,
  stream: 1,
  ours: false,
  theirs: { "frame.protocols": "eth:ethertype:ip:icmp:ip:tcp", "ip.src": "192.0.2.9|192.0.2.1" },
};

describe("counts", () => {
  test("there is nothing to say where all sides agree", () => {
    expect(findings(WHOLE)).toEqual({});
    expect(countCapture(factsOf(WHOLE))).toContainEqual({
      ...{ count: "packets", index: 7, tshark: 7, ours: 7 },
      ...{ parts: [], complaints: [] },
    });
  });

  test("frames and connections that tshark alone has need reasons", () => {
    expect(findings([...WHOLE, QUOTED])).toEqual({
      tcp_packets: ["+1 quoted"],
      flows: ["+1 quoted"],
    });
    expect(findings([...WHOLE, { ...SYN, stream: 1, ours: false }])).toEqual({
      tcp_packets: ["+1 -"],
      flows: ["+1 -"],
    });
  });

  test("so do those that we alone have", () => {
    expect(findings([...WHOLE, { ...SYN, flow: 1, theirs: false }])).toEqual({
      tcp_packets: ["-1 -"],
      flows: ["-1 -"],
    });
  });

  test("and places where one side begins a new connection", () => {
    const again = { ...SYN, seq: 500, flow: 1, at: 1 };
    expect(findings([...WHOLE, again])).toEqual({ flows: ["-1 -"] });
    const ours = ourCapture([...WHOLE, { ...again, seq: 100 }], { ends: { 0: { reason: "closed" } } });
    expect(findings([...WHOLE, { ...again, seq: 100 }], { ours })).toEqual({
      flows: ["-1 same_number_again"],
    });
    expect(findings([SYN, SYN_ACK, { ...SYN, stream: 1 }])).toEqual({ flows: ["+1 -"] });
  });

  test("headers in the payload of TCP have streams of their own", () => {
    const inner = { "frame.protocols": "eth:ethertype:ip:tcp:data:ip:tcp", "tcp.stream": "0|1" };
    const step = { ...WHOLE[3]!, theirs: { ...inner, "tcp.srcport": "40000|1", "ip.src": "192.0.2.1|1" } };
    expect(findings([...WHOLE.slice(0, 3), step])).toEqual({ flows: ["+1 inner_stream"] });
  });

  test("a frame that tshark calls TCP without a field of it", () => {
    const step: Step = { ...SYN, ours: false, theirs: { "tcp.srcport": "", "tcp.stream": "" } };
    expect(findings([...WHOLE, step])).toEqual({ tcp_packets: ["+1 no_field"] });
  });

  test("the index must say what tshark does, if it says anything", () => {
    const row = { path: "a.pcap", packets: undefined, tcpPackets: 8, flows: undefined };
    expect(findings(WHOLE, { row })).toEqual({ tcp_packets: ["the index has 8, tshark 7"] });
  });
});

describe("packets", () => {
  const end = ourCapture(WHOLE).end!;
  const packets = (n: number): Partial<CaptureFacts> => ({
    ours: { ...ourCapture(WHOLE), end: { ...end, packets: n } },
  });

  test("one more or less on either side is found", () => {
    expect(findings(WHOLE, packets(8))).toEqual({ packets: ["-1 -"] });
    expect(findings(WHOLE, packets(6))).toEqual({ packets: ["+1 -"] });
    const row = { path: "a.pcap", packets: 9, tcpPackets: 7, flows: 1 };
    expect(findings(WHOLE, { row })).toEqual({ packets: ["+2 -"] });
  });

  test("tshark shows custom blocks", () => {
    const others = [{ type: 0xbad, start: 0, end: 16 }];
    const change = { ...packets(6), file: { records: recordsOf(WHOLE), others } };
    expect(findings(WHOLE, change)).toEqual({ packets: ["+1 custom_blocks"] });
    expect(findings(WHOLE, { ...change, ...packets(5) })).toEqual({ packets: ["+2 -"] });
  });

  test("a file that is no capture is refused with one message", () => {
    const none = { ...ourCapture([]), errors: [{ event: "error", message: "snoop" } as const] };
    const facts = (ours: CaptureFacts["ours"]): Partial<CaptureFacts> => ({ isCapture: false, ours });
    const udp: Step[] = [{ ...SYN, theirs: false, ours: false }];
    expect(findings(udp, facts(none))).toEqual({ packets: ["+1 not_a_capture"] });
    expect(findings(udp, facts({ ...none, errors: [] }))).toEqual({ packets: ["+1 -"] });
  });

  test("tshark refuses a file for its link type", () => {
    const udp: Step[] = [{ ...SYN, theirs: false, ours: false }];
    const change = { theirs: new Map(), ours: ourCapture(udp), theyReadAll: false };
    expect(findings(udp, change)).toEqual({ packets: ["-1 link_type_unknown"] });
    expect(findings(udp, { ...change, theyReadAll: true })).toEqual({ packets: ["-1 -"] });
  });
});

describe("the report", () => {
  function reportOf(...captures: readonly (readonly Counted[])[]): IndexReport {
    const report = new IndexReport();
    for (const [i, counts] of captures.entries()) report.add(`${i}.pcap`, counts);
    return report;
  }

  test("sums, and passes only if everything is equal or explained", () => {
    const good = reportOf(countCapture(factsOf(WHOLE)), countCapture(factsOf([...WHOLE, QUOTED])));
    expect(good.passed).toBe(true);
    expect(good.totals.tcp_packets).toMatchObject({
      ...{ index: 15, tshark: 15, ours: 14, equal: 1, explained: 1, unexplained: 0 },
    });
    expect(good.toString(true)).toContain("1.pcap\t8/8/8\t8/8/7\t2/2/1\tquoted");
    expect(good.toString()).toContain("     1      +1  quoted: header quoted in an ICMP error");
    const bad = reportOf(countCapture(factsOf([...WHOLE, { ...SYN, stream: 1, ours: false }])));
    expect(bad.passed).toBe(false);
    expect(bad.toString()).toContain("0.pcap tcp_packets: they have 1 more, frames 8");
  });

  test("fails for failures, and for having compared nothing", () => {
    const report = new IndexReport();
    expect(report.passed).toBe(false);
    report.add("a.pcap", countCapture(factsOf(WHOLE)), ["no capture_end event"]);
    expect(report.passed).toBe(false);
    expect(report.toString()).toContain("a.pcap: no capture_end event");
  });
});

describe("the index", () => {
  const header = "path\tformat\tpackets\ttcp_packets\ttcp_streams";

  test("numbers are read, and what is none is unknown", () => {
    expect(parseIndex(`${header}\na.pcap\tpcap\t3\t2\t1\nb.snoop\tsnoop\t-\t2\t1\n`)).toEqual([
      { path: "a.pcap", packets: 3, tcpPackets: 2, flows: 1 },
      { path: "b.snoop", packets: undefined, tcpPackets: 2, flows: 1 },
    ]);
    expect(() => parseIndex("path\tpackets\n")).toThrow(/tcp_packets/);
  });

  test.skipIf(!existsSync(join(CAPTURES, "index.tsv")))("lists files that are there", () => {
    const rows = readIndex(CAPTURES);
    expect(rows.length).toBeGreaterThan(1000);
    expect(rows.filter(({ path }) => !existsSync(join(CAPTURES, path)))).toEqual([]);
  });
});

describe.skipIf(!existsSync(join(CAPTURES, "index.tsv")) || !isTshark40())("real captures", () => {
  test("a sample of them has no unexplained count", { timeout: 180_000 }, () => {
    const report = compareIndex({ folder: CAPTURES, sample: 80, seed: 2 });
    expect(report.failures).toEqual([]);
    expect(report.unexplained).toEqual([]);
    expect(report.totals.packets.ours).toBeGreaterThan(1000);
  });
});
