/** Words on arrows, folds and headings. */
import { formatBytes, formatDuration, formatRate, grouped, rateOf } from "../layout/quantities.ts";
import { type Band, type Diagram, type FoldRow, type PacketRow, packetsOf } from "./diagram.ts";

const FLAG_NAMES: Readonly<Record<string, string>> = {
  F: "FIN",
  S: "SYN",
  R: "RST",
  P: "PSH",
  ".": "ACK",
  U: "URG",
  E: "ECE",
  W: "CWR",
  e: "AE",
};

/** The flags by their names: SYN,ACK. */
export function flagNames(flags: string): string {
  if (flags === "none") return "no flags";
  return [...flags].map((letter) => FLAG_NAMES[letter] ?? letter).join(",");
}

/** `PSH,ACK seq 1:7 ack 1 len 6 win 502`; the parts that can be left out where there is no room come last. */
export function arrowParts(row: PacketRow): string[] {
  const range = row.len > 0 ? `seq ${row.seq}:${row.seq + row.len}` : `seq ${row.seq}`;
  const parts = [`${flagNames(row.flags)} ${range}`];
  if (row.ack !== undefined) parts.push(`ack ${row.ack}`);
  if (row.len > 0) parts.push(`len ${row.len}`);
  parts.push(`win ${row.win}${row.winIsScaled ? "" : " unscaled"}`);
  return parts;
}

/** What is said of folded packets, in parts. */
export function foldParts(fold: FoldRow): string[] {
  const time =
    fold.firstRel !== undefined && fold.lastRel !== undefined ? fold.lastRel - fold.firstRel : undefined;
  const parts = [`${counted(packetsOf(fold), "packet")} #${fold.firstFrame}–#${fold.lastFrame}`];
  if (time !== undefined && time >= 0) parts[0] += ` in ${formatDuration(time)}`;
  for (const [way, arrow] of [
    [fold.c2s, "►"],
    [fold.s2c, "◄"],
  ] as const) {
    if (way.segments > 0) {
      const rate = rateOf(way.bytes, time);
      const speed = rate === undefined ? "" : ` (${formatRate(rate)})`;
      parts.push(`${arrow} ${counted(way.segments, "segment")}, ${formatBytes(way.bytes)}${speed}`);
    }
    if (way.bare > 0) parts.push(`${arrow} ${counted(way.bare, "empty segment")}`);
  }
  for (const [kind, n] of fold.marks) parts.push(`${grouped(n)} × ${kind}`);
  if (fold.isCut) parts.push("left out: the ladder has no room for all");
  return parts;
}

/** `1 packet`, `2 packets`. */
export function counted(n: number, what: string): string {
  return `${grouped(n)} ${what}${n === 1 ? "" : "s"}`;
}

const OPENINGS: Readonly<Record<Diagram["end"]["opened"], string>> = {
  three_way: "three-way handshake",
  simultaneous: "simultaneous open",
  split: "handshake, SYN-ACK split in two",
  fast_open: "Fast Open",
  midstream: "begun before the capture",
  no_answer: "no answer",
  refused: "refused",
  no_ack: "SYN-ACK not acknowledged",
  reset: "reset before it was open",
};

const CLOSINGS: Readonly<Record<Diagram["end"]["closed"], string>> = {
  simultaneous: "simultaneous close",
  half_close: "half-close, then data, then close",
  three_segment: "three segments",
  four_segment: "four segments",
  reset: "reset",
  half_closed: "one side only",
  open: "not closed",
};

/** The heading of a part of the connection. */
export function bandTitle(band: Band, { end, established }: Diagram): string {
  switch (band) {
    case "handshake": {
      const time = established?.handshake_ns;
      const seen = established?.inferred ? `, ${established.inferred.replaceAll("_", " ")}` : "";
      return `handshake: ${OPENINGS[end.opened]}${time === undefined ? "" : `, ${formatDuration(time)}`}${seen}`;
    }
    case "transfer":
      return end.opened === "midstream" ? `data: ${OPENINGS.midstream}` : "data";
    case "teardown":
      return `teardown: ${CLOSINGS[end.closed]}${end.closed_by === undefined ? "" : `, ${first(end.closed_by)}`}`;
    case "closed":
      return "after the close";
  }
}

function first(by: "client" | "server" | "both"): string {
  return by === "both" ? "both at once" : `${by} first`;
}

/** How the connection stood when it was over, in sentences of one line each. */
export function endings({ end, rows }: Diagram): string[] {
  const lines: string[] = [];
  const wait = end.close_wait_ns;
  const closing = CLOSINGS[end.closed];
  const by = end.closed_by === undefined ? "" : `, ${first(end.closed_by)}`;
  const waited = wait === undefined || wait === 0 ? "" : `, ${formatDuration(wait)} half-closed`;
  const left =
    end.time_wait === undefined
      ? ""
      : `; TIME-WAIT: ${end.time_wait === "both" ? "both sides" : end.time_wait}`;
  lines.push(`${end.closed === "open" ? "" : "closed: "}${closing}${by}${waited}${left}`);
  lines.push(`states: client ${end.client_state}, server ${end.server_state}`);
  if (end.reason !== "closed" && end.reason !== "reset") lines.push(`ended here by: ${REASONS[end.reason]}`);
  if (end.half_open !== undefined) lines.push(`the ${end.half_open} may still believe in the connection`);
  if (end.stalls) {
    const stalls = end.stalls.map(
      (stall) =>
        `${formatDuration(stall.total_ns)} for the ${stall.waiting_on.replaceAll("_", " ")} (${stall.n}×, longest until #${stall.max_frame})`,
    );
    lines.push(`waited: ${stalls.join("; ")}`);
  }
  const copies = end.c2s.copies + end.s2c.copies;
  if (copies > 0) lines.push(`${counted(copies, "copy").replace("copys", "copies")} of packets not drawn`);
  if (rows.some((row) => row.type === "fold" && row.isCut))
    lines.push("the ladder is cut: see the format text");
  return lines;
}

const REASONS: Readonly<Record<Diagram["end"]["reason"], string>> = {
  closed: "its close",
  reset: "a reset",
  idle: "its timeout",
  reuse: "a new connection with its addresses and ports",
  evicted: "too many connections (--max-flows)",
  eof: "the end of the capture",
  interrupted: "an interrupt",
  update: "nothing",
};
