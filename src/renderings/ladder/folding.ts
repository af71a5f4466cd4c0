/**
 * Keeps the rows of one connection few, whatever it sends: runs of alike packets are folded, and what is too much even
 * then is folded between a beginning and an end that stay.
 */
import type { Band, FoldRow, Mark, PacketRow, Row } from "./diagram.ts";

/** Packets of a run that are drawn in front of a fold, and behind it. */
const RUN_HEAD = 3;
const RUN_TAIL = 2;
/** Fewer packets than these are not worth a fold. */
const FOLD_MIN = 4;
/** Rows of a connection that are drawn at its beginning, and at its end. */
const HEAD_ROWS = 64;
const TAIL_ROWS = 24;

/** What normal transfers are full of, and what doesn't end a run. */
const QUIET: ReadonlySet<Mark["kind"]> = new Set<Mark["kind"]>([
  "duplicate_ack",
  "window_update",
  "keep_alive",
  "keep_alive_ack",
  "duplicate_packet",
]);

/** How many rows all connections together may still keep. */
export interface RowBudget {
  left: number;
}

/** The rows of one connection. */
export class Folding {
  readonly #budget: RowBudget;
  /** Rows that are taken from the budget. */
  #held = 0;
  readonly #head: Row[] = [];
  /** What fell out between head and tail. */
  #middle: FoldRow | undefined;
  readonly #tail: Row[] = [];
  /** Packets of the present run, and the direction of its payload. */
  #run = 0;
  #runFromClient: boolean | undefined;
  #runBand: Band | undefined;
  #runFold: FoldRow | undefined;
  /** The latest of the run, which may yet be folded. */
  #runTail: PacketRow[] = [];

  constructor(budget: RowBudget) {
    this.#budget = budget;
  }

  add(row: PacketRow): void {
    if (!isPlain(row)) {
      this.#endRun();
      this.#push(row);
      return;
    }
    const turns = row.len > 0 && this.#runFromClient !== undefined && this.#runFromClient !== row.fromClient;
    if (turns || this.#runBand !== row.band) this.#endRun();
    this.#run++;
    this.#runBand = row.band;
    if (row.len > 0) this.#runFromClient = row.fromClient;
    if (this.#run <= RUN_HEAD) this.#push(row);
    else this.#pushInRun(row);
  }

  /** A row that is still kept as itself, the latest first. */
  find(wanted: (row: PacketRow) => boolean): PacketRow | undefined {
    for (const rows of [this.#runTail, this.#tail, this.#head]) {
      for (let i = rows.length - 1; i >= 0; i--) {
        const row = rows[i]!;
        if (row.type === "packet" && wanted(row)) return row;
      }
    }
    return undefined;
  }

  /** All of them; the connection is over. */
  finish(): Row[] {
    this.#endRun();
    this.#budget.left += this.#held;
    this.#held = 0;
    return [...this.#head, ...(this.#middle ? [this.#middle] : []), ...this.#tail];
  }

  #pushInRun(row: PacketRow): void {
    this.#runTail.push(row);
    this.#hold();
    const kept = this.#runFold ? RUN_TAIL : RUN_TAIL + FOLD_MIN - 1;
    const isExhausted = this.#budget.left < 0;
    if (this.#runTail.length <= kept && !isExhausted) return;
    while (this.#runTail.length > (isExhausted ? 0 : RUN_TAIL)) {
      this.#release();
      this.#runFold = foldInto(this.#runFold, this.#runTail.shift()!, isExhausted);
    }
  }

  #endRun(): void {
    const fold = this.#runFold;
    const tail = this.#runTail;
    this.#run = 0;
    this.#runFromClient = undefined;
    this.#runBand = undefined;
    this.#runFold = undefined;
    this.#runTail = [];
    if (fold) this.#push(fold);
    for (const row of tail) {
      this.#release();
      this.#push(row);
    }
  }

  #push(row: Row): void {
    if (this.#budget.left > 0 && this.#head.length < HEAD_ROWS && !this.#middle && this.#tail.length === 0) {
      this.#hold();
      this.#head.push(row);
      return;
    }
    this.#hold();
    this.#tail.push(row);
    while (this.#tail.length > TAIL_ROWS || (this.#budget.left < 0 && this.#tail.length > 0)) {
      this.#release();
      this.#middle = foldInto(this.#middle, this.#tail.shift()!, true);
    }
  }

  #hold(): void {
    this.#budget.left--;
    this.#held++;
  }

  #release(): void {
    this.#budget.left++;
    this.#held--;
  }
}

function isPlain({ band, flags, marks }: PacketRow): boolean {
  if (band === "handshake" || /[SFRU]/.test(flags)) return false;
  return marks.every(({ kind }) => QUIET.has(kind));
}

const nothing = () => ({ segments: 0, bytes: 0, bare: 0 });

function emptyFold(band: Band, frame: number, rel: number | undefined): FoldRow {
  return {
    type: "fold",
    band,
    firstFrame: frame,
    lastFrame: frame,
    firstRel: rel,
    lastRel: rel,
    c2s: nothing(),
    s2c: nothing(),
    marks: new Map(),
    isCut: false,
  };
}

function foldInto(into: FoldRow | undefined, row: Row, isCut: boolean): FoldRow {
  const isPacket = row.type === "packet";
  const fold =
    into ?? emptyFold(row.band, isPacket ? row.frame : row.firstFrame, isPacket ? row.rel : row.firstRel);
  fold.isCut ||= isCut;
  if (isPacket) {
    fold.lastFrame = row.frame;
    fold.lastRel = row.rel;
    const way = row.fromClient ? fold.c2s : fold.s2c;
    if (row.len > 0) way.segments++;
    else way.bare++;
    way.bytes += row.len;
    for (const { kind } of row.marks) fold.marks.set(kind, (fold.marks.get(kind) ?? 0) + 1);
    return fold;
  }
  fold.lastFrame = row.lastFrame;
  fold.lastRel = row.lastRel;
  for (const dir of ["c2s", "s2c"] as const) {
    fold[dir].segments += row[dir].segments;
    fold[dir].bytes += row[dir].bytes;
    fold[dir].bare += row[dir].bare;
  }
  for (const [kind, n] of row.marks) fold.marks.set(kind, (fold.marks.get(kind) ?? 0) + n);
  return fold;
}
