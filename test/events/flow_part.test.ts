import { expect, test } from "vitest";
import {
  type EventKind,
  type FlowIdentity,
  NdjsonEncoder,
  newFinEvent,
  newFlowEndEvent,
  toPhaseEvent,
} from "../../src/events/mod.ts";
import { textOf } from "./lines.ts";
import { randomFlow, seeded } from "./random_events.ts";

function expectLines(flows: readonly FlowIdentity[]): void {
  const encoder = new NdjsonEncoder();
  const event = newFinEvent();
  event.frame = 1;
  let expected = "";
  for (const flow of flows) {
    event.flow = flow;
    encoder.write(event);
    expected += `${JSON.stringify(toPhaseEvent(event))}\n`;
  }
  expect(textOf(encoder)).toBe(expected);
}

test("a slot that is reused gets the bytes of its new connection", () => {
  const random = seeded(1);
  const flows: FlowIdentity[] = [];
  for (let i = 0; i < 400; i++) {
    // Neighbours in a page, both sides of its border, far away, and in the same entry; each twice.
    const flow = randomFlow(random, [0, 1, 1023, 1024, 70_000, 131_072][i % 6]!);
    flows.push(flow, flow);
  }
  expectLines(flows);
});

test("the getters of a known connection are not asked again", () => {
  let asked = 0;
  const flow: FlowIdentity = {
    ...randomFlow(seeded(2), 0),
    get communityId() {
      asked += 1;
      return "1:x=";
    },
  };
  const encoder = new NdjsonEncoder();
  const event = newFinEvent();
  event.flow = flow;
  for (let i = 0; i < 10; i++) {
    encoder.write(event);
  }
  expect(asked).toBe(1);
  expect(textOf(encoder).match(/"community_id":"1:x="/g)).toHaveLength(10);
});

test("every length up to more than what is kept", () => {
  const flows: FlowIdentity[] = [];
  for (let length = 0; length < 64; length++) {
    flows.push({ ...randomFlow(seeded(length), length % 2), communityId: "a".repeat(length) });
    flows.push({ ...flows.at(-1)! });
  }
  expectLines(flows);
});

test("numbers beyond 32 bits", () => {
  expectLines([
    { ...randomFlow(seeded(3), 5), flow: 2 ** 40, stream: 2 ** 52 },
    { ...randomFlow(seeded(3), 5), flow: 2 ** 40 + 1 },
  ]);
});

test("an address of hundreds of characters is a bug", () => {
  const event = newFinEvent();
  event.flow = { ...randomFlow(seeded(4), 0), serverIp: "1".repeat(300) };
  const encoder = new NdjsonEncoder();
  expect(() => encoder.write(event)).toThrow(RangeError);
  expect(textOf(encoder)).toBe("");
});

test("with one line a connection nothing is kept, and the line is the same", () => {
  const event = Object.assign(newFlowEndEvent(), {
    flow: {
      slot: 5,
      flow: 9,
      stream: 9,
      clientIp: "2001:db8::1",
      clientPort: 1,
      serverIp: "2001:db8::2",
      serverPort: 65535,
      communityId: "1:abc=",
    },
    frame: 1,
  });
  const lineOf = (kinds: readonly EventKind[]): string => {
    const encoder = new NdjsonEncoder(new Set(kinds));
    encoder.write(event);
    encoder.flush();
    return new TextDecoder().decode(encoder.takeBlock());
  };
  expect(lineOf(["flow_end"])).toBe(lineOf(["flow_end", "syn"]));
  expect(lineOf(["flow_end"])).toBe(`${JSON.stringify(toPhaseEvent(event))}\n`);
});
