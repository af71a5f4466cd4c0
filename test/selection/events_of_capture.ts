import type { EventOutput } from "../../src/event_output.ts";
import { toPhaseEvent } from "../../src/events/mod.ts";
import { Analyzer, eventKinds, type PhaseEvent } from "../../src/mod.ts";
import { captureOf } from "../renderings/render_capture.ts";

/** All events of the connections of a capture of test/data, in their order. */
export function eventsOfCapture(file: string): PhaseEvent[] {
  const events: PhaseEvent[] = [];
  const output: EventOutput = {
    write(event) {
      if ("flow" in event) events.push(toPhaseEvent(event));
    },
    isFull: false,
    takeBlock: () => undefined,
    flush() {},
    recycle() {},
  };
  const analyzer = new Analyzer({ events: eventKinds }, undefined, undefined, output);
  analyzer.nextFile(file);
  analyzer.push(captureOf(file));
  analyzer.end();
  return events;
}
