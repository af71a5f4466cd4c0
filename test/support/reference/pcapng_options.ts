/** Numbers and options of pcapng blocks for the reference reader (draft-ietf-opsawg-pcapng 3.5). */

/** The value is `bytes[at..at + length)` of the file. */
export interface BlockOption {
  readonly code: number;
  readonly at: number;
  readonly length: number;
}

export function readNumber(bytes: Uint8Array, at: number, size: number, order: "little" | "big"): bigint {
  let value = 0n;
  for (let i = 0; i < size; i++) {
    value = value * 256n + BigInt(bytes[order === "big" ? at + i : at + size - 1 - i]!);
  }
  return value;
}

/** Up to opt_endofopt or the end; what does not fit ends the list. */
export function optionsOf(
  bytes: Uint8Array,
  at: number,
  end: number,
  order: "little" | "big",
): BlockOption[] {
  const options: BlockOption[] = [];
  while (at + 4 <= end) {
    const code = Number(readNumber(bytes, at, 2, order));
    const length = Number(readNumber(bytes, at + 2, 2, order));
    if (code === 0 || at + 4 + length > end) break;
    options.push({ code, at: at + 4, length });
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return options;
}

export function commentsOf(options: readonly BlockOption[]): number {
  return options.filter(({ code }) => code === 1).length;
}
