/** From a seed and a number to an input: which captures, what was done to them, and how they are analyzed. */
import type { AnalyzeOptions } from "../../src/mod.ts";
import { HASH_SEED_WORDS } from "../../wasm/layout.ts";
import type { Seed, SeedGroup } from "./corpus/corpus.ts";
import { Dice } from "./dice.ts";
import { type Draft, mutate } from "./mutate.ts";
import type { Part } from "./parts.ts";

/** How the bytes of an input come in. */
export interface Feed {
  /** Bytes of each push; 0: all at once, -1: of any size. */
  readonly chunkBytes: number;
  /** Bytes of input memory. */
  readonly inputBytes: number;
}

export interface Input {
  readonly number: number;
  /** What was done, for people. */
  readonly story: readonly string[];
  /** The files of the run, in pieces. */
  readonly files: readonly (readonly Part[])[];
  /** They are read side by side, not one after the other. */
  readonly isMerged: boolean;
  readonly options: AnalyzeOptions;
  /** The two ways in which it is fed. */
  readonly feeds: readonly [Feed, Feed];
  /** For chunks of any size. */
  readonly chunkSeed: number;
  readonly hashSeeds: readonly [Uint32Array, Uint32Array];
}

const MAX_PACKETS = 20;
const MAX_MUTATIONS = 8;
const CHUNK_SIZES = [1, 2, 3, 7, 64, 4096, -1];
/** Little memory makes a decoder cheap; output never depends on it. */
const SMALL_INPUT_BYTES = 4096;

/** The input `number` of the run that `seed` names. */
export function generate(groups: readonly SeedGroup[], seed: number, number: number): Input {
  const dice = new Dice(seed, number);
  const story: string[] = [];
  const fileCount = dice.once(12) ? dice.between(2, 3) : 1;
  let options: AnalyzeOptions = {};
  const files: Part[][] = [];
  for (let i = 0; i < fileCount; i++) {
    const { draft, name, capture } = draftOf(groups, dice);
    const donor = (): Draft => {
      const alike = !dice.once(5);
      return draftOf(groups, dice, alike ? capture.family : undefined).draft;
    };
    if (i === 0) options = capture.options;
    story.push(name);
    // one input in forty is sound: what mutations reach has to be reached without them, too
    const count = dice.once(40)
      ? 0
      : Math.min(dice.between(1, MAX_MUTATIONS), dice.between(1, MAX_MUTATIONS));
    for (let n = 0; n < count; n++) story.push(mutate(draft, dice, donor));
    files.push(draft.parts);
  }
  return {
    number,
    story,
    files,
    isMerged: fileCount > 1 && dice.once(2),
    options: chooseOptions(options, dice),
    feeds: [
      { chunkBytes: 0, inputBytes: SMALL_INPUT_BYTES },
      {
        chunkBytes: dice.pick(CHUNK_SIZES),
        inputBytes: dice.pick([64, 64, 97, 1000, SMALL_INPUT_BYTES, 65_536]),
      },
    ],
    chunkSeed: dice.u32(),
    hashSeeds: [hashSeed(dice), hashSeed(dice)],
  };
}

function hashSeed(dice: Dice): Uint32Array {
  const word = dice.u32();
  // a seed need not be good here, only another one
  return Uint32Array.from(
    { length: HASH_SEED_WORDS },
    (_, i) => Math.imul(word + i, 0x9e3779b1) ^ (word >>> 7),
  );
}

/** The headers of a capture and some of its packets in a row. */
function draftOf(
  groups: readonly SeedGroup[],
  dice: Dice,
  family?: string,
): { draft: Draft; name: string; capture: Seed } {
  const group = dice.pick(groups);
  let capture = dice.pick(group.seeds);
  // most are of a few families, so that this finds one soon, or there is hardly any
  for (let i = 0; i < 5 && family !== undefined && capture.family !== family; i++) {
    capture = dice.pick(dice.pick(groups).seeds);
  }
  const { name, container, parts } = capture;
  const packets = parts.flatMap(({ kind }, i) => (kind === "packet" ? [i] : []));
  const count = Math.min(dice.between(1, MAX_PACKETS), dice.between(1, MAX_PACKETS), packets.length);
  const first = dice.once(2) ? 0 : dice.below(packets.length - count + 1);
  const from = packets[first] ?? parts.length;
  const to = packets[first + count] ?? parts.length;
  const headers = parts.slice(0, from).filter(({ kind }) => kind === "header");
  return {
    draft: { container, parts: [...headers, ...parts.slice(from, to)] },
    name: `${group.name}: ${name}, ${count} packets from ${first}`,
    capture,
  };
}

/** Those of the seed, or others: most inputs want every line, since that shows the most. */
function chooseOptions(ofSeed: AnalyzeOptions, dice: Dice): AnalyzeOptions {
  const options: AnalyzeOptions = { detail: "segment", ...ofSeed };
  if (!dice.once(6)) return options;
  switch (dice.below(9)) {
    case 0:
      return { ...options, maxFlows: dice.between(1, 3) };
    case 1:
      return { ...options, turnIdle: dice.pick([0, 0.001, 0.05]), turnLimit: dice.pick([0, 0.001, 0.1]) };
    case 2: {
      const seconds = (): number => dice.pick([0, 0.000_001, 0.03, 1, 5]);
      return {
        ...options,
        timeouts: { halfOpen: seconds(), established: seconds(), fin: seconds(), linger: seconds() },
      };
    }
    case 3:
      return { ...options, pool: dice.pick([0, 1]) };
    case 4:
      return { ...options, flowKey: dice.pick([["vlan"], ["vni"], ["vlan", "vni"]] as const) };
    case 5:
      return { ...options, update: dice.pick([0, 1e-9, 0.000_1, 0.03, 5]) };
    case 6:
      return {
        ...options,
        maxAnomalies: dice.between(0, 3),
        stall: dice.pick([0, 1e-9, 0.01]),
        communityIdSeed: dice.pick([1, 65_535]),
      };
    case 7:
      return { ...options, detail: dice.pick(["flow", "phase"] as const) };
    default:
      return {
        ...options,
        events: dice.pick([[], ["data", "flow_end"], ["segment"], ["established", "reset"]]),
      };
  }
}
