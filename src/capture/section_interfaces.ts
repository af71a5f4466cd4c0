/**
 * The interfaces of one section of a file (classic pcap: of the file), as the WASM module reads them (INTERFACE_*), and what
 * is counted of each.
 */
import {
  FRAMING_INTERFACE_COUNT,
  FRAMING_INTERFACES,
  INTERFACE_DROPS,
  INTERFACE_DROPS_HIGH,
  INTERFACE_FCS,
  INTERFACE_LINK_TYPE,
  INTERFACE_NAMED,
  INTERFACE_NONE,
  INTERFACE_NUMBER,
  INTERFACE_OFFSET,
  INTERFACE_OFFSET_HIGH,
  INTERFACE_RESOLUTION,
  INTERFACE_SNAPLEN,
  INTERFACE_SUPPORTED,
  INTERFACE_TELLS_DROPS,
  INTERFACE_UNSUPPORTED,
  INTERFACE_WORDS,
  MAX_INTERFACES,
} from "../../wasm/layout.ts";
import type { CaptureInterface } from "./batch.ts";
import type { InterfaceDescription, InterfaceStatistics } from "./container/pcapng_blocks.ts";
import type { SourceHost } from "./source.ts";
import type { CaptureTotals } from "./totals.ts";

const TWO_32 = 2 ** 32;

/** Fills and reads the interface table of one source. */
export class SectionInterfaces {
  readonly #address: number;
  #table!: Uint32Array;
  #framing: Uint32Array = new Uint32Array(0);
  #count = 0;
  /** Drops that statistics blocks told of, by interface. */
  readonly #drops = new Map<number, number>();

  /** @param allocate reserves so many bytes of WASM memory and returns their address */
  constructor(allocate: (bytes: number) => number) {
    this.#address = allocate(MAX_INTERFACES * INTERFACE_WORDS * 4);
  }

  rebuildViews(buffer: ArrayBuffer): void {
    this.#table = new Uint32Array(buffer, this.#address, MAX_INTERFACES * INTERFACE_WORDS);
  }

  /** Begins a section without interfaces. */
  begin(framing: Uint32Array): void {
    this.#framing = framing;
    this.#count = 0;
    this.#drops.clear();
    framing[FRAMING_INTERFACES] = this.#address;
    framing[FRAMING_INTERFACE_COUNT] = 0;
  }

  /**
   * Adds the next interface.
   * @param isNamed packets shall tell of it
   * @returns undefined if nobody can be told of it, or it does not fit into the table: its packets can't be decoded then
   */
  add(
    described: Omit<InterfaceDescription, "comments">,
    isNamed: boolean,
    host: SourceHost,
  ): CaptureInterface | undefined {
    const id = this.#count;
    if (id === MAX_INTERFACES) return undefined;
    const seen = host.interfaces.add(id, described.name, described.linkType);
    const at = id * INTERFACE_WORDS;
    const table = this.#table;
    table.fill(0, at, at + INTERFACE_WORDS);
    table[at + INTERFACE_LINK_TYPE] = described.linkType;
    table[at + INTERFACE_RESOLUTION] = described.resolution;
    table[at + INTERFACE_OFFSET] = Number(described.offset & 0xffff_ffffn);
    table[at + INTERFACE_OFFSET_HIGH] = Number((described.offset >> 32n) & 0xffff_ffffn);
    table[at + INTERFACE_NUMBER] = isNamed && seen ? INTERFACE_NAMED | seen.id : INTERFACE_NONE;
    table[at + INTERFACE_FCS] = described.fcsBytes;
    table[at + INTERFACE_SNAPLEN] = described.snaplen;
    table[at + INTERFACE_SUPPORTED] = host.isSupportedLinkType(described.linkType) ? 1 : 0;
    host.prepareUnits(this.#address + at * 4);
    this.#count++;
    this.#framing[FRAMING_INTERFACE_COUNT] = this.#count;
    return seen;
  }

  /** if_tsresol of an interface. */
  resolutionOf(id: number): number {
    return this.#table[id * INTERFACE_WORDS + INTERFACE_RESOLUTION]!;
  }

  /** The last statistics of an interface are those that count. */
  noteStatistics({ interfaceId, drops }: InterfaceStatistics): void {
    if (drops !== undefined && interfaceId < this.#count) this.#drops.set(interfaceId, drops);
  }

  /** Hands over what a decode call has counted by link type. */
  takeCounts(totals: CaptureTotals): void {
    const table = this.#table;
    for (let at = 0; at < this.#count * INTERFACE_WORDS; at += INTERFACE_WORDS) {
      const n = table[at + INTERFACE_UNSUPPORTED]!;
      if (n === 0) continue;
      totals.addUnsupported(table[at + INTERFACE_LINK_TYPE]!, n);
      table[at + INTERFACE_UNSUPPORTED] = 0;
    }
  }

  /** The section is over. */
  end(totals: CaptureTotals): void {
    for (let id = 0; id < this.#count; id++) {
      const told = this.#drops.get(id);
      const at = id * INTERFACE_WORDS;
      if (told !== undefined) totals.addDrops(told);
      else if (this.#table[at + INTERFACE_TELLS_DROPS]) {
        totals.addDrops(
          this.#table[at + INTERFACE_DROPS]! + this.#table[at + INTERFACE_DROPS_HIGH]! * TWO_32,
        );
      }
    }
    this.#count = 0;
  }
}

/** An if_tsresol in words. */
export function resolutionName(resolution: number): string {
  const names: Readonly<Record<number, string>> = {
    0: "seconds",
    3: "milliseconds",
    6: "microseconds",
    9: "nanoseconds",
    12: "picoseconds",
  };
  return names[resolution] ?? (resolution & 0x80 ? `2^-${resolution & 0x7f}` : `10^-${resolution}`);
}
