/**
 * Options of blocks, and what is wrong with a block, in the notation of test/data/README.md.
 */
import {
  type BlockOption,
  type BlockShape,
  type OptionName,
  optionNames,
  optionSpec,
} from "../support/builder/pcapng.ts";
import { hex } from "../support/capture_builder.ts";
import type { ScriptLine } from "./script_line.ts";

const U8 = 0xff;
const U16 = 0xffff;
const U32 = 0xffff_ffff;
const I64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const U64_MAX = 2n ** 64n - 1n;

const DIRECTIONS = { in: 1, out: 2 } as const;

/** What the end of a block's line says. */
export interface BlockTail extends BlockShape {
  readonly options?: readonly BlockOption[];
  readonly endOfOptions?: boolean;
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Options and what is wrong with the block, up to the line's end or `:`.
 * @param own takes a word of the block's own, if the next one is such
 */
export function parseTail(line: ScriptLine, own: () => boolean = () => false): BlockTail {
  const tail: Mutable<BlockTail> = {};
  const options: BlockOption[] = [];
  while (!line.isAtEnd && line.peek() !== ":") {
    if (own() || parseShape(line, tail)) continue;
    if (line.skip("no_endofopt")) tail.endOfOptions = false;
    else options.push(line.skip("option") ? otherOption(line) : namedOption(line));
  }
  return options.length > 0 ? { ...tail, options } : tail;
}

/** Bytes in hex; `-` for none. */
export function parseHex(line: ScriptLine, what: string): Uint8Array {
  const [digits] = line.match(/((?:[0-9a-f]{2})+|-)/, `${what} in hex, or -`);
  return digits === "-" ? new Uint8Array(0) : hex(digits!);
}

function parseShape(line: ScriptLine, shape: Mutable<BlockShape>): boolean {
  if (line.skip("unpadded")) shape.alignment = "unpadded";
  else if (line.skip("understated")) shape.alignment = "understated";
  else if (line.skip("length")) shape.length = line.integer("both lengths", 0, U32);
  else if (line.skip("leading")) shape.leading = line.integer("the length in front", 0, U32);
  else if (line.skip("trailing")) shape.trailing = line.integer("the length behind", 0, U32);
  else if (line.skip("keep")) shape.keep = line.integer("bytes of the block", 0, U32);
  else return false;
  return true;
}

function otherOption(line: ScriptLine): BlockOption {
  const code = line.integer("the option's code", 0, U16);
  const data = parseHex(line, "the option's value");
  const length = line.skip("says") ? line.integer("the option's length", 0, U16) : undefined;
  return { code, data, ...(length === undefined ? {} : { length }) };
}

function namedOption(line: ScriptLine): BlockOption {
  const name = optionNames.find((candidate) => line.skip(candidate));
  if (name === undefined) return line.fail("expected an option of the draft, or a word of this block");
  return [name, optionValue(line, name)];
}

function optionValue(line: ScriptLine, name: OptionName): string | number | bigint | Uint8Array {
  if (name === "if_tsresol") {
    const [base, power] = line.match(/(10|2)\^-(\d+)/, "10^-N or 2^-N").map(Number);
    return (base === 2 ? 128 : 0) + power!;
  }
  if (name === "epb_flags" || name === "pack_flags") {
    const direction = (["in", "out"] as const).find((word) => line.skip(word));
    return direction === undefined ? line.integer("in, out or flags", 0, U32) : DIRECTIONS[direction];
  }
  switch (optionSpec(name).kind) {
    case "text":
      return line.text(name);
    case "custom":
    case "bytes":
      return parseHex(line, name);
    case "u8":
      return line.integer(name, 0, U8);
    case "u32":
      return line.integer(name, 0, U32);
    case "i64":
      return line.bigInteger(name, I64.min, I64.max);
    case "u64":
    case "stamp":
      return line.bigInteger(name, 0n, U64_MAX);
  }
}
