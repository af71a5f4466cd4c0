/**
 * The format `explain`: each connection in prose, told when it is over, and the capture behind the last one.
 */
import type { PhaseEvent, PhaseEventOf } from "../../events/mod.ts";
import { clientOf, serverOf } from "../layout/endpoints.ts";
import { formatMoment } from "../layout/moment.ts";
import { formatDuration } from "../layout/quantities.ts";
import { painter } from "../layout/style.ts";
import { printable } from "../printable.ts";
import type { Language, Rendering, RenderingOptions, TextSink } from "../rendering.ts";
import { capture } from "./capture.ts";
import { checksums } from "./checksums.ts";
import { closing } from "./closing.ts";
import { en, type Texts } from "./lang/en.ts";
import { zh } from "./lang/zh.ts";
import { numbers } from "./numbers.ts";
import { opening } from "./opening.ts";
import { Page } from "./page.ts";
import type { Statement } from "./statement.ts";
import { Stories, type Story } from "./story.ts";
import { turns } from "./turns.ts";
import { unusual } from "./unusual.ts";
import { waiting } from "./waiting.ts";

const texts: Readonly<Record<Language, Texts>> = { en, zh };

export class ExplainRendering implements Rendering {
  readonly #timeZone: string | undefined;
  readonly #sink: TextSink;
  readonly #texts: Texts;
  readonly #page: Page;
  readonly #stories = new Stories();
  #isFirst = true;

  constructor({ width, colors, lang, timeZone }: RenderingOptions, sink: TextSink) {
    this.#timeZone = timeZone;
    this.#sink = sink;
    this.#texts = texts[lang];
    this.#page = new Page(width, painter(colors));
  }

  write(event: PhaseEvent): void {
    if (event.event === "error") this.#put(this.#page.paragraph(this.#texts.error(printable(event.message))));
    else if (event.event === "capture_end") this.#capture(event);
    else if ("flow" in event) {
      const story = this.#stories.take(event);
      if (story && event.event === "flow_end") this.#connection(story, event);
    }
  }

  forget(flow: number): void {
    this.#stories.forget(flow);
  }

  end(): void {
    const { unfinished } = this.#stories;
    if (unfinished > 0) this.#put(this.#page.paragraph(this.#texts.unfinished(unfinished)));
  }

  #put(text: string): void {
    this.#sink(this.#isFirst ? text : `\n${text}`);
    this.#isFirst = false;
  }

  #connection(story: Story, end: PhaseEventOf<"flow_end">): void {
    const t = this.#texts;
    const page = this.#page;
    const title = t.heading(end.flow, clientOf(end), serverOf(end), end.service_by_port);
    const sections = [
      { title: t.sections.opening, statements: opening(story, end, t) },
      { title: t.sections.numbers, statements: numbers(story, t) },
      { title: t.sections.data, statements: turns(story, end, t) },
      { title: t.sections.closing, statements: closing(story, end, t) },
      { title: t.sections.time, statements: waiting(end, t) },
      { title: t.sections.unusual, statements: unusual(story, end, t) },
      { title: t.sections.checksums, statements: checksums(story, end, t) },
      { title: t.sections.limits, statements: this.#limits(story, end) },
    ];
    const head = page.heading(title) + page.paragraph(this.#facts(end));
    this.#put(head + sections.map((section) => page.section(section)).join(""));
  }

  #facts(end: PhaseEventOf<"flow_end">): string {
    const t = this.#texts;
    const { c2s, s2c } = end;
    const parts = [t.factsStream(end.stream)];
    if (end.start_ts !== undefined) {
      const duration = end.duration_ns === undefined ? undefined : formatDuration(end.duration_ns);
      parts.push(t.factsTime(formatMoment(end.start_ts, this.#timeZone), duration));
    }
    parts.push(t.factsSize(c2s.packets + s2c.packets, c2s.unique_bytes, s2c.unique_bytes));
    if (t.roleFrom[end.role_from] !== "") parts.push(t.roleFrom[end.role_from]);
    if (end.role_conflict) parts.push(t.roleConflict);
    return t.sentences(parts);
  }

  #limits(story: Story, end: PhaseEventOf<"flow_end">): Statement[] {
    const t = this.#texts;
    const statements: Statement[] = [];
    if (story.isCut) statements.push({ text: t.detailsDropped, isWarning: true });
    if (end.limits) {
      const names = end.limits.map((limit) => t.limits[limit]);
      statements.push({ text: `${t.limitsIntro}${t.gap}${t.list(names)}${t.stop}`, isWarning: true });
    }
    return statements;
  }

  #capture(end: PhaseEventOf<"capture_end">): void {
    const t = this.#texts;
    const statements = capture(end, t);
    this.#put(this.#page.section({ title: t.sections.capture, statements }).trimStart());
  }
}
