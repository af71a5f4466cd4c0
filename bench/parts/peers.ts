/** Finds other programs, makes the native one, and asks them what they count before anything is timed. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CaptureSummary } from "../generator/capture.ts";
import { assertCounts } from "../measure/peer_counts.ts";
import { PEERS, type Peer, type PeerName } from "../measure/peers.ts";
import { eachLine } from "../measure/process.ts";
import { findProgram } from "../measure/runtimes.ts";
import type { Bench } from "./bench.ts";

export interface FoundPeer {
  readonly peer: Peer;
  /** Its path. */
  readonly program: string;
}

/** Undefined: it is not installed, or can't be compiled. */
export function findPeer(bench: Bench, name: PeerName): FoundPeer | undefined {
  const peer = PEERS.find((one) => one.name === name)!;
  const program = peer.name === "native" ? compileFloor(bench) : findProgram(bench.root, peer.program);
  return program === undefined ? undefined : { peer, program };
}

function compileFloor(bench: Bench): string | undefined {
  const target = join(bench.folder, "floor");
  if (existsSync(target)) return target;
  const compiler = ["cc", "gcc", "clang"].map((name) => findProgram(bench.root, name)).find(Boolean);
  if (compiler === undefined) {
    bench.leftOut.add("native: no C compiler (cc, gcc or clang)");
    return undefined;
  }
  const source = join(bench.root, "bench/native/floor.c");
  for (const tuning of [["-march=native"], []]) {
    try {
      execFileSync(compiler, ["-O3", ...tuning, "-o", target, source], { stdio: "pipe" });
      return target;
    } catch {
      // not every compiler knows the machine it runs on
    }
  }
  bench.leftOut.add("native: the C compiler failed");
  return undefined;
}

/** False: it counts otherwise than the generator, which is a failure. */
export async function askCounts(
  bench: Bench,
  { peer, program }: FoundPeer,
  row: string,
  { file, summary }: { readonly file: string; readonly summary: CaptureSummary },
): Promise<boolean> {
  const { counting } = peer;
  if (counting === undefined) return true;
  const reader = counting.reader();
  try {
    bench.say(`${row}: what ${peer.name} counts`);
    await eachLine(counting.command(program, file), (text) => reader.line(text));
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    bench.leftOut.add(`${row}: what ${peer.name} counts (${reason})`);
    return true;
  }
  const told = await bench.attempt(`${row}: ${peer.name} agrees`, () =>
    assertCounts(reader.counts(), summary),
  );
  if (told) bench.agreed.set(peer.name, told);
  return told !== undefined;
}
