import { expect, test } from "vitest";
import { newFlowEndEvent, newSegmentEvent, newSynEvent, toPhaseEvent } from "../../src/events/mod.ts";

test("the plain object shares nothing with the reused event", () => {
  const segment = newSegmentEvent();
  segment.options = [{ kind: 5, name: "sack", blocks: [{ left: 1, right: 2 }] }];
  const syn = newSynEvent();
  const others = ["md5"];
  syn.other_options = others;
  const end = newFlowEndEvent();

  const plain = [toPhaseEvent(segment), toPhaseEvent(syn), toPhaseEvent(end)];
  const before = JSON.stringify(plain);
  segment.options[0]!.kind = 9;
  Object.assign(segment.options[0]!.blocks![0]!, { left: 99 });
  others.push("exp");
  end.c2s.packets = 99;
  expect(JSON.stringify(plain)).toBe(before);
});

test("a bare object: absent fields are no keys", () => {
  const plain = toPhaseEvent(newSynEvent());
  expect("mss" in plain).toBe(false);
  expect("known_frame" in plain).toBe(false);
});
