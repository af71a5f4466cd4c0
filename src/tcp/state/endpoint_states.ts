/**
 * The state of one endpoint, as far as a passive observer can know it: one table, written once for both sides.
 *
 * An observation is a segment that passed the tap, so "receives" is certain only when the endpoint's own later
 * segment shows it; rows are keyed by what the endpoint itself sent or what its peer's segments prove.
 */

/** RFC 9293 3.3.2, and UNKNOWN: no SYN of this endpoint was seen (not in RFC 9293). */
export const stateNames = [
  "UNKNOWN",
  "SYN-SENT",
  "SYN-RECEIVED",
  "ESTABLISHED",
  "FIN-WAIT-1",
  "FIN-WAIT-2",
  "CLOSE-WAIT",
  "CLOSING",
  "LAST-ACK",
  "TIME-WAIT",
  "CLOSED",
] as const;

export type StateName = (typeof stateNames)[number];

/** What is observed of an endpoint, in the order in which a segment's parts are worked off. */
export const observationNames = [
  "sends SYN",
  "sends SYN-ACK",
  "acknowledges SYN",
  "SYN acknowledged",
  "acknowledges FIN",
  "FIN acknowledged",
  "sends FIN",
  "sends RST",
  "receives RST",
] as const;

export type ObservationName = (typeof observationNames)[number];

/** One transition. Observations without a row leave the state as it is. */
export interface StateRow {
  readonly state: StateName;
  readonly event: ObservationName;
  readonly next: StateName;
  /** Where RFC 9293 says so. */
  readonly clause: string;
}

const row = (state: StateName, event: ObservationName, next: StateName, clause: string): StateRow => ({
  state,
  event,
  next,
  clause: `RFC 9293 ${clause}`,
});

/** States from which a reset leads to CLOSED: all but those that hold no connection. */
const resettable = stateNames.filter((state) => state !== "CLOSED");

/** The table. */
export const stateRows: readonly StateRow[] = [
  row("UNKNOWN", "sends SYN", "SYN-SENT", "3.10.1"),
  row("UNKNOWN", "sends SYN-ACK", "SYN-RECEIVED", "3.10.7.2"),
  row("SYN-SENT", "sends SYN-ACK", "SYN-RECEIVED", "3.10.7.3"),
  row("UNKNOWN", "acknowledges SYN", "ESTABLISHED", "3.10.7.3"),
  row("SYN-SENT", "acknowledges SYN", "ESTABLISHED", "3.10.7.3"),
  row("UNKNOWN", "SYN acknowledged", "ESTABLISHED", "3.10.7.4"),
  row("SYN-RECEIVED", "SYN acknowledged", "ESTABLISHED", "3.10.7.4"),

  row("UNKNOWN", "acknowledges FIN", "CLOSE-WAIT", "3.10.7.4"),
  row("SYN-RECEIVED", "acknowledges FIN", "CLOSE-WAIT", "3.10.7.4"),
  row("ESTABLISHED", "acknowledges FIN", "CLOSE-WAIT", "3.10.7.4"),
  row("FIN-WAIT-1", "acknowledges FIN", "CLOSING", "3.10.7.4"),
  row("FIN-WAIT-2", "acknowledges FIN", "TIME-WAIT", "3.10.7.4"),

  row("FIN-WAIT-1", "FIN acknowledged", "FIN-WAIT-2", "3.10.7.4"),
  row("CLOSING", "FIN acknowledged", "TIME-WAIT", "3.10.7.4"),
  row("LAST-ACK", "FIN acknowledged", "CLOSED", "3.10.7.4"),

  row("UNKNOWN", "sends FIN", "FIN-WAIT-1", "3.10.4"),
  row("SYN-RECEIVED", "sends FIN", "FIN-WAIT-1", "3.10.4"),
  row("ESTABLISHED", "sends FIN", "FIN-WAIT-1", "3.10.4"),
  row("CLOSE-WAIT", "sends FIN", "LAST-ACK", "3.10.4"),

  ...resettable.map((state) => row(state, "sends RST", "CLOSED", "3.10.5")),
  ...resettable.map((state) => row(state, "receives RST", "CLOSED", "3.10.7")),
];

export const STATE_UNKNOWN = 0;

/** Indices into {@link observationNames}. */
export const SENDS_SYN = 0;
export const SENDS_SYN_ACK = 1;
export const ACKNOWLEDGES_SYN = 2;
export const SYN_ACKNOWLEDGED = 3;
export const ACKNOWLEDGES_FIN = 4;
export const FIN_ACKNOWLEDGED = 5;
export const SENDS_FIN = 6;
export const SENDS_RST = 7;
export const RECEIVES_RST = 8;

const transitions = compile(stateRows);

function compile(rows: readonly StateRow[]): Uint8Array {
  const width = observationNames.length;
  const table = new Uint8Array(stateNames.length * width);
  for (let state = 0; state < stateNames.length; state++)
    table.fill(state, state * width, (state + 1) * width);
  for (const { state, event, next } of rows) {
    table[stateNames.indexOf(state) * width + observationNames.indexOf(event)] = stateNames.indexOf(next);
  }
  return table;
}

/** The state after `observation` in `state`; both are indices. */
export function nextState(state: number, observation: number): number {
  return transitions[state * observationNames.length + observation]!;
}
