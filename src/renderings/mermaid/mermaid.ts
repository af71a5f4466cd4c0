/**
 * The format `mermaid`: the ladder of each connection as Markdown with a Mermaid sequence diagram, to be put into an
 * issue or a page as it is.
 */
import type { PhaseEvent } from "../../events/mod.ts";
import { DiagramCollector } from "../ladder/collector.ts";
import type { Diagram } from "../ladder/diagram.ts";
import { facts, title, unfinishedWords } from "../ladder/heading.ts";
import { printable } from "../printable.ts";
import type { Rendering, RenderingOptions, TextSink } from "../rendering.ts";
import { sequenceDiagram } from "./sequence.ts";

export class MermaidRendering implements Rendering {
  readonly #timeZone: string | undefined;
  readonly #sink: TextSink;
  readonly #diagrams = new DiagramCollector();
  #count = 0;

  constructor(options: RenderingOptions, sink: TextSink) {
    this.#timeZone = options.timeZone;
    this.#sink = sink;
  }

  write(event: PhaseEvent): void {
    const diagram = this.#diagrams.take(event);
    if (diagram) this.#sink(this.#text(diagram));
    else if (event.event === "error")
      this.#sink(`> error: ${printable(event.message).replaceAll(/[`<>]/g, " ")}\n\n`);
  }

  forget(flow: number): void {
    this.#diagrams.forget(flow);
  }

  end(): void {
    const words = unfinishedWords(this.#diagrams.unfinished);
    if (words !== "") this.#sink(`\n${words}\n`);
  }

  #text(diagram: Diagram): string {
    const gap = this.#count++ > 0 ? "\n" : "";
    const head = `### ${title(diagram)}\n\n${facts(diagram, this.#timeZone).replaceAll("\u00a0", " ")}\n`;
    return `${gap}${head}\n\`\`\`mermaid\n${sequenceDiagram(diagram)}\`\`\`\n`;
  }
}
