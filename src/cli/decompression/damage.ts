/** Compressed data ends too soon or is broken; what was decompressed before it is right. */
export class DamagedInput extends Error {
  readonly kind: "cut" | "corrupt";

  /** @param message names the place by its offset in the compressed file */
  constructor(kind: "cut" | "corrupt", message: string) {
    super(message);
    this.kind = kind;
  }
}
