import { describe, expect, test, vi } from "vitest";
import { type BlockSource, Outlet } from "../../src/cli/outlet.ts";
import { SystemError, type Target } from "../../src/cli/platform.ts";

const block = (n: number) => Uint8Array.of(n);

/** Blocks that are full, a block that is not, and what came back. */
function source(...full: number[]) {
  const blocks = full.map(block);
  const state = { partly: undefined as number | undefined, recycled: [] as number[] };
  const api: BlockSource = {
    takeBlock: () => blocks.shift(),
    recycle: (written) => void state.recycled.push(written[0]!),
    flush() {
      if (state.partly !== undefined) blocks.push(block(state.partly));
      state.partly = undefined;
    },
  };
  return { api, state, blocks };
}

/** A target whose writes end only when told. */
function target() {
  const started: number[] = [];
  const pending: { resolve(): void; reject(error: unknown): void }[] = [];
  const api: Target = {
    name: "target",
    isTerminal: false,
    write(bytes) {
      started.push(bytes[0]!);
      return new Promise((resolve, reject) => {
        pending.push({ resolve, reject });
      });
    },
  };
  return { api, started, pending };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("Outlet", () => {
  test("has one write under way, and holds the reading loop back with the second", async () => {
    const from = source(1, 2, 3);
    const to = target();
    const outlet = new Outlet(from.api, to.api, () => {});
    let drained = false;
    const draining = outlet.drain().then(() => {
      drained = true;
    });
    await settle();
    expect(to.started).toEqual([1]);
    expect(from.state.recycled).toEqual([]);
    to.pending[0]!.resolve();
    await settle();
    expect({ started: to.started, recycled: from.state.recycled, drained }).toEqual({
      started: [1, 2],
      recycled: [1],
      drained: false,
    });
    to.pending[1]!.resolve();
    await draining;
    expect(to.started).toEqual([1, 2, 3]);
  });

  test("writes a partly filled block 50 ms after input, in order with the others", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const from = source(1);
      const to = target();
      const outlet = new Outlet(from.api, to.api, () => {});
      void outlet.drain();
      from.state.partly = 2;
      outlet.flushSoon();
      vi.advanceTimersByTime(40);
      outlet.flushSoon();
      vi.advanceTimersByTime(9);
      expect(from.state.partly).toBe(2);
      vi.advanceTimersByTime(1);
      from.blocks.push(block(3));
      void outlet.drain();
      for (let i = 0; i < 3; i++) {
        await settle();
        to.pending[i]!.resolve();
      }
      await settle();
      expect(to.started).toEqual([1, 2, 3]);
      expect(from.state.recycled).toEqual([1, 2, 3]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("finish() writes the rest and waits for it", async () => {
    const from = source();
    const to = target();
    from.state.partly = 7;
    let finished = false;
    const outlet = new Outlet(from.api, to.api, () => {});
    const finishing = outlet.finish().then(() => {
      finished = true;
    });
    await settle();
    expect({ started: to.started, finished }).toEqual({ started: [7], finished: false });
    to.pending[0]!.resolve();
    await finishing;
  });

  test.each([
    ["EPIPE", undefined],
    ["ENOSPC", "full"],
  ])("after %s it takes no more", async (code, failure) => {
    const from = source(1, 2, 3);
    const to = target();
    const onClosed = vi.fn();
    const outlet = new Outlet(from.api, to.api, onClosed);
    const draining = outlet.drain();
    await settle();
    to.pending[0]!.reject(new SystemError("full", code));
    await draining;
    await outlet.finish();
    expect(to.started).toEqual([1]);
    expect(onClosed).toHaveBeenCalledOnce();
    expect(outlet.closed).toBe(true);
    expect(outlet.failure?.message).toBe(failure);
  });

  test("a bug in writing is not taken for a failure of the system", async () => {
    const to = target();
    const outlet = new Outlet(source(1).api, to.api, () => {});
    const finishing = outlet.finish();
    await settle();
    to.pending[0]!.reject(new TypeError("bug"));
    await expect(finishing).rejects.toThrow(TypeError);
    expect(outlet.closed).toBe(false);
  });
});
