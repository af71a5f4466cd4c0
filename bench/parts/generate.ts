import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { CaptureSummary } from "../generator/capture.ts";
import type { CaptureOptions } from "../generator/plan.ts";

function generatorArguments(root: string, options: CaptureOptions, file: string): string[] {
  const given = {
    packets: options.packets,
    bytes: options.bytes,
    seed: options.seed,
    live: options.live,
    "mean-gap": options.meanGap,
    "flow-packets": options.flowPackets,
    loss: options.lossPerMille,
    ipv6: options.ipv6,
    link: options.linkType,
    container: options.container,
    out: file,
  };
  return [
    join(root, "bench/generate.ts"),
    options.profile,
    ...Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, `${value}`],
    ),
  ];
}

/** Writes a capture in a process of its own, which Bun runs; `stop` ends it before. */
export async function generate(
  root: string,
  options: CaptureOptions,
  file: string,
  stop?: AbortSignal,
  bun = process.execPath,
): Promise<CaptureSummary> {
  const args = generatorArguments(root, options, file);
  const { stdout } = await promisify(execFile)(bun, args, { signal: stop });
  return JSON.parse(stdout) as CaptureSummary;
}
