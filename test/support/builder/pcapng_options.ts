/** Options of pcapng blocks (draft-ietf-opsawg-pcapng 3.5 and the tables of section 4) for the capture builder. */
import { concat } from "./bytes.ts";
import { type ByteOrder, number, padded, twoWords } from "./numbers.ts";

/** How the value of an option is written. */
export type OptionKind =
  | "text"
  | "bytes"
  | "u8"
  | "u32"
  | "u64"
  | "i64"
  /** A 64-bit number as two words, the upper one in front. */
  | "stamp"
  /** Private Enterprise Number and data. */
  | "custom";

export interface OptionSpec {
  readonly code: number;
  readonly kind: OptionKind;
}

const OPTIONS = {
  opt_comment: { code: 1, kind: "text" },
  opt_custom_text: { code: 2988, kind: "custom" },
  opt_custom_bytes: { code: 2989, kind: "custom" },
  opt_custom_text_no_copy: { code: 19372, kind: "custom" },
  opt_custom_bytes_no_copy: { code: 19373, kind: "custom" },

  shb_hardware: { code: 2, kind: "text" },
  shb_os: { code: 3, kind: "text" },
  shb_userappl: { code: 4, kind: "text" },

  if_name: { code: 2, kind: "text" },
  if_description: { code: 3, kind: "text" },
  if_IPv4addr: { code: 4, kind: "bytes" },
  if_IPv6addr: { code: 5, kind: "bytes" },
  if_MACaddr: { code: 6, kind: "bytes" },
  if_EUIaddr: { code: 7, kind: "bytes" },
  if_speed: { code: 8, kind: "u64" },
  if_tsresol: { code: 9, kind: "u8" },
  if_tzone: { code: 10, kind: "u32" },
  if_filter: { code: 11, kind: "bytes" },
  if_os: { code: 12, kind: "text" },
  if_fcslen: { code: 13, kind: "u8" },
  if_tsoffset: { code: 14, kind: "i64" },
  if_hardware: { code: 15, kind: "text" },
  if_txspeed: { code: 16, kind: "u64" },
  if_rxspeed: { code: 17, kind: "u64" },

  epb_flags: { code: 2, kind: "u32" },
  epb_hash: { code: 3, kind: "bytes" },
  epb_dropcount: { code: 4, kind: "u64" },
  epb_packetid: { code: 5, kind: "u64" },
  epb_queue: { code: 6, kind: "u32" },
  epb_verdict: { code: 7, kind: "bytes" },
  /** Process in the upper word, thread in the lower one. */
  epb_processid_threadid: { code: 8, kind: "stamp" },

  pack_flags: { code: 2, kind: "u32" },
  pack_hash: { code: 3, kind: "bytes" },

  ns_dnsname: { code: 2, kind: "text" },
  ns_dnsIP4addr: { code: 3, kind: "bytes" },
  ns_dnsIP6addr: { code: 4, kind: "bytes" },

  isb_starttime: { code: 2, kind: "stamp" },
  isb_endtime: { code: 3, kind: "stamp" },
  isb_ifrecv: { code: 4, kind: "u64" },
  isb_ifdrop: { code: 5, kind: "u64" },
  isb_filteraccept: { code: 6, kind: "u64" },
  isb_osdrop: { code: 7, kind: "u64" },
  isb_usrdeliv: { code: 8, kind: "u64" },
} as const satisfies Record<string, OptionSpec>;

/** Names as in the draft; the four opt_custom by what they hold. */
export type OptionName = keyof typeof OPTIONS;

export const optionNames = Object.keys(OPTIONS) as readonly OptionName[];

export function optionSpec(name: OptionName): OptionSpec {
  return OPTIONS[name];
}

export type OptionValue = string | number | bigint | Uint8Array;

export type BlockOption =
  | readonly [name: OptionName, value: OptionValue]
  /** Any other option; `length` is the length field, if it is not to be the true one. */
  | { readonly code: number; readonly data: Uint8Array; readonly length?: number };

/** Private Enterprise Number of custom options: the one for documentation (RFC 5612). */
const EXAMPLE_PEN = 32_473;

/** A list of options; `end` tells whether opt_endofopt closes it: by default if there are any. */
export function optionList(
  options: readonly BlockOption[],
  byteOrder: ByteOrder,
  end = options.length > 0,
): Uint8Array {
  const ended = end ? [...options, { code: 0, data: new Uint8Array(0) }] : options;
  return concat(...ended.map((option) => optionBytes(option, byteOrder)));
}

function optionBytes(option: BlockOption, byteOrder: ByteOrder): Uint8Array {
  const { code, data, length } =
    "code" in option
      ? option
      : { code: OPTIONS[option[0]].code, data: valueBytes(...option, byteOrder), length: undefined };
  return concat(number(code, 2, byteOrder), number(length ?? data.length, 2, byteOrder), padded(data));
}

function valueBytes(name: OptionName, value: OptionValue, byteOrder: ByteOrder): Uint8Array {
  const { kind } = OPTIONS[name];
  if (value instanceof Uint8Array) {
    return kind === "custom" ? concat(number(EXAMPLE_PEN, 4, byteOrder), value) : value;
  }
  if (typeof value === "string") {
    const text = new TextEncoder().encode(value);
    if (kind === "text") return text;
    if (kind === "custom") return concat(number(EXAMPLE_PEN, 4, byteOrder), text);
    throw new TypeError(`${name} is no text`);
  }
  switch (kind) {
    case "u8":
      return number(value, 1, byteOrder);
    case "u32":
      return number(value, 4, byteOrder);
    case "u64":
    case "i64":
      return number(value, 8, byteOrder);
    case "stamp":
      return twoWords(BigInt(value), byteOrder);
    default:
      throw new TypeError(`${name} is no number`);
  }
}
