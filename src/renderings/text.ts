/** The format `text`: a line for each segment. */
import type { PhaseEvent } from "../events/mod.ts";
import type { Rendering, RenderingOptions, TextSink } from "./rendering.ts";

export class TextRendering implements Rendering {
  readonly #sink: TextSink;

  constructor(_options: RenderingOptions, sink: TextSink) {
    this.#sink = sink;
  }

  write(event: PhaseEvent): void {
    if (event.event === "segment") this.#sink(`${event.ts} Flags [${event.flags}], length ${event.len}\n`);
  }

  end(): void {}
}
