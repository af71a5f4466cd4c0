/** TCP options in tcpdump's words, for both formats that list them. */
import type { PhaseEventOf } from "../events/mod.ts";
import { BAD_OPTION, mptcpText } from "./mptcp_text.ts";

type Option = PhaseEventOf<"segment">["options"][number];

const EOL = 0;
const NOP = 1;
const SACK_PERMITTED = 4;
const SACK = 5;
const MD5 = 19;
const SCPS = 20;
const USER_TIMEOUT = 28;
const TCP_AO = 29;
const MPTCP = 30;
const FAST_OPEN = 34;
const EXPERIMENT_2 = 254;
/** Fast Open among the experiments (RFC 7413 A.1). */
const FAST_OPEN_ID = "f989";

/** Options that hold one number of 32 bits. tcpdump has no name for the third kind of CC. */
const numberNames: ReadonlyMap<number, string> = new Map([
  [6, "echo"],
  [7, "echoreply"],
  [11, "cc"],
  [12, "ccnew"],
  [13, ""],
]);

const fixedNames: ReadonlyMap<number, string> = new Map([
  [2, "mss"],
  [3, "wscale"],
  [4, "sackOK"],
  [5, "sack"],
  [8, "TS"],
]);

/** What the list of options turned into. */
export interface OptionList {
  /** The texts with commas between them. */
  readonly text: string;
  /** tcpdump prints nothing behind it: the list is cut off, or an option's length impossible. */
  readonly isBroken: boolean;
}

/**
 * The options of a segment.
 * @param sackShift what to add to the offsets of SACK blocks, modulo 2^32; undefined: they stay as they are
 */
export function optionList(
  { options, options_cut, flags }: Pick<PhaseEventOf<"segment">, "options" | "options_cut" | "flags">,
  sackShift: number | undefined,
): OptionList {
  const texts: string[] = [];
  for (const [index, option] of options.entries()) {
    const isLast = index === options.length - 1;
    if (option.error === "cut") {
      return { text: [...texts, `${nameOf(option.kind)} [|tcp]>`].join(","), isBroken: true };
    }
    const text =
      option.error === undefined ? optionText(option, flags, sackShift) : badLength(option, isLast);
    texts.push(text);
    // tcpdump closes the list only if it is not the first option that is bad
    if (text.endsWith(BAD_OPTION)) return { text: texts.join(",") + (index > 0 ? "]" : ""), isBroken: true };
  }
  if (options_cut) return { text: `${texts.map((text) => `${text},`).join("")} [|tcp]`, isBroken: true };
  return { text: texts.join(","), isBroken: false };
}

/**
 * tcpdump reads on behind a wrong length in its own ways, past the option's end; events don't hold what it finds there, so
 * these words are ours, but for a length that ends the list.
 */
function badLength({ kind }: Option, isLast: boolean): string {
  if (kind === SACK) return "sack invalid sack";
  return isLast ? BAD_OPTION : `${nameOf(kind)}[bad len]`;
}

function nameOf(kind: number): string {
  return fixedNames.get(kind) ?? numberNames.get(kind) ?? `unknown-${kind}`;
}

function optionText(option: Option, flags: string, sackShift: number | undefined): string {
  const { kind, data = "" } = option;
  switch (kind) {
    case EOL:
      return "eol";
    case NOP:
      return "nop";
    case SACK_PERMITTED:
      return "sackOK";
    case MD5:
      if (data.length !== 32) return `md5${BAD_OPTION}`;
      return `md5 shared secret not supplied with -M, can't check - ${data}`;
    case SCPS:
      if (data.length === 4) return `scps cap ${data.slice(0, 2)} id ${hexNumber(data, 2, 4)}`;
      break;
    case USER_TIMEOUT:
      if (data.length === 4) return userTimeout(hexNumber(data, 0, 4));
      break;
    case TCP_AO:
      return authentication(data);
    case MPTCP:
      return mptcpText(data, flags);
    case FAST_OPEN:
      return `tfo ${cookieText(data)}`;
    case EXPERIMENT_2:
      if (data.length < 4) return `exp${BAD_OPTION}`;
      return data.startsWith(FAST_OPEN_ID)
        ? `exp-tfo${cookieText(data.slice(4))}`
        : `exp-${data.slice(0, 4)}`;
  }
  if (option.mss !== undefined) return `mss ${option.mss}`;
  if (option.shift !== undefined) return `wscale ${option.shift}`;
  if (option.ts_val !== undefined) return `TS val ${option.ts_val} ecr ${option.ts_ecr}`;
  if (option.blocks) return sackText(option.blocks, sackShift);
  const name = numberNames.get(kind);
  if (name !== undefined && data.length === 8) return `${name} ${hexNumber(data, 0, 8)}`;
  return data === "" ? `unknown-${kind}` : `unknown-${kind} 0x${data}`;
}

function hexNumber(data: string, from: number, to: number): number {
  return Number.parseInt(data.slice(from, to), 16);
}

/** tcpdump takes the last bit for the unit, where RFC 5482 has the first. */
function userTimeout(value: number): string {
  const seconds = value & 1 ? (value >> 1) * 60 : value >> 1;
  return `uto 0x${value.toString(16)} ${seconds}`;
}

function authentication(data: string): string {
  if (data.length < 4) return "tcp-ao (invalid)";
  const mac = data.length > 4 ? ` mac 0x${data.slice(4)}` : "";
  return `tcp-ao keyid ${hexNumber(data, 0, 2)} rnextkeyid ${hexNumber(data, 2, 4)}${mac}`;
}

/** A cookie has 4 to 16 bytes, an even number of them (RFC 7413 4.1.1). */
function cookieText(data: string): string {
  if (data === "") return " cookiereq";
  const isCookie = data.length % 4 === 0 && data.length >= 8 && data.length <= 32;
  return isCookie ? ` cookie ${data}` : " (invalid)";
}

function sackText(blocks: NonNullable<Option["blocks"]>, shift: number | undefined): string {
  const shown = (offset: number): number => (shift === undefined ? offset : (offset + shift) >>> 0);
  const texts = blocks.map(({ left, right }) => `{${shown(left)}:${shown(right)}}`);
  return `sack ${blocks.length} ${texts.join("")}`;
}
