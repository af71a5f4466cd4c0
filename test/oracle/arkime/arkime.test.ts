/** Connections against the sessions that Arkime expects, and the conditions under which they may differ. */

import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { OurSegment } from "../model.ts";
import { ourCapture, type Step, WHOLE } from "../streams/fixtures.ts";
import type { OurFlowEnd } from "../streams/model.ts";
import { ARKIME_CAPTURES, compareArkime } from "./compare.ts";
import { matchSessions } from "./connections.ts";
import { differences, flagsOf } from "./differences.ts";
import { arkimeReason } from "./reasons.ts";
import { readSessions, type Session } from "./sessions.ts";

const SESSION: Session = {
  source: { ip: "192.0.2.1", port: 40000, packets: 4 },
  destination: { ip: "192.0.2.2", port: 80, packets: 3 },
  client: { bytes: 10 },
  server: { bytes: 0 },
  network: { community_id: "1:x" },
  protocol: ["tcp"],
  packetPos: [1, 2, 3, 4, 5, 6, 7],
  tcpflags: { syn: 1, "syn-ack": 1, ack: 2, psh: 1, fin: 2, rst: 0, urg: 0 },
  tcpseq: { src: 100, dst: 0 },
  initRTT: 1,
};

/** The records' offsets are the frames' numbers, and frames come 1.5 ms apart. */
function placed(steps: readonly Step[]): Step[] {
  return steps.map((step, i) => ({
    ...step,
    ours: step.ours !== false && { file_offset: i + 1, rel_ns: i * 1_500_000, ...step.ours },
  }));
}

function findings(
  sessions: readonly Session[],
  end: Partial<OurFlowEnd> = {},
  steps: readonly Step[] = WHOLE,
): (readonly [string, string])[] {
  const isn = (from: string) => steps.find((step) => step.from === from && step.flags.includes("S"))?.seq;
  const plain = ourCapture(placed(steps));
  const first = plain.flows.get(0)?.end;
  const numbers = first && {
    community_id: "1:x",
    c2s: { ...first.c2s, isn: isn("client")! },
    s2c: { ...first.s2c, isn: isn("server")! },
  };
  const ours = ourCapture(placed(steps), { ends: { 0: { ...numbers, ...end } } });
  return matchSessions(sessions, ours).flatMap((connection) =>
    differences(connection).map(
      (difference) => [difference.field, arkimeReason(connection, difference)?.id ?? "-"] as const,
    ),
  );
}

const end = ourCapture(WHOLE).flows.get(0)!.end;

describe("differences", () => {
  test("there are none between equal views, whichever side is the source", () => {
    expect(findings([SESSION])).toEqual([]);
    const { source, destination, client, server } = SESSION;
    const turned = { source: destination, destination: source, client: server, server: client };
    expect(findings([{ ...SESSION, ...turned, tcpseq: { src: 900, dst: 100 } }])).toEqual([]);
  });

  test.each<[string, Partial<Session>]>([
    ["syn", { tcpflags: { ...SESSION.tcpflags, syn: 2 } }],
    ["syn-ack", { tcpflags: { ...SESSION.tcpflags, "syn-ack": 0 } }],
    ["ack", { tcpflags: { ...SESSION.tcpflags, ack: 3 } }],
    ["psh", { tcpflags: { ...SESSION.tcpflags, psh: 0 } }],
    ["fin", { tcpflags: { ...SESSION.tcpflags, fin: 1 } }],
    ["rst", { tcpflags: { ...SESSION.tcpflags, rst: 1 } }],
    ["urg", { tcpflags: { ...SESSION.tcpflags, urg: 1 } }],
    ["packets_src", { source: { ...SESSION.source, packets: 5 } }],
    ["packets_dst", { destination: { ...SESSION.destination, packets: 2 } }],
    ["payload_src", { client: { bytes: 9 } }],
    ["payload_dst", { server: { bytes: 1 } }],
    ["isn_src", { tcpseq: { src: 101, dst: 0 } }],
    ["isn_dst", { tcpseq: { src: 100, dst: 901 } }],
    ["init_rtt", { initRTT: 0 }],
    ["community_id", { network: { community_id: "1:y" } }],
  ])("a seeded one in %s is found and not explained", (field, change) => {
    expect(findings([{ ...SESSION, ...change }])).toEqual([[field, "-"]]);
  });

  test("what a segment counts for", () => {
    const of = (flags: string) => flagsOf({ flags } as OurSegment);
    expect(of("S")).toEqual(["syn"]);
    expect(of("SP.U")).toEqual(["urg", "syn-ack"]);
    expect(of(".")).toEqual(["ack"]);
    expect(of(".E")).toEqual(["ack"]);
    expect(of("P.")).toEqual(["psh"]);
    expect(of("FP.")).toEqual(["fin", "psh"]);
    expect(of("R.")).toEqual(["rst"]);
    expect(of("none")).toEqual([]);
  });

  test("sessions without packets are left out, and other protocols", () => {
    expect(findings([{ ...SESSION, packetPos: [] }])).toEqual([]);
    const bodies = [{ ipProtocol: 6 }, { ipProtocol: 17 }, {}];
    expect(readSessions(JSON.stringify({ sessions3: bodies.map((body) => ({ body })) }))).toHaveLength(1);
  });
});

test("packets that we lack are found, and whole sessions", () => {
  const lacking = WHOLE.map((step, i) => (i === 3 ? { ...step, ours: false as const } : step));
  const expected = ["psh", "packets_src", "payload_src"];
  expect(findings([SESSION], {}, lacking)).toEqual(expected.map((field) => [field, "-"]));
  const none = WHOLE.map((step) => ({ ...step, ours: false as const }));
  expect(findings([SESSION], {}, none)).toEqual([["presence", "-"]]);
});

describe("reasons", () => {
  test("a connection stored in parts", () => {
    const { tcpflags } = SESSION;
    const first = { ...SESSION, packetPos: [1, 2, 3, 4], source: { ...SESSION.source, packets: 3 } };
    const second = {
      ...SESSION,
      packetPos: [5, 6, 7],
      source: { ...SESSION.source, packets: 1 },
      destination: { ...SESSION.destination, packets: 2 },
      client: { bytes: 0 },
      tcpflags: { ...tcpflags, syn: 0, "syn-ack": 0, ack: 1, psh: 0 },
    };
    const parts = [
      {
        ...first,
        destination: { ...SESSION.destination, packets: 1 },
        tcpflags: { ...tcpflags, ack: 1, fin: 0 },
      },
      second,
    ];
    expect(findings(parts.map((part) => ({ ...part, rootId: "x" })))).toEqual([["split", "parts"]]);
    expect(findings(parts)).toEqual([["split", "-"]]);
  });

  test("a later SYN opens another connection only for us", () => {
    const again = (flags: string): Step[] => [...WHOLE, { ...WHOLE[0]!, flags, flow: 1 }];
    const session = {
      ...SESSION,
      packetPos: [...SESSION.packetPos, 8],
      source: { ...SESSION.source, packets: 5 },
    };
    const twice = { ...session, tcpflags: { ...SESSION.tcpflags, syn: 2 } };
    expect(findings([twice], {}, again("S"))).toEqual([["split", "reuse"]]);
    const thrice = { ...session, tcpflags: { ...SESSION.tcpflags, ack: 3 } };
    expect(findings([thrice], {}, again("."))).toEqual([["split", "-"]]);
  });

  test("payload behind a gap, on a SYN or alone", () => {
    const session = { ...SESSION, client: { bytes: 4 } };
    expect(findings([session], { s2c: { ...end.s2c, gaps: 1 } })).toEqual([["payload_src", "not_in_order"]]);
    expect(findings([session])).toEqual([["payload_src", "-"]]);
    expect(findings([{ ...SESSION, client: { bytes: 11 } }], { s2c: { ...end.s2c, gaps: 1 } })).toEqual([
      ["payload_src", "-"],
    ]);
  });

  test("half of the round trip is rounded down or to the nearest", () => {
    expect(findings([{ ...SESSION, initRTT: 2 }])).toEqual([["init_rtt", "rounding"]]);
    expect(findings([{ ...SESSION, initRTT: 3 }])).toEqual([["init_rtt", "-"]]);
  });
});

describe.skipIf(!existsSync(ARKIME_CAPTURES))("Arkime's expected sessions", () => {
  test("agree in numbers and counts, or a condition explains why not", { timeout: 60_000 }, () => {
    const report = compareArkime(ARKIME_CAPTURES);
    expect(report.failures).toEqual([]);
    expect(report.unexplained).toEqual([]);
    expect(report.connections).toBeGreaterThan(200);
    expect(report.byField.get("isn_src")).toBeGreaterThan(200);
  });
});
