/** The same packets in both containers: what pcapng costs beside pcap. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { CaptureSummary } from "../generator/capture.ts";
import type { GeneratedContainer } from "../generator/container.ts";
import type { CaptureOptions } from "../generator/plan.ts";
import { CONTAINERS, SIZES } from "../measure/comparisons.ts";
import { readOutput } from "../measure/process.ts";
import { measureRounds } from "../measure/rounds.ts";
import { assertTotals } from "../measure/totals.ts";
import type { Bench } from "./bench.ts";
import { generate } from "./generate.ts";

const DETAIL = "flow";

export async function benchContainers(bench: Bench): Promise<void> {
  for (const { name, profile, aim } of CONTAINERS.filter((one) => bench.wants(one.name))) {
    const size = SIZES[profile]?.[bench.options.quick ? "quick" : "full"];
    const { packets, seed } = bench.options;
    const options: CaptureOptions = { profile, seed, ...(packets === undefined ? size : { packets }) };
    const make = async (
      container: GeneratedContainer,
    ): Promise<{ file: string; summary: CaptureSummary }> => {
      const file = join(bench.folder, `${profile}.${container}`);
      return { file, summary: await generate(bench.root, { ...options, container }, file) };
    };
    await bench.attempt(`${name}: ${bench.options.rounds} rounds`, async () => {
      const [pcap, pcapng] = [await make("pcap"), await make("pcapng")];
      for (const runtime of bench.runtimes) {
        const [subject, peer] = [pcapng, pcap].map(({ file }) => [
          ...runtime.command("analyze.ts"),
          ...["--detail", DETAIL, file],
        ]) as [[string, ...string[]], [string, ...string[]]];
        const output = await readOutput(subject);
        assertTotals(output.lastLine, pcapng.summary);
        assertTotals((await readOutput(peer)).lastLine, pcapng.summary);
        const { rounds } = bench.options;
        const results = measureRounds({ subjects: [subject], peer, peerOnce: false, peerShare: 1, rounds });
        bench.comparisons.push({
          name,
          runtime: runtime.name,
          detail: DETAIL,
          packets: pcapng.summary.packets,
          fileBytes: pcapng.summary.fileBytes,
          events: output.lines,
          outputBytes: output.bytes,
          aim,
          boundBytes: undefined,
          rounds: results[0]!,
        });
      }
      for (const { file } of [pcap, pcapng]) rmSync(file);
    });
  }
}
