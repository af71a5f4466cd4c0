/** The formats for people, by the names that `--format` has for them. */
import type { EventKind } from "../events/mod.ts";
import { ExplainRendering } from "./explain/explain.ts";
import { type FormatName, kindsOfFormat } from "./kinds.ts";
import { LadderRendering } from "./ladder/ladder.ts";
import { MermaidRendering } from "./mermaid/mermaid.ts";
import type { Rendering, RenderingOptions, TextSink } from "./rendering.ts";
import { TcpdumpRendering } from "./tcpdump/tcpdump.ts";
import { TextRendering } from "./text.ts";

/** A way to show events. */
export interface Format {
  /** The kinds of events that it is made from, besides `capture_start`, `error` and `capture_end`, which come always. */
  readonly kinds: readonly EventKind[];
  create(options: RenderingOptions, sink: TextSink): Rendering;
}

export const formats = {
  text: {
    kinds: kindsOfFormat.text,
    create: (options, sink) => new TextRendering(options, sink),
  },
  tcpdump: {
    kinds: kindsOfFormat.tcpdump,
    create: (options, sink) => new TcpdumpRendering(options, sink),
  },
  ladder: {
    kinds: kindsOfFormat.ladder,
    create: (options, sink) => new LadderRendering(options, sink),
  },
  mermaid: {
    kinds: kindsOfFormat.mermaid,
    create: (options, sink) => new MermaidRendering(options, sink),
  },
  explain: {
    kinds: kindsOfFormat.explain,
    create: (options, sink) => new ExplainRendering(options, sink),
  },
} as const satisfies Record<FormatName, Format>;
