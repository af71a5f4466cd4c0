import { execFileSync } from "node:child_process";
import { DECODE_AIMS } from "../measure/comparisons.ts";
import type { DecodeResult } from "../measure/decode_result.ts";
import type { BenchOptions } from "../measure/options.ts";
import { hasAims, type Runtime } from "../measure/runtimes.ts";
import type { Bench } from "./bench.ts";

function decode(runtime: Runtime, profile: string, options: BenchOptions): DecodeResult {
  const [program, ...args] = runtime.command("bench/decode.ts");
  const own = [profile, "--json", "--bytes", String(options.decodeBytes), "--seed", String(options.seed)];
  return JSON.parse(execFileSync(program, [...args, ...own], { encoding: "utf8" })) as DecodeResult;
}

/** The decoder alone. */
export async function benchDecode(bench: Bench): Promise<void> {
  for (const { profile, aim } of DECODE_AIMS) {
    if (!bench.wants(`decode/${profile}`)) continue;
    for (const runtime of bench.runtimes) {
      const result = await bench.attempt(`decode/${profile} on ${runtime.name}`, () =>
        decode(runtime, profile, bench.options),
      );
      if (result)
        bench.decodes.push({
          runtime: runtime.name,
          decode: result,
          aim: hasAims(runtime.name) ? aim : undefined,
        });
    }
  }
}
