import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  ACKNOWLEDGES_FIN,
  ACKNOWLEDGES_SYN,
  FIN_ACKNOWLEDGED,
  nextState,
  type ObservationName,
  observationNames,
  RECEIVES_RST,
  SENDS_FIN,
  SENDS_RST,
  SENDS_SYN,
  SENDS_SYN_ACK,
  STATE_UNKNOWN,
  type StateName,
  SYN_ACKNOWLEDGED,
  stateNames,
  stateRows,
} from "../../src/tcp/state/endpoint_states.ts";

const MATRIX = new URL("state_matrix.txt", import.meta.url);

function after(state: StateName, ...observations: ObservationName[]): StateName {
  const end = observations.reduce(
    (index, observation) => nextState(index, observationNames.indexOf(observation)),
    stateNames.indexOf(state),
  );
  return stateNames[end]!;
}

/** One line a state, one column an observation; a dot where the state stays. */
function matrix(): string {
  const width =
    Math.max(...observationNames.map((name) => name.length), ...stateNames.map((n) => n.length)) + 2;
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell) => cell.padEnd(width))
      .join("")
      .trimEnd();
  const rows = stateNames.map((state) =>
    line([
      state,
      ...observationNames.map((observation) => {
        const next = after(state, observation);
        return next === state ? "." : next;
      }),
    ]),
  );
  return `${[line(["", ...observationNames]), ...rows].join("\n")}\n`;
}

describe("the state table", () => {
  it("names a clause of RFC 9293 in every row", () => {
    for (const row of stateRows) expect(row.clause, JSON.stringify(row)).toMatch(/^RFC 9293 3\.\d+(\.\d+)*$/);
  });

  it("has one row for a state and an observation, and none that stays", () => {
    const keys = stateRows.map(({ state, event }) => `${state}, ${event}`);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
    expect(stateRows.filter(({ state, next }) => state === next)).toEqual([]);
  });

  it("is what nextState does, and nothing else is", () => {
    const rows = new Map(stateRows.map((row) => [`${row.state}, ${row.event}`, row.next]));
    for (const state of stateNames) {
      for (const event of observationNames) {
        expect(after(state, event), `${state}, ${event}`).toBe(rows.get(`${state}, ${event}`) ?? state);
      }
    }
  });

  it("is the matrix in state_matrix.txt", () => {
    if (process.env.UPDATE === "1") writeFileSync(MATRIX, matrix());
    expect(matrix()).toBe(readFileSync(MATRIX, "utf8"));
  });

  it("has constants that are the places of the names", () => {
    expect(stateNames[STATE_UNKNOWN]).toBe("UNKNOWN");
    const constants: readonly (readonly [number, ObservationName])[] = [
      [SENDS_SYN, "sends SYN"],
      [SENDS_SYN_ACK, "sends SYN-ACK"],
      [ACKNOWLEDGES_SYN, "acknowledges SYN"],
      [SYN_ACKNOWLEDGED, "SYN acknowledged"],
      [ACKNOWLEDGES_FIN, "acknowledges FIN"],
      [FIN_ACKNOWLEDGED, "FIN acknowledged"],
      [SENDS_FIN, "sends FIN"],
      [SENDS_RST, "sends RST"],
      [RECEIVES_RST, "receives RST"],
    ];
    for (const [index, name] of constants) expect(observationNames[index]).toBe(name);
    expect(constants.length).toBe(observationNames.length);
  });
});

/**
 * The arrows of RFC 9293 figure 5 that segments show. The others are calls of users and timers: passive OPEN, CLOSE
 * in LISTEN and SYN-SENT, the end of TIME-WAIT; and a tap cannot tell LISTEN from CLOSED, so both are UNKNOWN.
 */
const FIGURE_5: readonly (readonly [arrow: string, StateName, ObservationName[], StateName])[] = [
  ["active OPEN, snd SYN", "UNKNOWN", ["sends SYN"], "SYN-SENT"],
  ["LISTEN: rcv SYN, snd SYN,ACK", "UNKNOWN", ["sends SYN-ACK"], "SYN-RECEIVED"],
  ["rcv SYN, snd SYN,ACK", "SYN-SENT", ["sends SYN-ACK"], "SYN-RECEIVED"],
  ["rcv SYN,ACK, snd ACK", "SYN-SENT", ["acknowledges SYN"], "ESTABLISHED"],
  ["rcv ACK of SYN", "SYN-RECEIVED", ["SYN acknowledged"], "ESTABLISHED"],
  ["CLOSE, snd FIN", "SYN-RECEIVED", ["sends FIN"], "FIN-WAIT-1"],
  ["rcv RST", "SYN-RECEIVED", ["receives RST"], "CLOSED"],
  ["CLOSE, snd FIN", "ESTABLISHED", ["sends FIN"], "FIN-WAIT-1"],
  ["rcv FIN, snd ACK", "ESTABLISHED", ["acknowledges FIN"], "CLOSE-WAIT"],
  ["rcv ACK of FIN", "FIN-WAIT-1", ["FIN acknowledged"], "FIN-WAIT-2"],
  ["rcv FIN, snd ACK", "FIN-WAIT-1", ["acknowledges FIN"], "CLOSING"],
  ["rcv FIN with ACK of FIN, snd ACK", "FIN-WAIT-1", ["FIN acknowledged", "acknowledges FIN"], "TIME-WAIT"],
  ["rcv FIN, snd ACK", "FIN-WAIT-2", ["acknowledges FIN"], "TIME-WAIT"],
  ["rcv ACK of FIN", "CLOSING", ["FIN acknowledged"], "TIME-WAIT"],
  ["CLOSE, snd FIN", "CLOSE-WAIT", ["sends FIN"], "LAST-ACK"],
  ["rcv ACK of FIN", "LAST-ACK", ["FIN acknowledged"], "CLOSED"],
];

describe("RFC 9293 figure 5", () => {
  it.each(FIGURE_5)("%s: from %s", (_, state, observations, next) => {
    expect(after(state, ...observations)).toBe(next);
  });

  it("leaves CLOSED and TIME-WAIT by no ordinary segment", () => {
    const ordinary = observationNames.filter((name) => !name.endsWith("RST"));
    for (const observation of ordinary) {
      expect(after("CLOSED", observation)).toBe("CLOSED");
      expect(after("TIME-WAIT", observation)).toBe("TIME-WAIT");
    }
  });

  it("reaches every state from UNKNOWN", () => {
    const reached = new Set<StateName>(["UNKNOWN"]);
    for (const state of reached)
      for (const observation of observationNames) reached.add(after(state, observation));
    expect([...reached].sort()).toEqual([...stateNames].sort());
  });

  it("ends every connection by a RST, on both sides (3.10.5, 3.10.7)", () => {
    for (const state of stateNames) {
      expect(after(state, "sends RST")).toBe("CLOSED");
      expect(after(state, "receives RST")).toBe("CLOSED");
    }
  });
});
