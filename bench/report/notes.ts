/** What a reader of the tables has to know. */

import { CAPTURES } from "../measure/captures.ts";
import { COMPARISONS, roundsFor, rowName } from "../measure/comparisons.ts";
import { GROWTH_SERIES } from "../measure/growth.ts";
import { FLAT_BYTES, MEMORY_SCENARIOS, SLOW_READER } from "../measure/memory.ts";
import { PEERS } from "../measure/peers.ts";
import { STARTUP_SCENARIOS } from "../measure/startup.ts";
import type { Bench } from "../parts/bench.ts";

type Notes = readonly string[];

function describe(
  named: readonly { readonly name: string; readonly description: string }[],
  bench: Bench,
): Notes {
  return named
    .filter(({ name }) => bench.wants(name))
    .map(({ name, description }) => `${name}: ${description}.`);
}

export function comparisonNotes(bench: Bench): Notes {
  const { comparisons, options } = bench;
  const shown = COMPARISONS.filter((row) => comparisons.some(({ name }) => name === rowName(row)));
  const beside = shown.filter(({ pairing }) => pairing === "beside").map(rowName);
  const captures = new Set(shown.map(({ capture }) => capture));
  const peers = PEERS.filter(({ name }) => shown.some(({ peer }) => peer === name));
  return [
    `Time of our whole process, output to /dev/null, over the peer's: median [min–max] of ${options.rounds} rounds, ${roundsFor(options.rounds, false)} where nothing measured together has an aim. Aims are for Deno and Bun.`,
    `Subject and peer by turns, a ratio of neighbours: ${beside.join(", ")} and what is named as-…; in the other rows all subjects and peers of a capture run once a round, a ratio is of one round.`,
    "peer's packets: those of the peer's own capture where that is smaller, since the peer is slow; the ratio is of times a packet.",
    ...[...captures].map((name) => `${name}: ${CAPTURES[name].description}.`),
    "as-pcapng, as-sll2, as-ipv6: the same traffic in that form, against ours in pcap, Ethernet and 20 % IPv6.",
    ...peers.map(({ name, does }) => `${name}: ${does}.`),
    "Before anything was timed, packets, connections, bytes and good checksums were as generated on all runtimes, and the output the same byte for byte.",
    ...[...bench.agreed].map(([name, what]) => `${name} counted as many ${what.join(", ")}.`),
  ];
}

export function subjectNotes(): Notes {
  return [
    "Seconds: median [min–max] of all runs of the rows above. CPU s: median, with cat's where the capture comes through a pipe. peak: the largest.",
    "bound: 110 MiB, 1 KiB a connection kept, 64 MiB of pool; Bun 60 MiB more; none is promised on Node.",
  ];
}

export function growthNotes(bench: Bench): Notes {
  return [
    ...describe(GROWTH_SERIES, bench),
    `Time a packet, beside that of the series' first capture on the runtime, and peak memory; the process's start is in it. All captures of a series once a round, ${roundsFor(bench.options.rounds, false)} rounds.`,
  ];
}

export function startupNotes(bench: Bench): Notes {
  return [
    "Median [min–max] from the start of the process to the first line on its output, with --detail phase.",
    ...describe(STARTUP_SCENARIOS, bench),
  ];
}

export function memoryNotes(bench: Bench): Notes {
  return [
    ...describe(MEMORY_SCENARIOS, bench),
    ...(bench.options.quick ? ["Quick: fewer of everything."] : []),
    "The generator writes into a pipe, nothing is on a disk; GB/s is at most the generator's rate, and what the harness needs to hash the output.",
    "bound: 110 MiB, 1 KiB a connection kept, 64 MiB of pool; Bun 60 MiB more.",
    `flat: ten times the packets take at most ${FLAT_BYTES / 2 ** 20} MiB more.`,
  ];
}

export function slowReaderNotes(): Notes {
  return [`${SLOW_READER.name}: ${SLOW_READER.description}.`];
}
