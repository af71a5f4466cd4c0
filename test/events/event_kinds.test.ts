import { expect, test } from "vitest";
import { detailLevels, eventKinds, kindsOfDetail, unconditionalKinds } from "../../src/events/mod.ts";
import { eventSchemas, ownFields } from "../../src/events/schemas.ts";

test("what each level of detail prints", () => {
  expect(new Set(kindsOfDetail.flow)).toEqual(
    new Set(["update", "flow_end", "error", "capture_start", "capture_end"]),
  );
  expect(eventKinds.filter((kind) => !kindsOfDetail.phase.includes(kind))).toEqual(["segment"]);
  expect(kindsOfDetail.segment).toEqual(eventKinds);
  for (const level of detailLevels) {
    expect(kindsOfDetail[level]).toEqual(expect.arrayContaining([...unconditionalKinds]));
  }
});

test("the kinds and the schemas agree", () => {
  expect(Object.keys(ownFields)).toEqual([...eventKinds]);
  expect(Object.keys(eventSchemas)).toEqual([...eventKinds]);
});
