/**
 * The format `ladder`: a sequence diagram of each connection.
 *
 * A ladder is drawn when its connection is over, one after the other, in the order of their ends: arrows of interleaved
 * connections between the same two lines would be nobody's. Who wants to see packets as they come takes `text`.
 */
import type { PhaseEvent } from "../../events/mod.ts";
import { painter } from "../layout/style.ts";
import { wrap } from "../layout/wrap.ts";
import { printable } from "../printable.ts";
import type { Rendering, RenderingOptions, TextSink } from "../rendering.ts";
import { DiagramCollector } from "./collector.ts";
import type { Diagram } from "./diagram.ts";
import { geometryOf } from "./geometry.ts";
import { facts, title, unfinishedWords } from "./heading.ts";
import { drawNarrow } from "./paint_narrow.ts";
import { WidePainter } from "./paint_wide.ts";

export class LadderRendering implements Rendering {
  readonly #options: RenderingOptions;
  readonly #sink: TextSink;
  readonly #diagrams = new DiagramCollector();
  readonly #draw: (diagram: Diagram) => string;
  readonly #paint;
  #count = 0;

  constructor(options: RenderingOptions, sink: TextSink) {
    this.#options = options;
    this.#sink = sink;
    const paint = painter(options.colors);
    const geometry = geometryOf(options.width);
    const wide = geometry && new WidePainter(geometry, paint);
    this.#paint = paint;
    this.#draw = (diagram) => (wide ? wide.draw(diagram) : drawNarrow(diagram, options.width, paint));
  }

  write(event: PhaseEvent): void {
    const diagram = this.#diagrams.take(event);
    if (diagram) this.#sink(this.#text(diagram));
    else if (event.event === "error") this.#error(printable(event.message));
  }

  forget(flow: number): void {
    this.#diagrams.forget(flow);
  }

  end(): void {
    const words = unfinishedWords(this.#diagrams.unfinished);
    if (words !== "") this.#sink(`\n${wrap(words, this.#options.width).join("\n")}\n`);
  }

  #error(message: string): void {
    for (const line of wrap(`error: ${message}`, this.#options.width))
      this.#sink(`${this.#paint(line, "red")}\n`);
  }

  #text(diagram: Diagram): string {
    const { width, timeZone } = this.#options;
    const lines = (text: string): string[] => wrap(text, width);
    const head = [
      ...lines(title(diagram)).map((line) => this.#paint(line, "bold")),
      ...lines(facts(diagram, timeZone)).map((line) => this.#paint(line, "dim")),
    ];
    const gap = this.#count++ > 0 ? "\n" : "";
    return `${gap}${head.join("\n")}\n${this.#draw(diagram)}`;
  }
}
