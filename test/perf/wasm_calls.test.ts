import { beforeEach, describe, expect, test, vi } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import type { DecoderExports } from "../../src/capture/wasm_module.ts";
import { chunksOf } from "./captures.ts";

/** How often each export was called. */
const calls = vi.hoisted(() => new Map<string, number>());

vi.mock("../../src/capture/wasm_module.ts", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../src/capture/wasm_module.ts")>();
  return {
    ...original,
    instantiateDecoder(): DecoderExports {
      const counted = Object.entries(original.instantiateDecoder()).map(([name, member]) => {
        if (typeof member !== "function") return [name, member];
        const call = (...args: unknown[]): unknown => {
          calls.set(name, (calls.get(name) ?? 0) + 1);
          return (member as (...args: unknown[]) => unknown)(...args);
        };
        return [name, call];
      });
      return Object.fromEntries(counted) as unknown as DecoderExports;
    },
  };
});

/** Calls of each export for every chunk but the first, which has the file's header, and the last, which is small. */
function callsOf(chunks: readonly Uint8Array[]): Record<string, number>[] {
  const analyzer = new Analyzer({ detail: "phase" });
  analyzer.nextFile("generated");
  return chunks
    .map((chunk) => {
      calls.clear();
      analyzer.push(chunk);
      for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) analyzer.recycle(block);
      return Object.fromEntries(calls);
    })
    .slice(1, -1);
}

beforeEach(() => calls.clear());

describe("calls into WASM", () => {
  test.each([
    { profile: "small-100" },
    { profile: "mtu", live: 100 },
    { profile: "lossy", live: 100, lossPerMille: 100 },
    { profile: "small-100", linkType: "sll2", ipv6: 1 },
    { profile: "small-100", container: "pcapng" },
  ] as const)(
    "%o: a chunk of lasting connections is one call of decode, and one to keep room for flows",
    (shape) => {
      const seen = callsOf(chunksOf({ ...shape, bytes: 4e6, seed: 3 }));
      expect(seen.length).toBeGreaterThan(4);
      for (const chunk of seen) expect(chunk).toEqual({ flowReserve: 1, decode: 1 });
    },
  );

  test("connections that end add one call a chunk, which gives all their indices back", () => {
    // 4 ms between packets: thousands are over for more than the 5 s that they are kept
    const seen = callsOf(chunksOf({ profile: "small-100k", live: 50, meanGap: 4000, bytes: 4e6, seed: 3 }));
    expect(seen.length).toBeGreaterThan(4);
    for (const chunk of seen) expect(chunk).toEqual({ flowReserve: 1, decode: 1, flowRelease: 1 });
  });
});
