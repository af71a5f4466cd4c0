/** However connections end, they give back the blocks that they took (state/paged_blocks.ts). */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import type { AnalyzeOptions, Detail } from "../../src/options.ts";
import { PagedBlocks } from "../../src/tcp/state/paged_blocks.ts";
import { scriptCapture } from "../golden/script_capture.ts";
import { randomTraffic, scriptOf } from "../lifecycle/traffic.ts";
import { randomScript } from "./random_segments.ts";

/** Blocks that are out, by who hands them out; throws where one is given back that is not. */
class Ledger {
  readonly #out = new Map<PagedBlocks, Set<number>>();
  taken = 0;

  constructor() {
    const { take, free } = PagedBlocks.prototype;
    const ledger = this;
    vi.spyOn(PagedBlocks.prototype, "take").mockImplementation(function (this: PagedBlocks) {
      const handle = take.call(this);
      ledger.#of(this).add(handle);
      ledger.taken++;
      return handle;
    });
    vi.spyOn(PagedBlocks.prototype, "free").mockImplementation(function (this: PagedBlocks, handle) {
      if (!ledger.#of(this).delete(handle)) throw new Error(`${handle} was not handed out`);
      free.call(this, handle);
    });
  }

  get out(): number {
    let sum = 0;
    for (const [blocks, handles] of this.#out) {
      expect(blocks.used).toBe(handles.size);
      sum += handles.size;
    }
    return sum;
  }

  #of(blocks: PagedBlocks): Set<number> {
    let handles = this.#out.get(blocks);
    if (!handles) {
      handles = new Set();
      this.#out.set(blocks, handles);
    }
    return handles;
  }
}

function run(bytes: Uint8Array, options: AnalyzeOptions): void {
  const analyzer = new Analyzer(options);
  analyzer.nextFile("x.pcap");
  analyzer.push(bytes);
  analyzer.end();
  analyzer.flush();
}

const DATA = new URL("../data/", import.meta.url);
const scripted = readdirSync(DATA).filter((file) => file.endsWith(".pcap"));

const OPTIONS: readonly (readonly [string, AnalyzeOptions])[] = [
  ...(["flow", "phase", "segment"] as const satisfies readonly Detail[]).map(
    (detail) => [`--detail ${detail}`, { detail }] as const,
  ),
  ["a pool without room", { pool: 0 }],
  ["two connections at a time", { maxFlows: 2 }],
];

describe("blocks", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(OPTIONS)("come back from random segments, with %s", (_name, options) => {
    const ledger = new Ledger();
    fc.assert(
      fc.property(randomScript(60), (script) => {
        run(scriptCapture(script), options);
        expect(ledger.out).toBe(0);
      }),
      { numRuns: 100 },
    );
    expect(ledger.taken).toBeGreaterThan(0);
  });

  it.each(OPTIONS)("come back from connections that end in all ways, with %s", (_name, options) => {
    const ledger = new Ledger();
    fc.assert(
      fc.property(randomTraffic(120), (traffic) => {
        run(scriptCapture(scriptOf(traffic)), options);
        expect(ledger.out).toBe(0);
      }),
      { numRuns: 30 },
    );
    expect(ledger.taken).toBeGreaterThan(0);
  });

  it("come back from whole captures, and are taken for what needs them alone", () => {
    const ledger = new Ledger();
    for (const file of scripted) run(readFileSync(new URL(file, DATA)), { detail: "phase" });
    expect(ledger.out).toBe(0);
    expect(ledger.taken).toBeGreaterThan(0);
  });
});
