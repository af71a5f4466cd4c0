import type { AnalysisResult } from "../measure/analysis.ts";
import type { DecodeResult } from "../measure/decode_result.ts";
import type { Spread } from "../measure/statistics.ts";
import { formatTable } from "./table.ts";

/** One line of the report: the decoder alone, or a whole process. */
export type Measured =
  | { readonly runtime: string; readonly decode: DecodeResult }
  | { readonly runtime: string; readonly analysis: AnalysisResult };

const NONE = "-";

function ratioCell(ratio: Spread | undefined): string {
  if (ratio === undefined) return NONE;
  return `${ratio.median.toFixed(2)} [${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)}]`;
}

function cells(measured: Measured, peers: readonly string[]): string[] {
  if ("decode" in measured) {
    const { decode } = measured;
    const { median, min, max } = decode.nsPerPacket;
    return [
      decode.profile,
      measured.runtime,
      "decode",
      ...peers.map(() => NONE),
      `${median.toFixed(0)} [${min.toFixed(0)}–${max.toFixed(0)}]`,
      (1e3 / median).toFixed(2),
      decode.gigabytesPerSecond.toFixed(2),
      NONE,
      NONE,
      NONE,
    ];
  }
  const { analysis } = measured;
  const { wall, peakBytes } = analysis.rounds;
  return [
    analysis.profile,
    measured.runtime,
    `--detail ${analysis.detail}`,
    ...peers.map((peer) => ratioCell(analysis.rounds.ratios.get(peer))),
    ((wall.median * 1e9) / analysis.packets).toFixed(0),
    (analysis.packets / wall.median / 1e6).toFixed(2),
    (analysis.fileBytes / wall.median / 1e9).toFixed(2),
    (analysis.events / analysis.packets).toFixed(3),
    String(analysis.outputBytes),
    peakBytes === undefined ? NONE : (peakBytes / 2 ** 20).toFixed(0),
  ];
}

/** All results as one table. */
export function formatReport(measured: readonly Measured[], peers: readonly string[]): string {
  const head = [
    ...["profile", "runtime", "what"],
    ...peers.map((peer) => `time / ${peer}`),
    ...["ns/packet", "Mpackets/s", "GB/s", "events/packet", "output bytes", "peak MiB"],
  ];
  return formatTable(
    head,
    measured.map((one) => cells(one, peers)),
    3,
  );
}
