import { describe, expect, it } from "vitest";
import { Segment } from "../../src/tcp/segment/segment.ts";
import { Connection } from "../../src/tcp/state/connection.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import { CLIENT, E_HOST_SHIFT, E_ZEEK, SERVER } from "../../src/tcp/state/state_layout.ts";
import { UnusualCounts } from "../../src/tcp/state/unusual_counts.ts";
import { historyOf as lettersOf, noteHistory } from "../../src/tcp/summary/zeek_history.ts";
import { FLAG_ACK, FLAG_FIN, FLAG_RST, FLAG_SYN } from "../../wasm/layout.ts";
import { endOf, OPEN, times } from "./zeek_script.ts";

const historyOf = (...lines: readonly string[]): string => endOf(lines).history;

/** The rest of the history of an open connection. */
const afterOpen = (...lines: readonly string[]): string => {
  const history = historyOf(...OPEN, ...lines);
  expect(history.slice(0, 3)).toBe("ShA");
  return history.slice(3);
};

describe("letters that come once a side", () => {
  it.each([
    [
      "data and ACK, however many",
      ["c P. 1:6(5) ack 1", "c P. 6:11(5) ack 1", "s . 1:1(0) ack 11", "s . 1:1(0) ack 11"],
      "Da",
    ],
    ["a segment without any flag or payload is none", ["c none 1:1(0)", "s none 1:1(0)"], ""],
    ["payload without ACK is data", ["c P 1:6(5)"], "D"],
    ["SYN and FIN, twice", ["c SF 0:0(0)", "c SF 0:0(0)"], "Q"],
    ["SYN and RST", ["c SR 0:0(0)"], "Q"],
    ["FIN and RST, twice", ["s FR. 1:1(0) ack 1", "s FR. 1:1(0) ack 1"], "i"],
  ])("%s", (_, lines, expected) => {
    expect(afterOpen(...lines)).toBe(expected);
  });
});

describe("letters of SYN, FIN and RST", () => {
  it("a whole connection", () => {
    const lines = ["c P. 1:6(5) ack 1", "s . 1:1(0) ack 6", "s P. 1:9(8) ack 6", "c . 6:6(0) ack 9"];
    const close = ["c F. 6:6(0) ack 9", "s F. 9:9(0) ack 7", "c . 7:7(0) ack 10"];
    expect(afterOpen(...lines, ...close)).toBe("DadFf");
  });

  it("a SYN that is sent again has the same number", () => {
    expect(historyOf("c S 0:0(0)", "c S 0:0(0)", "s S. 0:0(0) ack 1", "s S. 0:0(0) ack 1")).toBe("Sh");
  });

  it("they hide payload and ACK of their segment", () => {
    expect(historyOf("c S 0:5(5)", "s S. 0:0(0) ack 6", "c F. 6:9(3) ack 1", "s R. 1:4(3) ack 10")).toBe(
      "SThFrt",
    );
  });

  it("a FIN again with the same number is none, with another one it is", () => {
    expect(afterOpen("c F. 1:1(0) ack 1", "c F. 1:1(0) ack 1")).toBe("F");
    expect(afterOpen("c F. 1:1(0) ack 1", "c F. 5:5(0) ack 1")).toBe("FF");
  });

  it("the number of a FIN is behind its payload", () => {
    expect(afterOpen("c F. 1:6(5) ack 1", "c F. 6:6(0) ack 1")).toBe("F");
  });

  it("a RST again with the same number is none, with another one it is", () => {
    expect(afterOpen("s R 1:1(0)", "s R 1:1(0)", "s R 7:7(0)", "s R 1:1(0)")).toBe("rrr");
  });

  it("a SYN-ACK behind a RST that the server's number was taken from", () => {
    const lines = ["c S 0:0(0)", "s R. 7:7(0) ack 1", "s S. 0:0(0) ack 1", "s S. 0:0(0) ack 1"];
    expect(historyOf(...lines)).toBe("Srh");
  });
});

describe("t: payload that does not go beyond what its side sent", () => {
  it.each([
    ["sent again", ["c P. 1:6(5) ack 1", "c P. 1:6(5) ack 1"], "DT"],
    ["sent again with more behind it", ["c P. 1:6(5) ack 1", "c P. 1:9(8) ack 1"], "D"],
    ["late, into a hole", ["c P. 1:6(5) ack 1", "c P. 11:16(5) ack 1", "c P. 6:11(5) ack 1"], "DT"],
    ["a keep-alive with a byte", ["c P. 1:6(5) ack 1", "s . 1:1(0) ack 6", "c . 5:6(1) ack 1"], "DaT"],
    ["a keep-alive without one", ["c P. 1:6(5) ack 1", "s . 1:1(0) ack 6", "c . 5:5(0) ack 1"], "Da"],
    ["behind the side's RST", ["c P. 1:6(5) ack 1", "c R 6:6(0)", "c P. 1:6(5) ack 1"], "DR"],
    ["payload on a RST, whose number is the SEG.SEQ", ["c P. 1:6(5) ack 1", "c R 6:11(5)"], "DRT"],
    ["a FIN with payload, sent again", ["c F. 1:6(5) ack 1", "c F. 1:6(5) ack 1"], "FT"],
    [
      "below what an empty ACK has shown",
      ["c P. 1:6(5) ack 1", "c . 11:11(0) ack 1", "c P. 6:11(5) ack 1"],
      "DT",
    ],
  ])("%s", (_, lines, expected) => {
    expect(afterOpen(...lines)).toBe(expected);
  });

  it("is not payload that was acknowledged before it was captured", () => {
    expect(afterOpen("c . 1:1(0) ack 11", "s P. 1:6(5) ack 1", "s P. 6:11(5) ack 1")).toBe("gd");
  });

  it("is not the first segment of a side, but the payload of a SYN, whose number lies behind that", () => {
    expect(historyOf("c P. 1:6(5) ack 1", "s P. 1:6(5) ack 6")).toBe("Dd");
    expect(historyOf("c S 0:5(5)")).toBe("ST");
    expect(historyOf("c S 0:5(5)", "c S 0:5(5)")).toBe("ST");
  });

  it("comes at the 1st, 10th and 100th time", () => {
    const again = (count: number) => afterOpen("c P. 1:6(5) ack 1", ...times(count, "c P. 1:6(5) ack 1"));
    expect([1, 9, 10, 99, 100, 101].map(again)).toEqual(["DT", "DT", "DTT", "DTT", "DTTT", "DTTT"]);
  });
});

describe("w: zero windows", () => {
  it.each([
    ["of a plain segment", ["s . 1:1(0) ack 1 win 0"], "aw"],
    ["of a FIN", ["s F. 1:1(0) ack 1 win 0"], "fw"],
    ["not of a RST", ["s R. 1:1(0) ack 1 win 0"], "r"],
    ["not behind the side's RST", ["s R. 1:1(0) ack 1", "s . 1:1(0) ack 1 win 0"], "ra"],
    ["not behind the peer's FIN", ["c F. 1:1(0) ack 1", "s . 1:1(0) ack 2 win 0"], "Fa"],
    ["behind the side's FIN", ["s F. 1:1(0) ack 1", "s . 2:2(0) ack 1 win 0"], "faw"],
    ["at the 1st and 10th time", times(11, "s . 1:1(0) ack 1 win 0"), "aww"],
    ["FINs count, too", ["s F. 1:1(0) ack 1 win 0", ...times(9, "s . 2:2(0) ack 1 win 0")], "fwaw"],
  ])("%s", (_, lines, expected) => {
    expect(afterOpen(...lines)).toBe(expected);
  });

  it("of a SYN", () => {
    expect(historyOf("c S 0:0(0) win 0")).toBe("SW");
  });
});

describe("c: wrong checksums", () => {
  it("comes before the segment's other letters, at the 1st and 10th time", () => {
    expect(afterOpen("s P. 1:6(5) ack 1 cksum bad", "c . 1:1(0) ack 6 cksum zero")).toBe("cdC");
    expect(afterOpen(...times(11, "s . 1:1(0) ack 1 cksum bad"))).toBe("cac");
  });

  it("is not one that offloading left unfinished", () => {
    expect(afterOpen("s P. 1:6(5) ack 1 cksum partial")).toBe("d");
  });
});

describe("g: bytes that were acknowledged and not captured", () => {
  it.each([
    ["behind all that was seen, on the side that sent them", ["c . 1:1(0) ack 11"], "g"],
    [
      "in a hole, once the ACK is beyond it",
      ["s P. 11:21(10) ack 1", "c . 1:1(0) ack 1", "c . 1:1(0) ack 21"],
      "dg",
    ],
    [
      "not a hole that is filled before its ACK",
      ["s P. 6:11(5) ack 1", "s P. 1:6(5) ack 1", "c . 1:1(0) ack 11"],
      "dt",
    ],
    ["not the number of a FIN", ["s F. 1:1(0) ack 1", "c . 1:1(0) ack 2"], "f"],
    ["not by a RST", ["c R. 1:1(0) ack 11"], "R"],
    ["by a FIN", ["c F. 1:1(0) ack 11"], "Fg"],
  ])("%s", (_, lines, expected) => {
    expect(afterOpen(...lines)).toBe(expected);
  });

  it("comes at the 1st and 10th time", () => {
    const acks = Array.from({ length: 11 }, (_, i) => `c . 1:1(0) ack ${11 + 10 * i}`);
    expect(afterOpen(...acks)).toBe("gg");
  });

  it("is nothing where the beginning was not seen", () => {
    expect(historyOf("c P. 1:6(5) ack 1", "s . 1:1(0) ack 6", "c . 6:6(0) ack 11")).toBe("DaA");
  });
});

describe("^: the server was seen first", () => {
  it.each([
    ["a SYN-ACK", ["s S. 0:0(0) ack 1", "c . 1:1(0) ack 1"], "^hA"],
    ["midstream", ["s P. 1:6(5) ack 1", "c . 1:1(0) ack 6"], "^dA"],
    ["a SYN behind its SYN-ACK", ["s S. 0:0(0) ack 1", "c S 0:0(0)", "c . 1:1(0) ack 1"], "^hSA"],
    ["before a wrong checksum", ["s S. 0:0(0) ack 1 cksum bad"], "^ch"],
  ])("%s", (_, lines, expected) => {
    expect(historyOf(...lines)).toBe(expected);
  });
});

describe("a history that is too long", () => {
  const resets = (count: number) => Array.from({ length: count }, (_, i) => `s R ${i}:${i}(0)`);

  it("is cut off, which is said", () => {
    const whole = endOf([...OPEN, ...resets(21)]);
    expect([whole.history, whole.limits]).toEqual([`ShA${"r".repeat(21)}`, undefined]);
    const cut = endOf([...OPEN, ...resets(22)]);
    expect([cut.history, cut.limits]).toEqual([whole.history, ["history"]]);
  });
});

it("leaves the high half of E_ZEEK, which is the capture host's, alone", () => {
  const store = new ConnectionStore();
  const unusual = new UnusualCounts();
  const connection = new Connection(store);
  const slot = store.allocate();
  const segment = new Segment();
  const host = 0xffff << E_HOST_SHIFT;
  connection.moveTo(slot, CLIENT);
  connection.words[connection.s + E_ZEEK] = host;
  const zeroWindows = [FLAG_SYN, FLAG_FIN | FLAG_ACK, FLAG_FIN | FLAG_ACK, FLAG_FIN | FLAG_ACK, FLAG_FIN];
  for (const [side, flags] of [
    ...zeroWindows.map((flags) => [CLIENT, flags] as const),
    [SERVER, FLAG_RST],
    [CLIENT, FLAG_RST],
  ] as const) {
    connection.moveTo(slot, side);
    segment.flags = flags;
    segment.window = 0;
    noteHistory(connection, segment, unusual);
  }
  connection.moveTo(slot, CLIENT);
  expect(lettersOf(connection)).toBe("SWFrR");
  expect(connection.words[connection.s + E_ZEEK]! & host).toBe(host);
});
