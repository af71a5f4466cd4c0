/** Finds our connection for each line of a conn.log, and says why they differ if they do. */

import type { Baseline, ZeekLine } from "./baselines.ts";
import { type ClassId, classesOf } from "./classes.ts";
import { areEqual, factsOf, isSameWay } from "./facts.ts";
import { analyze, analyzeOnly, type OurFlow, type OurRun, type OurSegment } from "./our_flows.ts";
import { cutWhereZeekDoes } from "./zeek_cuts.ts";

/** What became of a line. */
export interface Match {
  readonly line: ZeekLine;
  /** undefined: we have no such connection. */
  readonly flow: OurFlow | undefined;
  /** Empty: equal; undefined: unexplained. */
  readonly classes: readonly ClassId[] | undefined;
}

/** Two flows of the same endpoints. */
const areOfOnePair = (a: OurFlow, b: OurFlow): boolean =>
  a.clientIp === b.clientIp &&
  a.clientPort === b.clientPort &&
  a.serverIp === b.serverIp &&
  a.serverPort === b.serverPort;

/** Matches the lines of all logs of a capture. */
export function matchBaseline(baseline: Baseline, capture: Uint8Array, run: OurRun): Match[] {
  const matches = baseline.logs.map((log) => new LogMatching(log, capture, run).matches());
  const isOfThis = (log: readonly Match[]): boolean => log.some(({ flow }) => flow !== undefined);
  return matches.flatMap((log) => {
    if (isOfThis(log) || !matches.some(isOfThis)) return log;
    return log.map((match): Match => ({ ...match, classes: ["other_capture"] }));
  });
}

/** The lines of one log, each of which takes a flow. */
class LogMatching {
  readonly #log: readonly ZeekLine[];
  readonly #capture: Uint8Array;
  readonly #run: OurRun;
  readonly #taken = new Set<OurFlow>();
  /** Those of a run with VLAN ids in the key, as far as no line has taken them. */
  #keyed: OurFlow[] | undefined;

  constructor(log: readonly ZeekLine[], capture: Uint8Array, run: OurRun) {
    this.#log = log;
    this.#capture = capture;
    this.#run = run;
  }

  matches(): Match[] {
    const found = new Map<ZeekLine, Match>();
    const passes = [
      (line: ZeekLine) => this.#direct(line, (flow) => (isEqual(line, flow) ? [] : undefined)),
      (line: ZeekLine) => this.#direct(line, (flow) => classesOf(line, flow)),
      (line: ZeekLine) => this.#withVlanKey(line),
      (line: ZeekLine) => this.#recomputed(line),
      (line: ZeekLine) => this.#unexplained(line),
    ];
    for (const pass of passes) {
      for (const line of this.#log) {
        if (found.has(line)) continue;
        const match = pass(line);
        if (match !== undefined) found.set(line, match);
      }
    }
    return this.#log.map((line) => found.get(line)!);
  }

  /** Flows that the line can be about. */
  #candidates(line: ZeekLine): OurFlow[] {
    if (line.originator === undefined) return [...this.#run.flows];
    return this.#run.flows.filter((flow) => isSameWay(line, flow) !== undefined);
  }

  #direct(line: ZeekLine, explain: (flow: OurFlow) => ClassId[] | undefined): Match | undefined {
    for (const flow of this.#candidates(line)) {
      const classes = this.#taken.has(flow) ? undefined : explain(flow);
      if (classes === undefined) continue;
      this.#taken.add(flow);
      return { line, flow, classes };
    }
    return undefined;
  }

  /** Runs the analyzer with VLAN ids in the key, where there are copies, which may be other connections then. */
  #withVlanKey(line: ZeekLine): Match | undefined {
    if (line.originator === undefined) return undefined;
    if (!this.#candidates(line).some(({ copies }) => copies > 0)) return undefined;
    this.#keyed ??= [...analyze(this.#capture, { flowKey: ["vlan"] }).flows];
    const at = this.#keyed.findIndex((flow) => isEqual(line, flow) && isSameWay(line, flow) !== undefined);
    if (at < 0) return undefined;
    const [flow] = this.#keyed.splice(at, 1);
    return { line, flow, classes: ["key_with_vlan"] };
  }

  /** Runs the analyzer again on what Zeek took for one connection. */
  #recomputed(line: ZeekLine): Match | undefined {
    for (const flow of this.#candidates(line)) {
      const flows = this.#run.flows.filter((other) => areOfOnePair(flow, other));
      const segments = flows.flatMap((other) => other.segments).filter(({ isCopy }) => !isCopy);
      segments.sort((a, b) => a.frame - b.frame);
      const parts = cutWhereZeekDoes(segments);
      // where Zeek cuts nothing, its timers explain nothing
      const attempts: [ClassId, OurSegment[]][] =
        parts.length > 1 ? parts.map((part) => ["zeek_timers", part]) : [];
      const beginning = beginningOf(segments, line);
      if (beginning !== undefined) attempts.push(["stopped", beginning]);
      for (const [id, part] of attempts) {
        for (const again of analyzeOnly(this.#capture, part)) {
          const classes = classesOf(line, again);
          if (classes !== undefined) return { line, flow, classes: [id, ...classes] };
        }
      }
    }
    return undefined;
  }

  #unexplained(line: ZeekLine): Match {
    const flow = line.originator === undefined ? undefined : this.#candidates(line)[0];
    if (flow !== undefined) return { line, flow, classes: undefined };
    const { error, notRead, flows } = this.#run;
    if (error !== undefined || notRead > 0) return { line, flow: undefined, classes: ["not_read"] };
    const isOuter = line.originator === undefined && flows.some(({ isTunnelled }) => isTunnelled);
    return { line, flow: undefined, classes: isOuter ? ["outer"] : undefined };
  }
}

function isEqual(line: ZeekLine, flow: OurFlow): boolean {
  return isSameWay(line, flow) !== false && areEqual(factsOf(flow), line);
}

/** As many of the first segments of each side as Zeek counts; undefined if that is all of them, or unknown. */
function beginningOf(segments: readonly OurSegment[], line: ZeekLine): OurSegment[] | undefined {
  const limits = [line.originatorPackets, line.responderPackets];
  if (limits.includes(undefined)) return undefined;
  const count = [0, 0];
  const part = segments.filter(
    ({ fromClient }) => ++count[fromClient ? 0 : 1]! <= limits[fromClient ? 0 : 1]!,
  );
  return part.length > 0 && part.length < segments.length ? part : undefined;
}
