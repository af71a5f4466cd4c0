/** What is kept of a connection until it can be told: little, whatever it does. */
import type { PhaseEvent, PhaseEventOf } from "../../events/mod.ts";

const MAX_SYNS = 6;
const FIRST_TURNS = 8;
const LAST_TURNS = 3;
const MAX_RESETS = 3;
/** Events that all live connections keep together; some 100 MiB of them. */
const MAX_EVENTS = 200_000;

type Syn = PhaseEventOf<"syn"> | PhaseEventOf<"syn_ack">;
type Turn = PhaseEventOf<"data">;

/** Turns between the first and the last ones. */
export interface OmittedTurns {
  n: number;
  c2s: number;
  s2c: number;
  firstFrame: number;
  lastFrame: number;
}

/** A connection, as far as it was kept. */
export class Story {
  midstream: PhaseEventOf<"midstream"> | undefined;
  readonly syns: Syn[] = [];
  omittedSyns = 0;
  established: PhaseEventOf<"established"> | undefined;
  readonly firstTurns: Turn[] = [];
  readonly lastTurns: Turn[] = [];
  omitted: OmittedTurns | undefined;
  readonly fins: PhaseEventOf<"fin">[] = [];
  readonly finAcks: PhaseEventOf<"fin_ack">[] = [];
  closed: PhaseEventOf<"closed"> | undefined;
  readonly resets: PhaseEventOf<"reset">[] = [];
  /** The first of each kind and direction. */
  readonly anomalies = new Map<string, PhaseEventOf<"anomaly">>();
  /** Something was not kept for want of memory. */
  isCut = false;
  /** Events that are kept. */
  kept = 0;

  /** Takes an event in, in the order of lines. */
  add(event: PhaseEvent, budget: EventBudget): void {
    const before = this.kept;
    if (budget.left <= 0) {
      this.isCut = true;
      return;
    }
    switch (event.event) {
      case "midstream":
        this.midstream = event;
        this.kept++;
        break;
      case "syn":
      case "syn_ack":
        this.#syn(event);
        break;
      case "established":
        this.established = event;
        this.kept++;
        break;
      case "data":
        this.#turn(event);
        break;
      case "fin":
        this.#keep(this.fins, event, 2);
        break;
      case "fin_ack":
        this.#keep(this.finAcks, event, 2);
        break;
      case "closed":
        this.closed = event;
        this.kept++;
        break;
      case "reset":
        this.#keep(this.resets, event, MAX_RESETS);
        break;
      case "anomaly":
        this.#anomaly(event);
        break;
    }
    budget.left -= this.kept - before;
  }

  #keep<T>(list: T[], event: T, most: number): void {
    if (list.length >= most) return;
    list.push(event);
    this.kept++;
  }

  #syn(event: Syn): void {
    if (this.syns.length < MAX_SYNS) {
      this.syns.push(event);
      this.kept++;
    } else this.omittedSyns++;
  }

  #turn(turn: Turn): void {
    if (this.firstTurns.length < FIRST_TURNS) {
      this.firstTurns.push(turn);
      this.kept++;
      return;
    }
    this.lastTurns.push(turn);
    if (this.lastTurns.length <= LAST_TURNS) {
      this.kept++;
      return;
    }
    const { frame, end_frame, dir, bytes } = this.lastTurns.shift()!;
    this.omitted ??= { n: 0, c2s: 0, s2c: 0, firstFrame: frame, lastFrame: end_frame };
    this.omitted.n++;
    this.omitted[dir] += bytes;
    this.omitted.lastFrame = Math.max(this.omitted.lastFrame, end_frame);
  }

  #anomaly(event: PhaseEventOf<"anomaly">): void {
    const key = `${event.kind} ${event.dir}`;
    if (this.anomalies.has(key)) return;
    this.anomalies.set(key, event);
    this.kept++;
  }
}

/** How many events all stories together may still keep. */
export interface EventBudget {
  left: number;
}

/** The stories of the live connections. */
export class Stories {
  readonly #open = new Map<number, Story>();
  readonly #budget: EventBudget;

  /** @param maxEvents of all live connections together */
  constructor(maxEvents = MAX_EVENTS) {
    this.#budget = { left: maxEvents };
  }

  /** How many connections can't be told of, since the event that ends them did not come: a limit left it out. */
  get unfinished(): number {
    return this.#open.size;
  }

  /** The connection is over, and not to be told of. */
  forget(flow: number): void {
    this.#budget.left += this.#open.get(flow)?.kept ?? 0;
    this.#open.delete(flow);
  }

  /** Takes an event of a connection; gives the story that it ends. */
  take(event: Extract<PhaseEvent, { flow: number }>): Story | undefined {
    let story = this.#open.get(event.flow);
    if (event.event === "flow_end") {
      this.#open.delete(event.flow);
      this.#budget.left += story?.kept ?? 0;
      return story ?? new Story();
    }
    if (!story) {
      story = new Story();
      this.#open.set(event.flow, story);
    }
    story.add(event, this.#budget);
    return undefined;
  }
}
