import * as v from "valibot";
import { describe, expect, test } from "vitest";
import {
  eventKinds,
  type FlowIdentity,
  NdjsonEncoder,
  newCaptureEndEvent,
  newFinEvent,
  newFlowEndEvent,
  newSegmentEvent,
  toPhaseEvent,
} from "../../src/events/mod.ts";
import { eventSchemas, phaseEventSchema } from "../../src/events/schemas.ts";
import { textOf } from "./lines.ts";
import { fillEvent, newEvent, seeded } from "./random_events.ts";

const flow: FlowIdentity = {
  slot: 3,
  flow: 7,
  stream: 8,
  clientIp: "192.0.2.1",
  clientPort: 40000,
  serverIp: "2001:db8::1",
  serverPort: 443,
  communityId: "1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
};
const flowText =
  '"flow":7,"stream":8,"client_ip":"192.0.2.1","client_port":40000,"server_ip":"2001:db8::1",' +
  '"server_port":443,"community_id":"1:LQU9qZlK+B5F3KDmev6m5PMibrg="';

function lineOf(event: Parameters<NdjsonEncoder["write"]>[0]): string {
  const encoder = new NdjsonEncoder();
  encoder.write(event);
  return textOf(encoder);
}

describe.each(eventKinds)("%s", (kind) => {
  test.each([
    ["in WASM", 0],
    ["in TypeScript", Number.POSITIVE_INFINITY],
  ])("random events %s: the line is that of JSON.stringify, and fulfils the schema", (_, linesBeforeWasm) => {
    const random = seeded(eventKinds.indexOf(kind));
    const encoder = new NdjsonEncoder(undefined, linesBeforeWasm);
    const event = newEvent[kind]();
    for (let round = 0; round < 80; round++) {
      let expected = "";
      for (let i = 0; i < 100; i++) {
        fillEvent(event, random);
        encoder.write(event);
        const line = JSON.stringify(toPhaseEvent(event));
        expected += `${line}\n`;
        if (i < 10) {
          const parsed: unknown = JSON.parse(line);
          expect(v.parse(phaseEventSchema, parsed)).toEqual(parsed);
        }
      }
      const actual = textOf(encoder);
      if (actual !== expected) {
        // Line by line, for a message that can be read.
        expect(actual.split("\n")).toEqual(expected.split("\n"));
      }
    }
  });

  test("with everything present, the line has exactly the fields of the schema, in its order", () => {
    const event = newEvent[kind]();
    fillEvent(event, seeded(1), 1);
    if ("flow" in event) {
      event.sec = 0;
    }
    for (const name of ["start_ts", "end_ts", "first_ts", "last_ts"]) {
      if (name in event) {
        Object.assign(event, { [name]: { sec: 1, nsec: 2 } });
      }
    }
    expect(Object.keys(JSON.parse(lineOf(event)))).toEqual(Object.keys(eventSchemas[kind].entries));
  });

  test("with nothing optional, no field is null or undefined and the schema is fulfilled", () => {
    const event = newEvent[kind]();
    fillEvent(event, seeded(2), 0);
    const line = lineOf(event);
    expect(line).not.toMatch(/:(null|undefined)/);
    const parsed: unknown = JSON.parse(line);
    expect(v.parse(phaseEventSchema, parsed)).toEqual(parsed);
  });

  test("a new event has all properties", () => {
    const event = newEvent[kind]();
    const before = Object.keys(event);
    fillEvent(event, seeded(3), 1);
    expect(Object.keys(event)).toEqual(before);
    expect(before[0]).toBe("event");
  });
});

test("a fin, by hand", () => {
  const event = newFinEvent();
  Object.assign(event, { phase: "teardown", sec: 1_686_893_365, nsec: 569_020_000, rel_ns: -5, flow });
  Object.assign(event, { fromClient: false, frame: 12, fileIndex: 1, fileOffset: 1234, knownFrame: 15 });
  event.seq = 4_294_967_301;
  event.len = 0;
  expect(lineOf(event)).toBe(
    `{"event":"fin","phase":"teardown","ts":"2023-06-16T05:29:25.569020000Z","rel_ns":-5,${flowText},` +
      '"dir":"s2c","sender":"server","frame":12,"file_index":1,"file_offset":1234,"known_frame":15,' +
      '"seq":4294967301,"len":0}\n',
  );
});

test("a segment with options, by hand", () => {
  const event = newSegmentEvent();
  Object.assign(event, { phase: "transfer", sec: 0, nsec: 1, rel_ns: 0, flow, frame: 2, fileOffset: 100 });
  event.ttl = 64;
  event.df = true;
  event.ip_len = 52;
  event.flags = "P.";
  event.cksum = "0xe9e9";
  event.cksum_verdict = "partial";
  event.seq_end = 1;
  event.options = [
    { kind: 1, name: "nop" },
    {
      kind: 5,
      name: "sack",
      blocks: [
        { left: 1, right: 9 },
        { left: 20, right: 30 },
      ],
    },
    { kind: 254, data: "beef", error: "cut" },
  ];
  expect(lineOf(event)).toBe(
    `{"event":"segment","phase":"transfer","ts":"1970-01-01T00:00:00.000000001Z","rel_ns":0,${flowText},` +
      '"dir":"c2s","sender":"client","frame":2,"file_offset":100,"tos":0,"ttl":64,"df":true,"ip_len":52,' +
      '"flags":"P.","cksum":"0xe9e9","cksum_verdict":"partial","seq":0,"seq_end":1,"seq_raw":0,"win":0,"len":0,' +
      '"options":[{"kind":1,"name":"nop"},{"kind":5,"name":"sack","blocks":[{"left":1,"right":9},' +
      '{"left":20,"right":30}]},{"kind":254,"data":"beef","error":"cut"}],"analysis":[],"wireshark":[]}\n',
  );
});

test("the totals of flow_end are objects; a state has hyphens", () => {
  const event = newFlowEndEvent();
  event.flow = flow;
  event.client_state = "TIME-WAIT";
  event.c2s.packets = 5;
  event.s2c.isn = 4_294_967_295;
  expect(JSON.parse(lineOf(event))).toMatchObject({
    client_state: "TIME-WAIT",
    c2s: { packets: 5 },
    s2c: { packets: 0, isn: 4_294_967_295 },
  });
});

test("known_frame is absent where it is the frame", () => {
  const event = newFinEvent();
  Object.assign(event, { flow, frame: 9, knownFrame: 9 });
  expect(lineOf(event)).not.toContain("known_frame");
  expect(toPhaseEvent(event)).not.toHaveProperty("known_frame");
});

test("a stamp that has no text leaves its field out, with and without rel_ns", () => {
  const event = newFinEvent();
  Object.assign(event, { flow, frame: 1, sec: 2 ** 52, nsec: 1, rel_ns: undefined });
  expect(lineOf(event)).toContain(`{"event":"fin","phase":"handshake",${flowText}`);
  event.rel_ns = 3;
  expect(lineOf(event)).toContain(`{"event":"fin","phase":"handshake","rel_ns":3,${flowText}`);
  const end = newCaptureEndEvent();
  end.first_ts = { sec: -(2 ** 40), nsec: 0 };
  end.last_ts = { sec: 0, nsec: 0 };
  expect(lineOf(end)).not.toContain("first_ts");
  expect(lineOf(end)).toContain(
    '"capture_hosts":[],"last_ts":"1970-01-01T00:00:00.000000000Z","report":{"copies_ppm":0,',
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e21, 2 ** 53, -(2 ** 53), 0.5, -0.5])(
  "%s is a bug: it throws, and no part of the line is left",
  (wrong) => {
    const encoder = new NdjsonEncoder();
    const event = newFinEvent();
    Object.assign(event, { flow, frame: 1 });
    encoder.write(event);
    const before = lineOf(event);
    for (const field of ["seq", "frame", "rel_ns", "fileOffset"]) {
      expect(() => encoder.write({ ...event, [field]: wrong })).toThrow(RangeError);
    }
    encoder.write(event);
    expect(textOf(encoder)).toBe(before + before);
  },
);

test.each([{ nsec: -1 }, { nsec: 1e9 }, { nsec: 0.5 }, { sec: 0.5 }, { sec: Number.NaN }])(
  "%o is no stamp",
  (wrong) => {
    const event = Object.assign(newFinEvent(), { flow, frame: 1 }, wrong);
    expect(() => new NdjsonEncoder().write(event)).toThrow(RangeError);
    expect(() => toPhaseEvent(event)).toThrow(RangeError);
  },
);
