import type { DecodeResult } from "../measure/decode_result.ts";
import { aimCells, spreadCell } from "./cells.ts";
import { formatTable } from "./table.ts";

const HEAD = ["row", "runtime", "ns/packet", "aim", "met", "Mpackets/s", "GB/s"];

/** The decoder alone. */
export function formatDecodes(
  rows: readonly {
    readonly runtime: string;
    readonly decode: DecodeResult;
    readonly aim: number | undefined;
  }[],
): string {
  const cells = rows.map(({ runtime, decode, aim }) => [
    `decode/${decode.profile}`,
    runtime,
    spreadCell(decode.nsPerPacket, 0),
    ...aimCells(decode.nsPerPacket.median, aim, 0),
    (1e3 / decode.nsPerPacket.median).toFixed(2),
    decode.gigabytesPerSecond.toFixed(2),
  ]);
  return formatTable(HEAD, cells, 2);
}
