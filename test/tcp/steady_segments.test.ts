/** The short way of steady segments (steady/) comes to the same as the long one. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { Decoder } from "../../src/capture/decoder.ts";
import { type EventKind, eventKinds, type FlowEvent, toPhaseEvent } from "../../src/events/mod.ts";
import { defaultTrackerOptions } from "../../src/tcp/options.ts";
import { NOT_STEADY, SteadySegments } from "../../src/tcp/steady/steady_segments.ts";
import { Tracker } from "../../src/tcp/tracker.ts";
import { scriptCapture } from "../golden/script_capture.ts";
import { chunksOf } from "../perf/captures.ts";
import { randomScript } from "./random_segments.ts";

/** Without `segment`, which no segment is steady with; and what is printed without turns. */
const PHASES = eventKinds.filter((kind) => kind !== "segment");
const DETAILS: Record<string, readonly EventKind[]> = {
  phase: PHASES,
  flow: PHASES.filter((kind) => kind !== "data" && kind !== "fin"),
};

function eventsOf(bytes: Uint8Array, steadyPath: boolean, kinds: readonly EventKind[]): unknown[] {
  const events: unknown[] = [];
  const sink = (event: FlowEvent): void => {
    events.push(toPhaseEvent(event));
  };
  const tracker = new Tracker(sink, new Set(kinds), {
    ...defaultTrackerOptions,
    steadyPath,
  });
  const decoder = new Decoder();
  const run = (): void => {
    for (let item = decoder.next(); item; item = decoder.next()) {
      if (item.type !== "batch") continue;
      const released = tracker.track(item)!;
      if (released.length > 0) decoder.release(released, released.length);
    }
  };
  decoder.nextFiles([{ name: "x" }]);
  for (let at = 0; at < bytes.length; ) {
    const room = decoder.room();
    const count = Math.min(room.length, bytes.length - at);
    room.set(bytes.subarray(at, at + count));
    decoder.commit(count);
    at += count;
    run();
  }
  decoder.endFile();
  run();
  const capture = decoder.end();
  tracker.end("eof", { frames: capture.packets, clock: capture.clock });
  return events;
}

const DATA = new URL("../data/", import.meta.url);
const captures = readdirSync(DATA).filter((file) => file.endsWith(".pcap"));

it("is the way of nearly all segments", () => {
  const take = vi.spyOn(SteadySegments.prototype, "take");
  const chunks = chunksOf({ profile: "small-100", packets: 20_000, seed: 1 });
  eventsOf(Buffer.concat(chunks), true, PHASES);
  const taken = take.mock.results.filter(({ value }) => value !== NOT_STEADY).length;
  take.mockRestore();
  // handshakes and each side's first payload are not steady: with 100 connections of 200 segments some 7 each
  expect(taken).toBeGreaterThan(18_500);
});

describe.each(Object.entries(DETAILS))("the steady path in %s", (_, kinds) => {
  it.each(captures)("gives the same for %s", (file) => {
    const bytes = readFileSync(new URL(file, DATA));
    expect(eventsOf(bytes, true, kinds)).toEqual(eventsOf(bytes, false, kinds));
  });

  it("gives the same for random segments", () => {
    fc.assert(
      fc.property(randomScript(60), (script) => {
        const bytes = scriptCapture(script);
        expect(eventsOf(bytes, true, kinds)).toEqual(eventsOf(bytes, false, kinds));
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});
