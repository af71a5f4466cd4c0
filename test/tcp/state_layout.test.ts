/** The slots of a connection's state: none lies on another one, and what every segment touches lies together. */
import { describe, expect, it } from "vitest";
import * as turn from "../../src/tcp/data/turn_block.ts";
import * as marks from "../../src/tcp/phases/reset_marks.ts";
import * as layout from "../../src/tcp/state/state_layout.ts";
import { LETTER_WORDS } from "../../src/tcp/summary/zeek_letters.ts";

const { CLIENT, SERVER, STATE_WORDS, WORDS_BEFORE_NUMBERS, endpointNumbers, endpointWords } = layout;
const LINE_WORDS = 16;

/** Words of the slots that are more than one of theirs; all others are one word or one number. */
const WIDTHS: Readonly<Record<string, number>> = {
  C_PACKETS: 2,
  C_ACK_FRAME: 2,
  C_SYN_FRAME: 2,
  C_HELD: 2,
  C_CLIENT_ADDRESS: 4,
  C_SERVER_ADDRESS: 4,
  // behind the letters a count for each side
  C_HISTORY: LETTER_WORDS + 2,
};
/** Another name of a slot. */
const ALIASES = ["EN_FIN_ACK_TIME"];

function slotsOf(module: object, prefix: string): [name: string, slot: number][] {
  return Object.entries(module).filter(
    ([name, value]) =>
      name.startsWith(prefix) &&
      typeof value === "number" &&
      !/_(SHIFT|MASK)$/.test(name) &&
      !ALIASES.includes(name),
  );
}

/** Which slot has each word of a block; throws where there are two. */
function occupy(whole: number, slots: readonly (readonly [name: string, at: number, width: number])[]) {
  const owners = new Array<string | undefined>(whole);
  for (const [name, at, width] of slots) {
    for (let word = at; word < at + width; word++) {
      if (word < 0 || word >= whole) throw new Error(`${name} lies outside`);
      if (owners[word] !== undefined) throw new Error(`${name} lies on ${owners[word]}`);
      owners[word] = name;
    }
  }
  return owners;
}

function stateOwners() {
  const ofConnection = slotsOf(layout, "C_").map(([name, slot]) => [name, slot, WIDTHS[name] ?? 1] as const);
  const numbers = slotsOf(layout, "CN_").map(
    ([name, slot]) => [name, WORDS_BEFORE_NUMBERS + 2 * slot, 2] as const,
  );
  const ofEndpoints = [CLIENT, SERVER].flatMap((side) => [
    ...slotsOf(layout, "E_").map(
      ([name, slot]) => [`${name} of ${side}`, endpointWords(side) + slot, 1] as const,
    ),
    ...slotsOf(layout, "EN_").map(
      ([name, slot]) =>
        [`${name} of ${side}`, WORDS_BEFORE_NUMBERS + 2 * (endpointNumbers(side) + slot), 2] as const,
    ),
  ]);
  return occupy(STATE_WORDS, [...ofConnection, ...numbers, ...ofEndpoints]);
}

describe("the state of a connection", () => {
  it("has a place of its own for each slot", () => {
    const owners = stateOwners();
    expect(owners[layout.C_FLAGS]).toBe("C_FLAGS");
    expect(owners[layout.C_HISTORY + LETTER_WORDS + 1]).toBe("C_HISTORY");
    expect(owners[WORDS_BEFORE_NUMBERS + 2 * layout.CN_FLOW + 1]).toBe("CN_FLOW");
    expect(new Set(owners).size).toBeGreaterThan(100);
  });

  it("is whole lines, without one that is empty", () => {
    expect(STATE_WORDS % LINE_WORDS).toBe(0);
    const owners = stateOwners();
    for (let line = 0; line < STATE_WORDS; line += LINE_WORDS)
      expect(owners.slice(line, line + LINE_WORDS).some((owner) => owner !== undefined)).toBe(true);
  });
});

describe("a block", () => {
  it.each([
    ["of a turn", turn, turn.TURN_LINES, "T"],
    ["behind a RST", marks, 1, "R"],
  ])("%s has a place of its own for each slot", (_name, module, lines, letter) => {
    const words = slotsOf(module, `${letter}W_`).map(([name, slot]) => [name, slot, 1] as const);
    const numbers = slotsOf(module, `${letter}N_`).map(([name, slot]) => [name, 2 * slot, 2] as const);
    const owners = occupy(lines * LINE_WORDS, [...words, ...numbers]);
    expect(owners.filter((owner) => owner !== undefined).length).toBe(words.length + 2 * numbers.length);
    expect(numbers.length).toBeGreaterThan(5);
  });
});
