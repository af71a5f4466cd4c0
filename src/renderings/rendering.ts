/** What a format for people is made of. */
import type { PhaseEvent } from "../events/mod.ts";

/** Where a rendering puts its text: whole lines, each with its line feed. */
export type TextSink = (text: string) => void;

/** The language of sentences; field names and terms of the protocol stay as they are. */
export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** How a rendering is to look. */
export interface RenderingOptions {
  /** Escape sequences for colours are wanted. */
  readonly colors: boolean;
  /** Columns that a line should have at most. */
  readonly width: number;
  /** IANA name of the zone in which times of day are given; absent: UTC. */
  readonly timeZone?: string | undefined;
  /** Names for interfaces, by what events call them in `iface`. */
  readonly interfaceNames: ReadonlyMap<string, string>;
  readonly lang: Language;
}

/**
 * Events as text for people. Holds no more than is bounded by the live connections, as the analysis itself.
 *
 * Events come in the order of their lines: `capture_start` first, `capture_end` last, only such of the format's
 * kinds between them. Each is a fresh object, which may be kept.
 */
export interface Rendering {
  /** Takes an event, and writes what can be written. */
  write(event: PhaseEvent): void;
  /** There is no further event: writes the rest. */
  end(): void;
  /** Of formats that tell of whole connections: the connection of that number is over, and not to be told of. */
  forget?(flow: number): void;
}
