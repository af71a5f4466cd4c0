/** The same traffic in another form: what pcapng, SLL2 and IPv6 cost beside pcap, Ethernet and mostly IPv4. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { CaptureSummary } from "../generator/capture.ts";
import type { CaptureOptions } from "../generator/plan.ts";
import { captureOptions } from "../measure/captures.ts";
import { roundsFor, VARIANTS } from "../measure/comparisons.ts";
import { type Command, readOutput } from "../measure/process.ts";
import { measureBeside } from "../measure/rounds.ts";
import { hasAims } from "../measure/runtimes.ts";
import { assertTotals } from "../measure/totals.ts";
import type { Bench } from "./bench.ts";
import { generate } from "./generate.ts";

const DETAIL = "flow";

export async function benchVariants(bench: Bench): Promise<void> {
  for (const { name, capture, shape, aim } of VARIANTS.filter((one) => bench.wants(one.name))) {
    const rounds = roundsFor(bench.options.rounds, aim !== undefined);
    const usual = captureOptions(capture, bench.options);
    const make = async (
      options: CaptureOptions,
      file: string,
    ): Promise<{ file: string; summary: CaptureSummary }> => ({
      file,
      summary: await generate(bench.root, options, file),
    });
    await bench.attempt(`${name}: ${rounds} rounds`, async () => {
      const pair = [
        await make({ ...usual, ...shape }, join(bench.folder, "variant.capture")),
        await make(usual, join(bench.folder, "usual.capture")),
      ] as const;
      for (const runtime of bench.runtimes) {
        const commands = pair.map(
          ({ file }): Command => [...runtime.command("analyze.ts"), "--detail", DETAIL, file],
        );
        const outputs = [];
        for (const [i, command] of commands.entries()) {
          const output = await readOutput(command);
          assertTotals(output.lastLine, pair[i]!.summary);
          outputs.push(output);
        }
        const [{ summary }] = pair;
        bench.comparisons.push({
          name,
          subject: name,
          runtime: runtime.name,
          detail: DETAIL,
          packets: summary.packets,
          fileBytes: summary.fileBytes,
          events: outputs[0]!.lines,
          outputBytes: outputs[0]!.bytes,
          aim: hasAims(runtime.name) ? aim : undefined,
          boundBytes: undefined,
          peerPackets: pair[1].summary.packets,
          ...measureBeside([commands[0]!], commands[1]!, rounds)[0]!,
        });
      }
    });
    for (const file of ["variant.capture", "usual.capture"])
      rmSync(join(bench.folder, file), { force: true });
  }
}
