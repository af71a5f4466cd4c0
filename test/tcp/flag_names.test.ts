import { describe, expect, it } from "vitest";
import { flagNames } from "../../src/tcp/segment/flag_names.ts";

describe("flagNames", () => {
  it.each([
    [0x002, "S"],
    [0x012, "S."],
    [0x010, "."],
    [0x018, "P."],
    [0x011, "F."],
    [0x019, "FP."],
    [0x004, "R"],
    [0x014, "R."],
    [0x0c2, "SEW"],
    [0x052, "S.E"],
    [0x029, "FPU"],
    [0x1c2, "SEWe"],
    [0x000, "none"],
    [0x1ff, "FSRP.UEWe"],
  ])("writes %i as %s", (flags, text) => {
    expect(flagNames(flags)).toBe(text);
  });

  it("writes each of the nine bits as a letter, in the order of the bits", () => {
    for (let flags = 1; flags < 512; flags++) {
      const bits = flags.toString(2).padStart(9, "0");
      const text = [..."FSRP.UEWe"].filter((_, i) => bits.at(-1 - i) === "1").join("");
      expect(flagNames(flags)).toBe(text);
    }
  });
});
