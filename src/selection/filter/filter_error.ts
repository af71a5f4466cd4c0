/** An expression that can't be used: why, and where. */
export class FilterError extends Error {
  /** Where it is wrong: characters from the expression's beginning, from 1. */
  readonly column: number;

  constructor(column: number, message: string) {
    super(message);
    this.column = column;
  }
}
