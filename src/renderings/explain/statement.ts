/** What is told: statements in sections, each with what it rests on. */

export interface Statement {
  /** The frame that it is about; absent: the connection as a whole. */
  readonly frame?: number | undefined;
  /** When, in nanoseconds since the connection's first packet. */
  readonly rel?: number | undefined;
  readonly text: string;
  readonly clauses?: readonly string[] | undefined;
  /** Something that went wrong. */
  readonly isWarning?: boolean;
}

export interface Section {
  readonly title: string;
  readonly statements: readonly Statement[];
}
