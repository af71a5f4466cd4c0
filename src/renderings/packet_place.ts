/** Where a packet was captured: its interface and direction, as tcpdump heads a line of `-i any`. */
import type { PhaseEventOf } from "../events/mod.ts";
import { printable } from "./printable.ts";

/** Columns of the direction, and of an interface's name at least. */
const DIRECTION_WIDTH = 3;
const NAME_WIDTH = 5;

const directions = { in: "In", out: "Out" } as const;

/** "wlp4s0 In  ", or what of it is known; `none` stands for a direction that is not. */
export function placeText(
  { iface, pkt_dir }: Pick<PhaseEventOf<"segment">, "iface" | "pkt_dir">,
  names: ReadonlyMap<string, string>,
  none = "",
): string {
  let text = "";
  if (iface !== undefined) text += `${printable(names.get(iface) ?? iface).padEnd(NAME_WIDTH)} `;
  const direction = pkt_dir === undefined ? none : directions[pkt_dir];
  if (direction !== "") text += `${direction.padEnd(DIRECTION_WIDTH)} `;
  return text;
}
