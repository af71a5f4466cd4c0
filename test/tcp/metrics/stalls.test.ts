/** Whom pauses waited for, case by case. */
import { describe, expect, it } from "vitest";
import { linesOf, scriptOf } from "./analyze_script.ts";

const OPEN = `
0.000 c S  0:0(0)       win 64240 <mss 1460>
0.001 s S. 0:0(0) ack 1 win 64240 <mss 1460>
0.002 c .  1:1(0) ack 1
`;
/** Both sides have sent payload, and all is acknowledged at 0.100. */
const IDLE = `${OPEN}
0.010 c P. 1:11(10)  ack 1
0.020 s P. 1:1001(1000) ack 11
0.100 c .  11:11(0)  ack 1001
`;

interface Stall {
  readonly waiting_on: string;
  readonly n: number;
  readonly total_ns: number;
  readonly max_frame: number;
}

/** Causes with their milliseconds. */
function stallsOf(segments: string): [string, number][] {
  const end = linesOf(scriptOf(segments), { detail: "flow" }).find(({ event }) => event === "flow_end")!;
  return ((end.stalls ?? []) as Stall[]).map(({ waiting_on, total_ns }) => [waiting_on, total_ns / 1e6]);
}

describe("a pause before the connection is open", () => {
  it.each<[string, string, [string, number][]]>([
    ["ends with the SYN again", "0 c S 0:0(0)\n1 c S 0:0(0)", [["retransmission_timer", 1000]]],
    ["ends with the SYN-ACK", "0 c S 0:0(0)\n0.5 s S. 0:0(0) ack 1", [["acknowledgement", 500]]],
    [
      "ends with the last ACK",
      "0 c S 0:0(0)\n0.1 s S. 0:0(0) ack 1\n0.4 c . 1:1(0) ack 1",
      [["acknowledgement", 300]],
    ],
    ["ends with a refusal", "0 c S 0:0(0)\n0.3 s R. 0:0(0) ack 1", [["acknowledgement", 300]]],
  ])("%s", (_, segments, expected) => expect(stallsOf(segments)).toEqual(expected));
});

describe("a pause with nothing outstanding", () => {
  it.each<[string, string, [string, number][]]>([
    ["is the client's, if it asks", "1 c P. 11:21(10) ack 1001", [["client_application", 900]]],
    ["is the server's, if it goes on", "1 s P. 1001:1011(10) ack 11", [["server_application", 900]]],
    ["is its who ends the connection", "1 s F. 1001:1001(0) ack 11", [["server_application", 900]]],
    ["is nobody's, if it never ends", "", []],
    ["is nobody's, if a RST ends it", "1 s R. 1001:1001(0) ack 11", []],
    ["is none below the threshold", "0.299999999 c P. 11:21(10) ack 1001", []],
    ["is one from the threshold on", "0.3 c P. 11:21(10) ack 1001", [["client_application", 200]]],
    [
      "goes on over an update of the window",
      "0.5 s . 1001:1001(0) ack 11 win 7\n1 c P. 11:21(10) ack 1001",
      [["client_application", 900]],
    ],
    [
      "goes on over keep-alives and their answers",
      "0.5 s . 1000:1000(0) ack 11\n0.501 c . 11:11(0) ack 1001\n1 s P. 1001:1011(10) ack 11",
      [["server_application", 900]],
    ],
    [
      "ends for the peer where the capture lacks what was sent",
      "1 s . 1001:1001(0) ack 21",
      [["client_application", 900]],
    ],
  ])("%s", (_, segments, expected) => expect(stallsOf(`${IDLE}${segments}`)).toEqual(expected));
});

describe("a pause with payload outstanding", () => {
  const asked = `${IDLE}0.11 c P. 11:21(10) ack 1001\n`;
  it.each<[string, string, [string, number][]]>([
    ["waits for its acknowledgement", "1.11 s . 1001:1001(0) ack 21", [["acknowledgement", 1000]]],
    [
      "waits for it, too, if it comes with an answer",
      "1.11 s P. 1001:1011(10) ack 21",
      [["acknowledgement", 1000]],
    ],
    ["waits for the timer", "1.11 c P. 11:21(10) ack 1001", [["retransmission_timer", 1000]]],
    [
      "waits for the sender, if it sends more",
      "1.11 c P. 21:31(10) ack 1001",
      [["client_application", 1000]],
    ],
    [
      "waits for the peer, if it sends and acknowledges nothing",
      "1.11 s P. 1001:1011(10) ack 11",
      [["server_application", 1000]],
    ],
    [
      "waits for the FIN's timer",
      "0.12 s . 1001:1001(0) ack 21\n0.13 c F. 21:21(0) ack 1001\n1.13 c F. 21:21(0) ack 1001",
      [["retransmission_timer", 1000]],
    ],
  ])("%s", (_, segments, expected) => expect(stallsOf(`${asked}${segments}`)).toEqual(expected));
});

describe("a pause with the window closed", () => {
  const closed = `${IDLE}0.11 s . 1001:1001(0) ack 11 win 0\n`;
  it.each<[string, string, [string, number][]]>([
    ["ends when it opens", "1.11 s . 1001:1001(0) ack 11 win 100", [["window", 1000]]],
    [
      "goes on over probes without payload and their answers",
      "0.51 c . 10:10(0) ack 1001\n0.52 s . 1001:1001(0) ack 11 win 0\n1.11 s . 1001:1001(0) ack 11 win 9",
      [["window", 1000]],
    ],
    [
      "goes on over a probe that is taken, and leaves it closed",
      "0.51 c . 11:12(1) ack 1001\n0.52 s . 1001:1001(0) ack 12 win 0\n1.11 s . 1001:1001(0) ack 12 win 9",
      [["window", 1000]],
    ],
    ["ends with payload that is sent all the same", "1.11 c P. 11:21(10) ack 1001", [["window", 1000]]],
    [
      "ends with what its own side sends",
      "1.11 s P. 1001:1011(10) ack 11 win 0",
      [["server_application", 1000]],
    ],
  ])("%s", (_, segments, expected) => expect(stallsOf(`${closed}${segments}`)).toEqual(expected));
});

describe("a pause with too small a window", () => {
  it("ends with room for a segment", () => {
    const full = `${OPEN}0.01 c P. 1:1001(1000) ack 1\n0.02 s . 1:1(0) ack 1001 win 1500
0.03 c P. 1001:2001(1000) ack 1\n`;
    expect(stallsOf(`${full}1.03 s . 1:1(0) ack 2001 win 1500`)).toEqual([["window", 1000]]);
    const roomy = full.replace("win 1500", "win 2000");
    expect(stallsOf(`${roomy}1.03 s . 1:1(0) ack 2001 win 2000`)).toEqual([["acknowledgement", 1000]]);
  });
});

describe("pauses", () => {
  it("are not looked for behind the close", () => {
    const closed = `${IDLE}0.11 c F. 11:11(0) ack 1001\n0.12 s F. 1001:1001(0) ack 12\n0.13 c . 12:12(0) ack 1002\n`;
    expect(stallsOf(`${closed}1.13 c . 12:12(0) ack 1002`)).toEqual([]);
  });

  it("of copies are none, and stamps that run backwards make none", () => {
    expect(stallsOf(`${IDLE}0.4 c . 11:11(0) ack 1001\n0.45 c P. 11:21(10) ack 1001`)).toEqual([
      ["client_application", 350],
    ]);
    expect(stallsOf(`${IDLE}0.05 c P. 11:21(10) ack 1001`)).toEqual([]);
  });
});
