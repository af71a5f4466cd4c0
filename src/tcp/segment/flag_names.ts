/**
 * The flags as tcpdump writes them: letters in its order, `.` for ACK, `none` for none.
 */
import {
  FLAG_ACK,
  FLAG_AE,
  FLAG_CWR,
  FLAG_ECE,
  FLAG_FIN,
  FLAG_PSH,
  FLAG_RST,
  FLAG_SYN,
  FLAG_URG,
} from "../../../wasm/layout.ts";

const LETTERS: readonly (readonly [number, string])[] = [
  [FLAG_FIN, "F"],
  [FLAG_SYN, "S"],
  [FLAG_RST, "R"],
  [FLAG_PSH, "P"],
  [FLAG_ACK, "."],
  [FLAG_URG, "U"],
  [FLAG_ECE, "E"],
  [FLAG_CWR, "W"],
  [FLAG_AE, "e"],
];

const NAMES: readonly string[] = Array.from({ length: 512 }, (_, flags) => {
  const letters = LETTERS.filter(([bit]) => flags & bit).map(([, letter]) => letter);
  return letters.join("") || "none";
});

/** @param flags FLAG_* bits */
export const flagNames = (flags: number): string => NAMES[flags]!;
