/**
 * What was found of the present segment: counted at once, with evidence for those that will be printed.
 */
import {
  type AnomalyEvent,
  type AnomalyEvidence,
  anomalyKinds,
  newAnomalyEvent,
  newAnomalyEvidence,
  sparseAnomalyKinds,
  type WiresharkLabel,
} from "../../events/mod.ts";
import type { Emitter } from "../emitter.ts";
import type { Segment } from "../segment/segment.ts";
import type { Connection } from "../state/connection.ts";
import type { AnomalyCounts } from "./anomaly_counts.ts";
import { kindOf } from "./verdicts.ts";

const isSparse = anomalyKinds.map((kind) => (sparseAnomalyKinds as readonly string[]).includes(kind));

interface Finding {
  readonly kind: number;
  readonly count: number;
  readonly evidence: AnomalyEvidence;
}

/** The findings of one segment; a single instance is filled again and again. */
export class Findings {
  readonly #emitter: Emitter;
  readonly #counts: AnomalyCounts;
  readonly #isWanted: boolean;
  readonly #maxLines: number;
  readonly #event: AnomalyEvent = newAnomalyEvent();
  readonly #list: Finding[] = [];

  /** Bits of all verdicts, printed or not. */
  verdicts = 0;

  /** @param maxLines anomalies printed of a connection at most */
  constructor(emitter: Emitter, counts: AnomalyCounts, maxLines: number) {
    this.#emitter = emitter;
    this.#counts = counts;
    this.#isWanted = emitter.wants("anomaly");
    this.#maxLines = maxLines;
  }

  /** Some will be printed. */
  get hasLines(): boolean {
    return this.#list.length > 0;
  }

  /** Forgets those of the segment before. */
  begin(): void {
    this.verdicts = 0;
    if (this.#list.length > 0) this.#list.length = 0;
  }

  /**
   * The present segment gets a verdict, a single bit.
   * @returns evidence to be filled; undefined if it will not be printed
   */
  add(connection: Connection, verdict: number): AnomalyEvidence | undefined {
    this.verdicts |= verdict;
    const kind = kindOf(verdict);
    const count = this.#counts.add(connection, connection.sender, kind);
    if (!this.#isWanted || count === 0) return undefined;
    if (isSparse[kind] && !isDecade(count)) return undefined;
    if (this.#counts.addLine() > this.#maxLines) return undefined;
    const evidence = newAnomalyEvidence();
    this.#list.push({ kind, count, evidence });
    return evidence;
  }

  /** Prints the anomalies in the order of their kinds. */
  print(connection: Connection, segment: Segment, labels: readonly WiresharkLabel[]): void {
    const list = this.#list;
    if (list.length > 1) list.sort((a, b) => a.kind - b.kind);
    const event = this.#event;
    for (const { kind, count, evidence } of list) {
      event.kind = anomalyKinds[kind]!;
      event.count = count;
      event.evidence = evidence;
      event.wireshark = labels;
      this.#emitter.send(event, connection, segment);
    }
  }
}

/** 1, 10, 100 … */
function isDecade(count: number): boolean {
  let rest = count;
  while (rest >= 10 && rest % 10 === 0) rest /= 10;
  return rest === 1;
}
