/** The program's name as its messages and `--version` give it. */
export const PROGRAM = "analyze";

/** The package's name. */
export const PACKAGE = "tcp-phases";

/** The same as `version` of package.json, which cannot be read without permission; a test compares them. */
export const VERSION = "0.1.0";
