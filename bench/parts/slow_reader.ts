/** A reader that is slower than we are: memory stays, and whoever gives us input waits. */
import { planCapture } from "../generator/plan.ts";
import { keptFlows, memoryBound, SLOW_READER } from "../measure/memory.ts";
import { type Command, readSlowly } from "../measure/process.ts";
import { readUntil } from "../measure/slow_reading.ts";
import { assertTotals } from "../measure/totals.ts";
import type { Bench } from "./bench.ts";
import { throughFifo } from "./fifo.ts";

const DETAIL = "phase";

export async function benchSlowReader(bench: Bench): Promise<void> {
  const { name, profile, bytesPerSecond, full, quick } = SLOW_READER;
  if (!bench.wants(name)) return;
  const { packets = (bench.options.quick ? quick : full).packets, seed } = bench.options;
  const options = { profile, seed, packets };
  for (const runtime of bench.runtimes) {
    const command: Command = [...runtime.command("analyze.ts"), "--detail", DETAIL, "-"];
    await bench.attempt(`${name} on ${runtime.name}`, async () => {
      const { result, summary, endedAt } = await throughFifo(bench, options, (fifo) =>
        readSlowly(fifo, command, bytesPerSecond),
      );
      const { reading, cost } = result;
      assertTotals(reading.lastLine, summary);
      bench.slowReaders.push({
        name,
        runtime: runtime.name,
        detail: DETAIL,
        packets: summary.packets,
        outputBytes: reading.bytes,
        seconds: (reading.endedAt - reading.startedAt) / 1000,
        unreadBytes: reading.bytes - readUntil(reading, endedAt),
        boundBytes: memoryBound(runtime.name, keptFlows(planCapture(options))),
        cost,
      });
    });
  }
}
