/** How the process ends. */
export const exitCodes = {
  done: 0,
  /** An input could not be read to its end, or the output not be written. */
  failed: 1,
  usage: 2,
  /** EX_SOFTWARE of sysexits.h. */
  internal: 70,
  /** 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
