import { type ExitCode, exitCodes } from "./exit_codes.ts";
import { helpText } from "./help.ts";
import { parseOptions, UsageError } from "./options.ts";
import { exit, onUncaught, programArguments, SystemError, standardOutput, writeStderr } from "./platform.ts";
import { runAnalysis } from "./run.ts";
import { PACKAGE, PROGRAM, VERSION } from "./version.ts";

/** Runs the command line and ends the process with its exit code. */
export async function main(): Promise<never> {
  onUncaught(endInternal);
  try {
    exit(await command());
  } catch (error) {
    if (error instanceof UsageError) {
      writeStderr(`${PROGRAM}: ${error.message}\n`);
      exit(exitCodes.usage);
    }
    endInternal(error);
  }
}

async function command(): Promise<ExitCode> {
  const options = parseOptions(programArguments());
  switch (options.action) {
    case "help":
      return print(helpText());
    case "version":
      return print(`${PACKAGE} ${VERSION}\n`);
    case "schema": {
      // Only here: a run needs neither the schemas nor their library.
      const { eventJsonSchema } = await import("../events/json_schema.ts");
      return print(`${JSON.stringify(eventJsonSchema(), null, 2)}\n`);
    }
    case "run":
      return runAnalysis(options);
  }
}

async function print(text: string): Promise<ExitCode> {
  try {
    await standardOutput().write(new TextEncoder().encode(text));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.code !== "EPIPE") {
      writeStderr(`${PROGRAM}: standard output: ${error.message}\n`);
      return exitCodes.failed;
    }
  }
  return exitCodes.done;
}

/** A bug of ours: one line, and never one of the exit codes that speak of the input. */
function endInternal(error: unknown): never {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  writeStderr(`${PROGRAM}: internal error: ${message.replaceAll(/\s+/g, " ")}; please report\n`);
  exit(exitCodes.internal);
}
