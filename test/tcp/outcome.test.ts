/** How a connection began and ended, in words: RFC 9293 3.5, 3.6. */
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import { phaseEventSchema } from "../../src/events/schemas.ts";
import type { Script } from "../golden/script.ts";
import { scriptCapture } from "../golden/script_capture.ts";
import { endOf, endsOf, OPENED } from "./end_script.ts";
import { randomScript } from "./random_segments.ts";

const SYN = "0.000 x.c S 0:0(0) win 64240 <mss 1460>";
const SYN_ACK = "0.010 x.s S. 0:0(0) ack 1 win 65160 <mss 1400>";

describe("opened", () => {
  it.each([
    ["three_way", OPENED, "3.5 figure 6"],
    [
      "simultaneous",
      `${SYN}\n0.001 x.s S 0:0(0)\n0.010 x.c S. 0:0(0) ack 1\n0.011 x.s S. 0:0(0) ack 1`,
      "3.5 figure 7",
    ],
    [
      "split",
      `${SYN}\n0.010 x.s . 1:1(0) ack 1\n0.011 x.s S 0:0(0)\n0.020 x.c S. 0:0(0) ack 1\n0.030 x.s . 1:1(0) ack 1`,
      "3.10.7.3",
    ],
    [
      "fast_open",
      `0.000 x.c S 0:5(5) <kind 34 0102030405060708, nop, nop>\n0.010 x.s S. 0:0(0) ack 6\n0.020 x.c . 6:6(0) ack 1`,
      "RFC 7413",
    ],
    ["midstream", "0.000 x.c P. 1:6(5) ack 1\n0.010 x.s . 1:1(0) ack 6", "no SYN"],
    ["midstream", "0.000 x.s R. 51:51(0) ack 11", "a RST alone (zeek#1119, #1164)"],
    ["no_answer", `${SYN}\n1.000 x.c S 0:0(0) win 64240 <mss 1460>`, "retries without an answer"],
    ["no_answer", `${SYN}\n0.010 x.s R. 0:0(0) ack 900`, "a RST for another SYN is none: 3.10.7.3"],
    ["refused", `${SYN}\n0.010 x.s R. 0:0(0) ack 1`, "3.5.2 group 1"],
    [
      "no_ack",
      `${SYN}\n${SYN_ACK}\n1.010 x.s S. 0:0(0) ack 1 win 65160 <mss 1400>`,
      "nobody acknowledges the SYN-ACK",
    ],
    ["no_ack", SYN_ACK, "a SYN-ACK alone"],
    ["reset", `${SYN}\n${SYN_ACK}\n0.020 x.c R 1:1(0)`, "a SYN scan: 3.5.2 group 2"],
    ["reset", `${SYN}\n0.010 x.c R 1:1(0)`, "the client withdraws its SYN"],
    ["reset", `${SYN}\n0.010 x.s . 300:300(0) ack 901\n0.020 x.c R 901:901(0)`, "3.5.1 figure 9"],
    [
      "three_way",
      `${SYN}\n0.001 x.s R. 0:0(0) ack 1\n${SYN_ACK}\n0.020 x.c . 1:1(0) ack 1`,
      "an ignored refusal",
    ],
  ])("%s: %s", (opened, segments) => {
    expect(endOf(segments).opened).toBe(opened);
  });
});

const CLIENT_FIN = "1.000 x.c F. 1:1(0) ack 1";

describe("closed, closed_by, close_wait_ns and time_wait", () => {
  it.each([
    ["nothing closes it", "", { closed: "open" }],
    [
      "four segments (3.6.1 figure 12)",
      `${CLIENT_FIN}\n1.010 x.s . 1:1(0) ack 2\n1.030 x.s F. 1:1(0) ack 2\n1.040 x.c . 2:2(0) ack 2`,
      { closed: "four_segment", closed_by: "client", close_wait_ns: 20e6, time_wait: "client" },
    ],
    [
      "three segments, the server first",
      "1.000 x.s F. 1:1(0) ack 1\n1.010 x.c F. 1:1(0) ack 2\n1.020 x.s . 2:2(0) ack 2",
      { closed: "three_segment", closed_by: "server", close_wait_ns: 0, time_wait: "server" },
    ],
    [
      "simultaneously (3.6 figure 13)",
      `${CLIENT_FIN}\n1.001 x.s F. 1:1(0) ack 1\n1.010 x.c . 2:2(0) ack 2\n1.011 x.s . 2:2(0) ack 2`,
      { closed: "simultaneous", closed_by: "both", time_wait: "both" },
    ],
    [
      "half closed, then data, then the other half",
      `${CLIENT_FIN}\n1.010 x.s . 1:1(0) ack 2\n1.020 x.s P. 1:6(5) ack 2\n1.030 x.s F. 6:6(0) ack 2\n1.040 x.c . 2:2(0) ack 7`,
      { closed: "half_close", closed_by: "client", close_wait_ns: 20e6, time_wait: "client" },
    ],
    [
      "one half only: CLOSE-WAIT lasts up to the last packet",
      `${CLIENT_FIN}\n1.010 x.s . 1:1(0) ack 2\n1.510 x.s P. 1:6(5) ack 2`,
      { closed: "half_closed", closed_by: "client", close_wait_ns: 500e6 },
    ],
    ["a FIN that nobody acknowledges", CLIENT_FIN, { closed: "half_closed", closed_by: "client" }],
    [
      "the last ACK is not there: one half is open as far as is known, LAST-ACK",
      `${CLIENT_FIN}\n1.010 x.s . 1:1(0) ack 2\n1.030 x.s F. 1:1(0) ack 2`,
      { closed: "half_closed", closed_by: "client", close_wait_ns: 20e6 },
    ],
    ["a RST", "1.000 x.s R. 1:1(0) ack 1", { closed: "reset", closed_by: "server" }],
    [
      "a RST behind a FIN: the FIN was first",
      `${CLIENT_FIN}\n1.010 x.s R. 1:1(0) ack 2`,
      { closed: "reset", closed_by: "client" },
    ],
    [
      "a RST in TIME-WAIT ends that, too (RFC 1337)",
      `${CLIENT_FIN}\n1.010 x.s F. 1:1(0) ack 2\n1.020 x.c . 2:2(0) ack 2\n1.030 x.s R 2:2(0)`,
      { closed: "three_segment", closed_by: "client", close_wait_ns: 0 },
    ],
    [
      "a RST that was ignored",
      "1.000 x.s R 1:1(0)\n1.010 x.s P. 1:6(5) ack 1\n1.020 x.c . 1:1(0) ack 6",
      { closed: "open" },
    ],
  ])("%s", (_, segments, expected) => {
    const { closed, closed_by, close_wait_ns, time_wait } = endOf(`${OPENED}\n${segments}`);
    expect({ closed, closed_by, close_wait_ns, time_wait }).toEqual({
      closed_by: undefined,
      close_wait_ns: undefined,
      time_wait: undefined,
      ...expected,
    });
  });
});

describe("half_open", () => {
  it("is the side whose peer opens another connection on the same ports (RFC 9293 3.5.1)", () => {
    const [first, second] = endsOf(`${OPENED}\n5.000 y.c S 0:0(0)\n5.010 y.s S. 0:0(0) ack 1`);
    expect([first!.reason, first!.half_open]).toEqual(["reuse", "server"]);
    expect(second!.half_open).toBeUndefined();
  });

  it("is nobody where the old connection was closed", () => {
    const closing = `${CLIENT_FIN}\n1.010 x.s F. 1:1(0) ack 2\n1.020 x.c . 2:2(0) ack 2`;
    expect(endsOf(`${OPENED}\n${closing}\n2.000 y.c S 0:0(0)`)[0]!.half_open).toBeUndefined();
  });

  it("is the receiver of a RST outside its window (RFC 9293 3.10.7.4, first)", () => {
    expect(endOf(`${OPENED}\n1.000 x.c R 90000:90000(0)`).half_open).toBe("server");
  });

  it("is nobody where the RST's sender goes on", () => {
    const segments = `${OPENED}\n1.000 x.c R 90000:90000(0)\n1.010 x.c P. 1:6(5) ack 1`;
    expect(endOf(segments).half_open).toBeUndefined();
  });

  it("is the side that never answers a FIN, once the connection is given up", () => {
    const fin = `${OPENED}\n${CLIENT_FIN}\n1.010 x.s . 1:1(0) ack 2`;
    expect(endOf(fin).half_open).toBeUndefined();
    expect(endOf(`${fin}\n300 other`)).toMatchObject({ reason: "idle", half_open: "server" });
  });
});

describe("data_after_fin_bytes", () => {
  it("counts payload beyond the sender's own FIN", () => {
    const segments = `${OPENED}\n1.000 x.c F. 1:6(5) ack 1\n1.010 x.c P. 6:16(10) ack 1\n1.020 x.c P. 3:9(6) ack 1`;
    expect(endOf(segments).data_after_fin_bytes).toBe(13);
  });

  it("is absent for what comes before the FIN's number, for the peer's data, and for probes", () => {
    const late = "1.000 x.c F. 11:11(0) ack 1\n1.010 x.c P. 1:11(10) ack 1";
    const peer = "1.020 x.s P. 1:6(5) ack 12";
    const probe = "1.500 x.c . 11:12(1) ack 6";
    expect(endOf(`${OPENED}\n${late}\n${peer}\n${probe}`).data_after_fin_bytes).toBeUndefined();
  });
});

type Line = Readonly<Record<string, unknown>> & { readonly event: string; readonly flow: number };

function linesOf(script: Script): Line[] {
  const analyzer = new Analyzer({ detail: "phase" });
  analyzer.nextFile("random.pcap");
  analyzer.push(scriptCapture(script));
  analyzer.end();
  analyzer.flush();
  const decoder = new TextDecoder();
  let text = "";
  for (let block = analyzer.takeBlock(); block !== undefined; block = analyzer.takeBlock()) {
    text += decoder.decode(block);
    analyzer.recycle(block);
  }
  const lines: Line[] = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return lines.filter(({ event }) => !event.startsWith("capture_"));
}

describe("flow_end, with random segments", () => {
  it("agrees with the lines before it, and all fit the schemas", () => {
    fc.assert(
      fc.property(randomScript(40), (script) => {
        const lines = linesOf(script);
        for (const line of lines) v.parse(phaseEventSchema, line);
        for (const end of lines.filter(({ event }) => event === "flow_end")) {
          const own = lines.filter(({ flow }) => flow === end.flow);
          const closed = own.find(({ event }) => event === "closed");
          if (closed) {
            const { kind, closed_by, close_wait_ns } = closed;
            expect(end).toMatchObject({ closed: kind, closed_by });
            expect(end.close_wait_ns).toBe(close_wait_ns);
          }
          const established = own.find(({ event }) => event === "established");
          if (established) expect(end.opened).toBe(established.open);
          else expect(["midstream", "no_answer", "refused", "no_ack", "reset"]).toContain(end.opened);
          const refused = own.some(({ event, kind }) => event === "reset" && kind === "refused");
          if (end.opened === "refused") expect(refused).toBe(true);
          if (end.closed === "reset") expect(own.some(({ event }) => event === "reset")).toBe(true);
          const ignored = own.filter(({ event, kind }) => event === "anomaly" && kind === "reset_ignored");
          const resets = new Set(
            ignored.map(({ evidence }) => (evidence as { reset_frame: number }).reset_frame),
          );
          expect(resets.size).toBe(ignored.length);
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
