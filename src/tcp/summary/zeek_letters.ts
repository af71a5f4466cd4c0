/**
 * The letters of Zeek's `history`, packed into words of the connection: five bits each.
 */
import type { Connection } from "../state/connection.ts";
import { C_HISTORY, CF_LIMIT_HISTORY, CLIENT } from "../state/state_layout.ts";

// in the order of LETTERS
export const LETTER_SYN = 0;
export const LETTER_SYN_ACK = 1;
export const LETTER_ACK = 2;
export const LETTER_DATA = 3;
export const LETTER_FIN = 4;
export const LETTER_RST = 5;
export const LETTER_CHECKSUM = 6;
export const LETTER_GAP = 7;
export const LETTER_RETRANSMISSION = 8;
export const LETTER_WINDOW = 9;
export const LETTER_FIN_RST = 10;
export const LETTER_SYN_MIX = 11;
/** Has no side. */
const LETTER_FLIP = 12;

const LETTERS = "shadfrcgtwiq^";

const BITS = 5;
const CODE_MASK = (1 << BITS) - 1;
const LETTERS_A_WORD = 6;
/** Words of the connection that hold letters, from C_HISTORY on; zeek_history.ts has those behind. */
export const LETTER_WORDS = 4;
/** A longer history is cut off. */
export const MAX_LETTERS = LETTER_WORDS * LETTERS_A_WORD;

/** A letter and its side in five bits; 0 is the end. */
const codeOf = (letter: number, side: number): number => letter * 2 + side + 1;

export const isEmpty = ({ words, c }: Connection): boolean => words[c + C_HISTORY] === 0;

/** Appends a LETTER_* of `side`. */
export function addLetter(connection: Connection, letter: number, side: number): void {
  const { words, c } = connection;
  for (let at = c + C_HISTORY; at < c + C_HISTORY + LETTER_WORDS; at++) {
    const word = words[at]!;
    const used = Math.ceil((32 - Math.clz32(word)) / BITS);
    if (used === LETTERS_A_WORD) continue;
    words[at] = word | (codeOf(letter, side) << (used * BITS));
    return;
  }
  connection.set(CF_LIMIT_HISTORY);
}

/** Appends that the responder was seen first. */
export function addFlip(connection: Connection): void {
  addLetter(connection, LETTER_FLIP, CLIENT);
}

/** The history, with the client's letters in upper case. */
export function lettersOf({ words, c }: Connection): string {
  let text = "";
  for (let at = c + C_HISTORY; at < c + C_HISTORY + LETTER_WORDS; at++) {
    for (let word = words[at]!; word !== 0; word >>>= BITS) {
      const code = (word & CODE_MASK) - 1;
      const letter = LETTERS[code >>> 1]!;
      text += (code & 1) === CLIENT ? letter.toUpperCase() : letter;
    }
  }
  return text;
}
