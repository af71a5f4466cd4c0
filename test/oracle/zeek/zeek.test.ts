import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CAPTURES } from "../captures.ts";
import { parseLog, type ZeekLine } from "./baselines.ts";
import { classesOf } from "./classes.ts";
import { compareWithZeek } from "./compare.ts";
import { swapSides } from "./facts.ts";
import type { OurFlow, OurSegment } from "./our_flows.ts";
import { cutWhereZeekDoes } from "./zeek_cuts.ts";

describe.skipIf(!existsSync(join(CAPTURES, "index.tsv")))("Zeek's baselines", () => {
  it("agree with conn_state, history and packets, or a condition explains why not", () => {
    const report = compareWithZeek();
    expect(report.unexplained.map(({ capture, line }) => [capture, line.history])).toEqual([]);
    expect(report.passed).toBe(true);
    // the comparison is one only while there is something to compare
    expect(report.compared.length).toBeGreaterThan(100);
    expect(report.equal).toBeGreaterThan(report.compared.length / 2);
  }, 120_000);
});

const LINE: ZeekLine = {
  log: "conn.log",
  originator: { ip: "192.0.2.1", port: 40000 },
  responder: { ip: "198.51.100.2", port: 80 },
  connState: "SF",
  history: "ShADadFf",
  originatorPackets: 6,
  responderPackets: 5,
};

const FLOW: OurFlow = {
  clientIp: "192.0.2.1",
  clientPort: 40000,
  serverIp: "198.51.100.2",
  serverPort: 80,
  reason: "closed",
  connState: "SF",
  history: "ShADadFf",
  clientPackets: 6,
  serverPackets: 5,
  copies: 0,
  badChecksums: 0,
  isTunnelled: false,
  segments: [],
};

const segment = (
  time: number,
  fromClient: boolean,
  flags: string,
  more: Partial<OurSegment> = {},
): OurSegment => ({
  frame: 1,
  fromClient,
  time,
  flags,
  len: 0,
  isCut: false,
  isHeaderCut: false,
  isCopy: false,
  spareBytes: 14,
  offset: 24,
  ...more,
});

describe("classesOf", () => {
  it("is empty for what is equal, and undefined for what no condition explains", () => {
    expect(classesOf(LINE, FLOW)).toEqual([]);
    expect(classesOf({ ...LINE, history: undefined }, FLOW)).toEqual([]);
    expect(classesOf({ ...LINE, connState: "S1" }, FLOW)).toBeUndefined();
    expect(classesOf({ ...LINE, history: "ShADadtFf" }, FLOW)).toBeUndefined();
    expect(classesOf({ ...LINE, originatorPackets: 7 }, FLOW)).toBeUndefined();
  });

  it("takes letters of checksums away only where checksums are wrong", () => {
    const ours = { ...FLOW, history: "CShADadFf" };
    expect(classesOf(LINE, ours)).toBeUndefined();
    expect(classesOf(LINE, { ...ours, badChecksums: 1 })).toEqual(["no_checksum_letters"]);
  });

  it("leaves nothing but c of a connection all of whose checksums are wrong", () => {
    const line = { ...LINE, connState: undefined, history: "C" };
    const bad = { ...FLOW, history: "CS", connState: "S0", badChecksums: 11 };
    const of = (flow: OurFlow) => classesOf({ ...line, originatorPackets: 6 }, flow);
    expect(of(bad)).toEqual(["checked_checksums"]);
    expect(of({ ...bad, badChecksums: 10 })).toBeUndefined();
  });

  it("counts nothing of segments whose headers are cut", () => {
    const line = { ...LINE, connState: "OTH", history: undefined, originatorPackets: 0, responderPackets: 0 };
    const segments = [segment(0, true, "S", { isHeaderCut: true })];
    expect(classesOf(line, { ...FLOW, segments })).toEqual(["cut_header"]);
    const some = [...segments, segment(0, true, ".")];
    expect(classesOf(line, { ...FLOW, segments: some })).toBeUndefined();
  });

  it("takes gaps away only where payload is cut", () => {
    const line = { ...LINE, history: "ShADaGdFf" };
    expect(classesOf(line, FLOW)).toBeUndefined();
    const cut = segment(0, true, "P.", { len: 5, isCut: true });
    expect(classesOf(line, { ...FLOW, segments: [cut] })).toEqual(["cut_payload"]);
  });

  it("adds copies to the side that they are of", () => {
    const copy = segment(0, true, "P.", { isCopy: true });
    const ours = { ...FLOW, copies: 1, segments: [copy] };
    expect(classesOf({ ...LINE, originatorPackets: 7, history: "ShADTadFf" }, ours)).toEqual(["copies"]);
    const later = { ...ours, history: "ShADadTFf" };
    expect(classesOf({ ...LINE, originatorPackets: 7, history: "ShADTadFf" }, later)).toEqual(["copies"]);
    expect(classesOf({ ...LINE, responderPackets: 6 }, ours)).toBeUndefined();
  });

  it("wants no more packets than frames with room for them", () => {
    const line = { ...LINE, originatorPackets: 7 };
    const segments = [segment(0, true, "P.", { spareBytes: 188 }), segment(0, true, "P.")];
    const flow = { ...FLOW, segments, isTunnelled: true };
    expect(classesOf(line, flow)).toEqual(["aggregate"]);
    expect(classesOf({ ...line, responderPackets: 6 }, flow)).toBeUndefined();
    expect(classesOf(line, { ...flow, isTunnelled: false })).toBeUndefined();
  });

  it("combines what is needed", () => {
    const line = { ...LINE, history: "ShADaXdFf" };
    const ours = { ...FLOW, history: "CShADadFf", badChecksums: 3 };
    expect(classesOf(line, ours)).toEqual(["no_checksum_letters", "analyzer_limit"]);
  });

  it("compares swapped sides, but not their state", () => {
    const { originator, responder } = LINE;
    const line = { ...LINE, originator: responder, responder: originator, history: "H", connState: "OTH" };
    const ours = { ...FLOW, history: "^h", clientPackets: 5, serverPackets: 6 };
    expect(classesOf(line, ours)).toEqual(["roles"]);
    expect(classesOf({ ...line, history: "^H" }, ours)).toBeUndefined();
  });
});

it("swapSides turns letters and the mark of who was first", () => {
  expect(swapSides("^hADa")).toBe("HadA");
  expect(swapSides("HadA")).toBe("^hADa");
});

describe("cutWhereZeekDoes", () => {
  const sizes = (segments: readonly OurSegment[]) => cutWhereZeekDoes(segments).map((part) => part.length);

  it("cuts 5 s after a SYN that nothing answers, whatever its sender goes on with", () => {
    const retries = [0, 3000, 4999].map((time) => segment(time, true, "S"));
    expect(sizes([...retries, segment(5000, true, "S")])).toEqual([3, 1]);
    expect(sizes([...retries, segment(4999, false, "S."), segment(60_000, true, ".")])).toEqual([5]);
  });

  it("cuts 5 s after both FINs, or a RST", () => {
    const open = [segment(0, true, "S"), segment(1, false, "S."), segment(2, true, ".")];
    const close = [segment(10, true, "F."), segment(20, false, "F.")];
    expect(sizes([...open, ...close, segment(5019, true, "."), segment(5020, true, ".")])).toEqual([6, 1]);
    expect(sizes([...open, segment(10, true, "F."), segment(6000, false, "F.")])).toEqual([5]);
    expect(sizes([...open, segment(10, true, "R"), segment(5010, false, ".")])).toEqual([4, 1]);
  });

  it("cuts after 5 min without packets", () => {
    const open = [segment(0, true, "S"), segment(1, false, "S."), segment(2, true, ".")];
    expect(sizes([...open, segment(300_001, true, "."), segment(600_001, true, ".")])).toEqual([4, 1]);
  });
});

describe("parseLog", () => {
  it("reads a whole log", () => {
    const text = [
      "#separator \\x09",
      "#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\thistory\torig_pkts\tresp_pkts",
      "#types\ttime\taddr\tport\taddr\tport\tenum\tstring\tstring\tcount\tcount",
      "X\t192.0.2.1\t40000\t198.51.100.2\t80\ttcp\tSF\tShADadFf\t6\t5",
      "X\t192.0.2.1\t5353\t224.0.0.251\t5353\tudp\tS0\tD\t1\t0",
      "#close X",
      "",
    ].join("\n");
    expect(parseLog("conn.log", text)).toEqual([LINE]);
  });

  it("reads one that was cut down to some columns", () => {
    expect(parseLog("conn.log.cut", "### made by a test\nhistory\tservice\nShADadFf\thttp\n-\t-\n")).toEqual([
      {
        log: "conn.log.cut",
        originator: undefined,
        responder: undefined,
        connState: undefined,
        history: "ShADadFf",
        originatorPackets: undefined,
        responderPackets: undefined,
      },
    ]);
  });
});
