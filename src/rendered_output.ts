/** Events as text for people, in blocks of UTF-8. */
import type { EventOutput } from "./event_output.ts";
import { LineWriter } from "./events/line_writer.ts";
import { type PhaseEvent, type ReusedEvent, toPhaseEvent } from "./events/mod.ts";
import type { Format, Rendering, RenderingOptions } from "./renderings/mod.ts";

const MAX_WAITING_BLOCKS = 4;
/** UTF-8 has at most so many bytes for a UTF-16 code unit. */
const BYTES_PER_UNIT = 3;

/** Hands events to a rendering, and collects its text. */
export class RenderedOutput implements EventOutput {
  readonly #out = new LineWriter(false);
  readonly #utf8 = new TextEncoder();
  readonly #rendering: Rendering;

  constructor(format: Format, options: RenderingOptions) {
    this.#rendering = format.create(options, (text) => this.#put(text));
  }

  write(event: ReusedEvent, plain: PhaseEvent = toPhaseEvent(event)): void {
    this.#rendering.write(plain);
    if (plain.event === "capture_end") this.#rendering.end();
  }

  /** Absent unless the format tells of whole connections: the connection of that number is over, and not to be told of. */
  get forget(): ((flow: number) => void) | undefined {
    const rendering = this.#rendering;
    return rendering.forget && ((flow) => rendering.forget?.(flow));
  }

  get isFull(): boolean {
    return this.#out.fullBlocks >= MAX_WAITING_BLOCKS;
  }

  takeBlock(): Uint8Array<ArrayBuffer> | undefined {
    return this.#out.takeBlock();
  }

  flush(): void {
    this.#out.flush();
  }

  recycle(block: Uint8Array<ArrayBuffer>): void {
    this.#out.recycle(block);
  }

  #put(text: string): void {
    const out = this.#out;
    out.reserve(BYTES_PER_UNIT * text.length);
    out.position += this.#utf8.encodeInto(text, out.bytes.subarray(out.position)).written;
  }
}
