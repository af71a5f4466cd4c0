/**
 * TCP options (RFC 9293 3.2, IANA "TCP Option Kind Numbers"), walked in the captured bytes.
 */

export const OPTION_END = 0;
export const OPTION_NOP = 1;
export const OPTION_MSS = 2;
export const OPTION_WINDOW_SCALE = 3;
export const OPTION_SACK_PERMITTED = 4;
export const OPTION_SACK = 5;
export const OPTION_TIMESTAMPS = 8;
export const OPTION_MPTCP = 30;
export const OPTION_FAST_OPEN = 34;
/** For experiments (RFC 4727 7.4, RFC 6994). */
export const OPTION_EXPERIMENT_1 = 253;
export const OPTION_EXPERIMENT_2 = 254;

const NAMES: ReadonlyMap<number, string> = new Map([
  [OPTION_END, "eol"],
  [OPTION_NOP, "nop"],
  [OPTION_MSS, "mss"],
  [OPTION_WINDOW_SCALE, "wscale"],
  [OPTION_SACK_PERMITTED, "sack_permitted"],
  [OPTION_SACK, "sack"],
  [6, "echo"],
  [7, "echo_reply"],
  [OPTION_TIMESTAMPS, "timestamps"],
  [11, "cc"],
  [12, "cc_new"],
  [13, "cc_echo"],
  [19, "md5"],
  [27, "quick_start"],
  [28, "user_timeout"],
  [29, "tcp_ao"],
  [OPTION_MPTCP, "mptcp"],
  [OPTION_FAST_OPEN, "fast_open"],
  [69, "tcp_eno"],
  [172, "accecn0"],
  [174, "accecn1"],
  [OPTION_EXPERIMENT_1, "exp"],
  [OPTION_EXPERIMENT_2, "exp"],
]);

/** The name of an option kind, if it has one. */
export function optionName(kind: number): string | undefined {
  return NAMES.get(kind);
}

/** The length that an option of a fixed size must have, 0 for the others. */
function fixedLength(kind: number): number {
  switch (kind) {
    case OPTION_MSS:
      return 4;
    case OPTION_WINDOW_SCALE:
      return 3;
    case OPTION_SACK_PERMITTED:
      return 2;
    case OPTION_TIMESTAMPS:
      return 10;
    default:
      return 0;
  }
}

/** Steps from option to option. One instance is used again and again. */
export class OptionWalk {
  bytes: Uint8Array = new Uint8Array(0);
  /** Where the option begins: its kind byte. */
  at = 0;
  kind = 0;
  /** Bytes of the whole option, kind and length included; of a faulty one, those that are there. */
  length = 0;
  error: "cut" | "bad_length" | undefined;
  /** The capture ends before the list does: what is missing may be any option. Known behind the last one. */
  cut = false;
  #next = 0;
  #headerEnd = 0;
  #capturedEnd = 0;

  /**
   * Starts at the first option of the TCP header at `tcp`.
   * @param end address behind the captured bytes
   */
  start(bytes: Uint8Array, tcp: number, end: number): void {
    this.bytes = bytes;
    this.#next = tcp + 20;
    this.#headerEnd = tcp + ((bytes[tcp + 12]! >> 4) << 2);
    this.#capturedEnd = Math.min(this.#headerEnd, end);
    this.cut = false;
  }

  /** Goes to the next option; false behind the last one. */
  next(): boolean {
    const at = this.#next;
    if (at >= this.#headerEnd) return false;
    this.at = at;
    this.error = undefined;
    if (at >= this.#capturedEnd) {
      this.cut = true;
      return false;
    }
    this.kind = this.bytes[at]!;
    if (this.kind === OPTION_END || this.kind === OPTION_NOP) {
      this.length = 1;
      this.#next = this.kind === OPTION_END ? this.#headerEnd : at + 1;
      return true;
    }
    const length = at + 1 < this.#capturedEnd ? this.bytes[at + 1]! : -1;
    const left = this.#capturedEnd - at;
    if (length < 0) this.error = this.#capturedEnd < this.#headerEnd ? "cut" : "bad_length";
    else if (length < 2 || at + length > this.#headerEnd) this.error = "bad_length";
    else if (length > left) this.error = "cut";
    if (this.error === "cut") this.cut = true;
    this.length = this.error === undefined ? length : left;
    // the length of a faulty option tells nothing about where the next one begins
    this.#next = this.error === undefined ? at + length : this.#headerEnd;
    if (this.error === undefined && fixedLength(this.kind) !== 0 && fixedLength(this.kind) !== length) {
      this.error = "bad_length";
    }
    return true;
  }

  /** 16 bits of the option, big-endian, `offset` bytes behind its beginning. */
  u16(offset: number): number {
    return (this.bytes[this.at + offset]! << 8) | this.bytes[this.at + offset + 1]!;
  }

  /** 32 bits of the option, big-endian. */
  u32(offset: number): number {
    return ((this.u16(offset) << 16) | this.u16(offset + 2)) >>> 0;
  }
}
