import { Analyzer } from "../analyzer.ts";
import type { Compression } from "../compression.ts";
import type { EventOutput } from "../event_output.ts";
import type { SourceError } from "../mod.ts";
import { CaptureInput } from "./capture_input.ts";
import { DamagedInput } from "./decompression/damage.ts";
import { analysisOf, eventOutput, newSummary, selectionOf, summaryText } from "./event_output.ts";
import { type ExitCode, exitCodes } from "./exit_codes.ts";
import { Halt } from "./halt.ts";
import { type RunOptions, UsageError } from "./options.ts";
import { Outlet } from "./outlet.ts";
import {
  commandWithPermissions,
  exit,
  type Input,
  type InputFacts,
  inspect,
  nextTurn,
  onInterrupt,
  openInput,
  openOutput,
  PermissionError,
  SystemError,
  standardOutput,
  stderrIsTerminal,
  stdinIsTerminal,
  type Target,
  terminalColumns,
  writeStderr,
} from "./platform.ts";
import { Progress } from "./progress.ts";
import { PROGRAM } from "./version.ts";

/** How long an interrupted run reads on: what feeds the pipe got the signal too and writes its last packets. */
const GRACE_MS = 1000;
/** The longest between two turns of the event loop is this and the time of one read. */
const TURN_MS = 25;
const TICK_MS = 200;

interface Candidate extends InputFacts {
  readonly path: string;
}

/** What of a file of the run is kept for messages. */
interface FileLabel {
  readonly name: string;
  readonly isCompressed: boolean;
}

interface OpenFile {
  readonly path: string;
  readonly input: CaptureInput;
  readonly compression: Compression | undefined;
  /** How many bytes of it the progress tells of. */
  countedBytes: number;
}

/**
 * Analyzes the files of a command line.
 *
 * @returns the exit code; what it means was said on standard error
 * @throws {UsageError} the output cannot be opened, or nobody feeds standard input
 */
export async function runAnalysis(options: RunOptions): Promise<ExitCode> {
  if (options.files.includes("-") && stdinIsTerminal()) {
    throw new UsageError("standard input is a terminal; name a FILE or pipe a capture in (--help: how)");
  }
  const refused: string[] = [];
  const candidates = options.files.flatMap((path) => {
    try {
      return [{ path, ...inspect(path) }];
    } catch (error) {
      if (error instanceof PermissionError) refused.push(path);
      else complain(nameOf(path), error);
      return [];
    }
  });
  if (refused.length > 0) {
    writeStderr(
      `${PROGRAM}: ${refused.join(", ")}: Deno has no permission to read; run: ${neededCommand(options)}\n`,
    );
  }
  if (candidates.length === 0) return exitCodes.failed;

  // a wrong expression must not empty the output file
  const selection = await selectionOf(options);
  const target = openTarget(options, candidates);
  const summary = await newSummary(options);
  const run = new Run(options, candidates, target, await eventOutput(options, selection, target, summary));
  const code = await run.execute();
  if (summary) writeStderr(summaryText(summary, options));
  return code === exitCodes.done && candidates.length < options.files.length ? exitCodes.failed : code;
}

function openTarget({ output, ...options }: RunOptions, candidates: readonly Candidate[]): Target {
  if (output === undefined) return standardOutput();
  try {
    return openOutput(output, candidates);
  } catch (error) {
    if (error instanceof PermissionError) {
      const command = neededCommand({ output, ...options });
      throw new UsageError(`${output}: Deno has no permission to write; run: ${command}`);
    }
    if (error instanceof SystemError) throw new UsageError(`${output}: ${error.message}`);
    throw error;
  }
}

function neededCommand({ files, output }: RunOptions): string {
  return commandWithPermissions(files, output === undefined ? [] : [output]);
}

function nameOf(path: string): string {
  return path === "-" ? "standard input" : path;
}

/** One line about something that the system refused; anything else is a bug and goes on as it is. */
function complain(name: string, error: unknown): void {
  if (!(error instanceof SystemError)) throw error;
  writeStderr(`${PROGRAM}: ${name}: ${error.message}\n`);
}

class Run {
  readonly #options: RunOptions;
  readonly #candidates: readonly Candidate[];
  readonly #analyzer: Analyzer;
  readonly #outlet: Outlet;
  readonly #target: Target;
  readonly #progress: Progress | undefined;
  readonly #halt = new Halt();
  /** By the files' index in the run. */
  readonly #labels: FileLabel[] = [];
  #interrupted = false;
  #failed = false;
  #bytes = 0;
  #turnAt = performance.now();

  constructor(
    options: RunOptions,
    candidates: readonly Candidate[],
    target: Target,
    output: EventOutput | undefined,
  ) {
    this.#options = options;
    this.#candidates = candidates;
    this.#target = target;
    this.#progress = this.#makeProgress();
    this.#analyzer = new Analyzer(
      analysisOf(options),
      (error) => this.#onSourceError(error),
      undefined,
      output,
    );
    this.#outlet = new Outlet(this.#analyzer, target, () => this.#halt.halt());
  }

  async execute(): Promise<ExitCode> {
    onInterrupt(() => this.#onInterrupt());
    const ticks = this.#progress && setInterval(() => this.#progress?.tick(), TICK_MS);
    const paths = this.#candidates.map(({ path }) => path);
    for (const group of this.#options.merge ? [paths] : paths.map((path) => [path])) {
      if (this.#interrupted || this.#halt.halted || this.#analyzer.isDone) break;
      await this.#readFiles(group);
    }
    if (this.#labels.length > 0 && !this.#outlet.closed) {
      this.#analyzer.end(this.#interrupted || this.#analyzer.isDone ? "interrupted" : "eof");
      await this.#outlet.finish();
    }
    clearInterval(ticks);
    this.#progress?.finish();
    const { failure } = this.#outlet;
    if (failure) {
      complain(this.#target.name, failure);
      return exitCodes.failed;
    }
    if (this.#interrupted) return exitCodes.interrupted;
    return this.#failed ? exitCodes.failed : exitCodes.done;
  }

  /** Reads files side by side, as the analyzer wants their bytes. */
  async #readFiles(paths: readonly string[]): Promise<void> {
    const analyzer = this.#analyzer;
    const first = this.#labels.length;
    const files: OpenFile[] = [];
    for (const path of paths) {
      const file = await this.#open(path);
      if (file) files.push(file);
    }
    if (files.length > 0) {
      for (const { path, compression } of files) {
        this.#labels.push({ name: nameOf(path), isCompressed: compression !== undefined });
      }
      analyzer.mergeFiles(files.map(({ path, compression }) => ({ name: path, compression })));
    }
    while (!this.#halt.halted && !analyzer.isDone) {
      const file = files[analyzer.wanted - first];
      // An interrupt gives a file no last packets: there is nothing to read on for.
      if (!file || (this.#interrupted && file.input.regular)) break;
      await this.#readOnce(file);
    }
    for (const { input } of files) input.close();
  }

  async #open(path: string): Promise<OpenFile | undefined> {
    let opened: Input | undefined;
    try {
      opened = await this.#halt.wait(openInput(path));
      if (!opened) return undefined;
      // What earlier files left in the block must not wait for the first bytes of this one.
      if (!opened.regular) this.#outlet.flushSoon();
      const input = new CaptureInput(opened);
      const compression = await this.#halt.wait(input.recognize());
      return { path, input, compression, countedBytes: 0 };
    } catch (error) {
      opened?.close();
      this.#onReadError(path, error);
      return undefined;
    }
  }

  async #readOnce(file: OpenFile): Promise<void> {
    const { path, input } = file;
    const analyzer = this.#analyzer;
    // What was read before must not wait for this input.
    if (!input.regular) this.#outlet.flushSoon();
    try {
      const reading = input.read(analyzer.room());
      const count = input.regular ? await reading : await this.#halt.wait(reading);
      if (count === undefined) return;
      if (count > 0) analyzer.commit(count);
      else analyzer.endFile();
    } catch (error) {
      if (error instanceof DamagedInput) {
        analyzer.failFile(error.kind, error.message);
      } else {
        this.#onReadError(path, error);
        analyzer.endFile();
      }
    }
    this.#bytes += input.bytesRead - file.countedBytes;
    file.countedBytes = input.bytesRead;
    this.#progress?.update(this.#bytes);
    await this.#outlet.drain();
    // Neither decompressing nor reading gives the event loop its turns everywhere.
    if (performance.now() - this.#turnAt < TURN_MS) return;
    await nextTurn();
    this.#turnAt = performance.now();
  }

  #onReadError(path: string, error: unknown): void {
    this.#failed = true;
    this.#progress?.clear();
    complain(nameOf(path), error);
  }

  #onSourceError({ fileIndex, message, fileOffset }: SourceError): void {
    this.#failed = true;
    this.#progress?.clear();
    const { name, isCompressed } = this.#labels[fileIndex]!;
    const told = new RegExp(`\\bbyte ${fileOffset}\\b`).test(message);
    // Of a compressed file that is an offset that nobody sees in it.
    const place = isCompressed ? `byte ${fileOffset} of the decompressed capture` : `byte ${fileOffset}`;
    writeStderr(`${PROGRAM}: ${name}: ${message}${told ? "" : ` (at ${place})`}\n`);
  }

  #onInterrupt(): void {
    if (this.#interrupted) {
      this.#progress?.clear();
      exit(exitCodes.interrupted);
    }
    this.#interrupted = true;
    setTimeout(() => this.#halt.halt(), GRACE_MS);
  }

  #makeProgress(): Progress | undefined {
    const isTerminal = stderrIsTerminal();
    const { progress } = this.#options;
    // Lines that scroll over the same terminal are progress enough, and a bar would be torn by them.
    const shown = progress === "always" || (progress === "auto" && isTerminal && !this.#target.isTerminal);
    if (!shown) return undefined;
    const sizes = this.#candidates.map(({ size }) => size);
    const total = sizes.reduce(
      (sum: number | undefined, size) => (sum !== undefined && size !== undefined ? sum + size : undefined),
      0,
    );
    return new Progress({
      isTerminal: isTerminal && !this.#target.isTerminal,
      ...(total !== undefined && { totalBytes: total }),
      write: writeStderr,
      columns: terminalColumns,
      now: () => performance.now(),
    });
  }
}
