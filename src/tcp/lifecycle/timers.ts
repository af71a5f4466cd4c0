/**
 * One timer a connection, in capture time: a hierarchical wheel for what is far, a heap for the present tick, so that
 * timers go off in the exact order of (deadline, flow). Setting, moving and stopping one costs the same whatever their
 * number.
 */

/** Nanoseconds of a tick: 0.13 s. */
const TICK = 2 ** 27;
const LEVELS = 4;
const SPOKE_BITS = 8;
const SPOKES = 1 << SPOKE_BITS;
const SPOKE_MASK = SPOKES - 1;
/** Ticks are clamped to what bit operations take; later timers share the last one, and its heap still orders them. */
const MAX_TICK = 2 ** 31 - 1;
/** Longer jumps of the clock sort all timers anew instead of turning the wheel tick by tick. */
const MAX_TURN = 4096;

const NOWHERE = -1;
const IN_HEAP = -2;

const tickOf = (time: number): number => Math.min(Math.floor(time / TICK), MAX_TICK);

/** The timers of all connections, by slot. Times are nanoseconds since the run's first record. */
export class Timers {
  readonly #flowOf: (slot: number) => number;
  /** First slot of each spoke, or -1; levels behind one another. */
  readonly #spokes = new Int32Array(LEVELS * SPOKES).fill(-1);
  #next = new Int32Array(1024);
  #previous = new Int32Array(1024);
  /** Spoke that a slot's timer hangs on, NOWHERE, or IN_HEAP. */
  #where = new Int32Array(1024).fill(NOWHERE);
  #deadlines = new Float64Array(1024);
  #hanging = 0;
  #tick = 0;

  // the heap: some entries are out of date
  #heapSlots = new Int32Array(256);
  #heapDeadlines = new Float64Array(256);
  #heapFlows = new Float64Array(256);
  #heapSize = 0;

  /** What the timer was set to that {@link takeDue} took last. */
  deadlineTaken = 0;
  /** No timer goes off before this. */
  next = Number.POSITIVE_INFINITY;

  /** @param flowOf the flow in a slot of which the timer is set */
  constructor(flowOf: (slot: number) => number) {
    this.#flowOf = flowOf;
  }

  /** When the timer of `slot` goes off; Infinity if it is not set. */
  deadline(slot: number): number {
    if (slot >= this.#where.length || this.#where[slot] === NOWHERE) return Number.POSITIVE_INFINITY;
    return this.#deadlines[slot]!;
  }

  /** Sets the timer of `slot`, in place of the one that it has. Infinity: none. */
  set(slot: number, deadline: number): void {
    this.stop(slot);
    if (deadline === Number.POSITIVE_INFINITY) return;
    if (slot >= this.#where.length) this.#growSlots(slot);
    this.#deadlines[slot] = deadline;
    this.#place(slot, deadline);
    this.#updateNext();
  }

  /** Sets the timer of `slot` unless it goes off as early anyway. */
  bringForward(slot: number, deadline: number): void {
    if (deadline < this.deadline(slot)) this.set(slot, deadline);
  }

  /** Stops the timer of `slot`, if it has one. */
  stop(slot: number): void {
    if (slot >= this.#where.length) return;
    if (this.#where[slot]! >= 0) this.#unhang(slot);
    this.#where[slot] = NOWHERE;
  }

  /** Takes the first timer out that is due at `clock`; returns its slot, or -1. `clock` must not go back. */
  takeDue(clock: number): number {
    const tick = tickOf(clock);
    if (tick > this.#tick) this.#turnTo(tick);
    let due = -1;
    while (this.#heapSize > 0 && (this.#isOutdated() || this.#heapDeadlines[0]! <= clock)) {
      const slot = this.#heapSlots[0]!;
      const outdated = this.#isOutdated();
      this.deadlineTaken = this.#heapDeadlines[0]!;
      this.#pop();
      if (outdated) continue;
      this.#where[slot] = NOWHERE;
      due = slot;
      break;
    }
    this.#updateNext();
    return due;
  }

  #updateNext(): void {
    const ofTick = this.#hanging > 0 ? (this.#tick + 1) * TICK : Number.POSITIVE_INFINITY;
    this.next = this.#heapSize > 0 ? Math.min(this.#heapDeadlines[0]!, ofTick) : ofTick;
  }

  /** Hangs a timer on the spoke of the lowest level that tells its tick from the present one. */
  #place(slot: number, deadline: number): void {
    const tick = tickOf(deadline);
    if (tick <= this.#tick) {
      this.#push(slot, deadline, this.#flowOf(slot));
      this.#where[slot] = IN_HEAP;
      return;
    }
    let level = 0;
    while (tick >>> ((level + 1) * SPOKE_BITS) !== this.#tick >>> ((level + 1) * SPOKE_BITS)) {
      if (++level === LEVELS - 1) break;
    }
    const spoke = level * SPOKES + ((tick >>> (level * SPOKE_BITS)) & SPOKE_MASK);
    const first = this.#spokes[spoke]!;
    this.#next[slot] = first;
    this.#previous[slot] = -1;
    if (first >= 0) this.#previous[first] = slot;
    this.#spokes[spoke] = slot;
    this.#where[slot] = spoke;
    this.#hanging++;
  }

  #unhang(slot: number): void {
    const next = this.#next[slot]!;
    const previous = this.#previous[slot]!;
    if (previous >= 0) this.#next[previous] = next;
    else this.#spokes[this.#where[slot]!] = next;
    if (next >= 0) this.#previous[next] = previous;
    this.#hanging--;
  }

  /** Moves on to `tick`: what is due until then goes to the heap. */
  #turnTo(tick: number): void {
    if (this.#hanging > 0 && tick - this.#tick > MAX_TURN) {
      this.#tick = tick;
      for (let spoke = 0; spoke < this.#spokes.length; spoke++) this.#empty(spoke);
      return;
    }
    while (this.#hanging > 0 && this.#tick < tick) {
      this.#tick++;
      for (let level = 1; level < LEVELS; level++) {
        if (this.#tick & (2 ** (level * SPOKE_BITS) - 1)) break;
        this.#empty(level * SPOKES + ((this.#tick >>> (level * SPOKE_BITS)) & SPOKE_MASK));
      }
      this.#empty(this.#tick & SPOKE_MASK);
    }
    this.#tick = tick;
  }

  /** Places all timers of a spoke anew. */
  #empty(spoke: number): void {
    let slot = this.#spokes[spoke]!;
    this.#spokes[spoke] = -1;
    while (slot >= 0) {
      const next = this.#next[slot]!;
      this.#hanging--;
      this.#place(slot, this.#deadlines[slot]!);
      slot = next;
    }
  }

  #isOutdated(): boolean {
    const slot = this.#heapSlots[0]!;
    return (
      this.#where[slot] !== IN_HEAP ||
      this.#deadlines[slot] !== this.#heapDeadlines[0] ||
      this.#flowOf(slot) !== this.#heapFlows[0]
    );
  }

  #push(slot: number, deadline: number, flow: number): void {
    if (this.#heapSize === this.#heapSlots.length) this.#growHeap();
    let at = this.#heapSize++;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!isBefore(deadline, flow, this.#heapDeadlines[parent]!, this.#heapFlows[parent]!)) break;
      this.#copyEntry(parent, at);
      at = parent;
    }
    this.#heapSlots[at] = slot;
    this.#heapDeadlines[at] = deadline;
    this.#heapFlows[at] = flow;
  }

  #pop(): void {
    const last = --this.#heapSize;
    const deadline = this.#heapDeadlines[last]!;
    const flow = this.#heapFlows[last]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      const right = child + 1;
      if (right < last && this.#entryIsBefore(right, child)) child = right;
      if (!isBefore(this.#heapDeadlines[child]!, this.#heapFlows[child]!, deadline, flow)) break;
      this.#copyEntry(child, at);
      at = child;
    }
    this.#copyEntry(last, at);
  }

  #entryIsBefore(a: number, b: number): boolean {
    return isBefore(
      this.#heapDeadlines[a]!,
      this.#heapFlows[a]!,
      this.#heapDeadlines[b]!,
      this.#heapFlows[b]!,
    );
  }

  #copyEntry(from: number, to: number): void {
    this.#heapSlots[to] = this.#heapSlots[from]!;
    this.#heapDeadlines[to] = this.#heapDeadlines[from]!;
    this.#heapFlows[to] = this.#heapFlows[from]!;
  }

  #growSlots(slot: number): void {
    const length = Math.max(2 * this.#where.length, slot + 1);
    const used = this.#where.length;
    this.#next = grown(this.#next, new Int32Array(length));
    this.#previous = grown(this.#previous, new Int32Array(length));
    this.#where = grown(this.#where, new Int32Array(length)).fill(NOWHERE, used);
    this.#deadlines = grown(this.#deadlines, new Float64Array(length));
  }

  #growHeap(): void {
    const length = 2 * this.#heapSlots.length;
    this.#heapSlots = grown(this.#heapSlots, new Int32Array(length));
    this.#heapDeadlines = grown(this.#heapDeadlines, new Float64Array(length));
    this.#heapFlows = grown(this.#heapFlows, new Float64Array(length));
  }
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function isBefore(deadlineA: number, flowA: number, deadlineB: number, flowB: number): boolean {
  return deadlineA < deadlineB || (deadlineA === deadlineB && flowA < flowB);
}
