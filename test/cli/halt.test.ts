import { describe, expect, test } from "vitest";
import { Halt } from "../../src/cli/halt.ts";

describe("Halt", () => {
  test("gives what the promise gives", async () => {
    const halt = new Halt();
    expect(await halt.wait(Promise.resolve(5))).toBe(5);
    await expect(halt.wait(Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(halt.halted).toBe(false);
  });

  test("ends the present wait and all later ones", async () => {
    const halt = new Halt();
    const waiting = halt.wait(new Promise(() => {}));
    halt.halt();
    expect(await waiting).toBeUndefined();
    expect(await halt.wait(new Promise(() => {}))).toBeUndefined();
    expect(halt.halted).toBe(true);
  });
});
