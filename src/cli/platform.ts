/**
 * The one place that knows on which runtime and operating system the program runs.
 *
 * The global `process` is used and never `node:process`: importing that opens standard input on Node and
 * makes its descriptor non-blocking. Environment variables are not read: Deno would ask for permission.
 */
import * as fs from "node:fs";
import { Socket } from "node:net";
import { relative } from "node:path";
import { isatty, WriteStream } from "node:tty";

const host = globalThis.process;

interface DenoApi {
  /** NO_COLOR is set, which Deno tells without a permission. */
  noColor: boolean;
  permissions: { querySync(wanted: { name: "read" | "write"; path: string }): { state: string } };
}
const globals = globalThis as unknown as { Deno?: DenoApi; Bun?: { gc(force: boolean): void } };
const deno = globals.Deno;
const isNode = !deno && !globals.Bun;

/** One read is short enough to leave the event loop its turns. */
const READ_BYTES = 1 << 20;
const RETRY_MS = 5;

/** What the system refused, in words that fit behind `analyze: NAME: `. */
export class SystemError extends Error {
  /** The system's name of the error, as `ENOENT`; Deno's refusals have none. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** Deno lacks a permission; the message gives the command that grants it. */
export class PermissionError extends SystemError {}

/** What {@link inspect} tells of an input. */
export interface InputFacts {
  /** Bytes, of a regular file only. */
  readonly size?: number;
  /** The same for two names of one regular file. */
  readonly identity?: string;
}

/** An open input. */
export interface Input extends InputFacts {
  /** A regular file: reading never waits, and tells of itself when it changes only by its end. */
  readonly regular: boolean;
  /**
   * Reads into `view`, right where the decoder wants the bytes.
   *
   * @returns number of bytes, 0 at the end; at once for a regular file
   * @throws {SystemError}
   */
  read(view: Uint8Array): number | Promise<number>;
  close(): void;
}

/** An open output. */
export interface Target {
  /** Its name in messages. */
  readonly name: string;
  readonly isTerminal: boolean;
  /**
   * Writes all of `bytes`; they may be reused when the promise is fulfilled.
   *
   * @throws {SystemError} code `EPIPE`: the reader has gone
   */
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Gives memory back. Bun counts the connections' state as heap and lets as much garbage pile up again before it collects:
 * with 570,000 live connections 1,287 MiB were resident without this and 773 MiB with it, in the same time.
 */
export function collectGarbage(): void {
  globals.Bun?.gc(true);
}

/** The arguments behind the program's name. */
export function programArguments(): string[] {
  return host.argv.slice(2);
}

/** Standard error is a terminal. */
export function stderrIsTerminal(): boolean {
  return isatty(2);
}

/**
 * Terminals may be written to in colours: the environment has no NO_COLOR, and its TERM is not `dumb`. Node and Bun look
 * that up themselves, and Deno knows the first of it; we read no variable, which would need a permission.
 */
export function colorsAreWelcome(): boolean {
  return deno ? !deno.noColor : WriteStream.prototype.getColorDepth() > 1;
}

/** Columns of the terminal at standard error; 80 if it does not say. */
export function terminalColumns(): number {
  return host.stderr.columns || 80;
}

/** Writes to standard error, at once; a reader that has gone is no error. */
export function writeStderr(text: string): void {
  const bytes = new TextEncoder().encode(text);
  let offset = 0;
  for (let attempt = 0; offset < bytes.length && attempt < 1000; attempt++) {
    try {
      offset += fs.writeSync(2, bytes, offset, bytes.length - offset);
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") return;
    }
  }
}

/** Ends the process at once, also with a read pending. Whatever was written and awaited is out. */
export function exit(code: number): never {
  return host.exit(code);
}

/** Calls back at each SIGINT, which then no longer ends the process. */
export function onInterrupt(callback: () => void): void {
  host.on("SIGINT", callback);
}

/** Calls back for an exception or rejection that nothing caught. */
export function onUncaught(callback: (error: unknown) => void): void {
  host.on("uncaughtException", callback);
  host.on("unhandledRejection", callback);
}

/** Lets the event loop run: signals, timers and finished writes. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Looks at an input without opening it.
 *
 * @param path `-` is standard input
 * @throws {SystemError} there is none, it is a directory, or Deno may not read it
 */
export function inspect(path: string): InputFacts {
  if (!isStdin(path)) requirePermission("read", path);
  let stats: fs.Stats;
  try {
    stats = isStdin(path) ? fs.fstatSync(0) : fs.statSync(path);
  } catch (error) {
    throw systemError(error, path);
  }
  if (stats.isDirectory()) throw new SystemError("is a directory; name the captures in it", "EISDIR");
  return factsOf(stats);
}

/** Standard input is a terminal: nobody types a capture. */
export function stdinIsTerminal(): boolean {
  return isatty(0);
}

/**
 * Opens an input.
 *
 * @param path `-` is standard input
 * @throws {SystemError}
 */
export async function openInput(path: string): Promise<Input> {
  if (!isStdin(path)) requirePermission("read", path);
  try {
    // Not openSync: the opening of a named pipe waits for its writer.
    const fd = isStdin(path) ? 0 : await openDescriptor(path);
    const stats = fs.fstatSync(fd);
    if (stats.isFile()) return regularInput(fd, factsOf(stats));
    if (!isNode) return waitingInput(fd);
    // On Node a pending fs.read holds up the end of the process.
    if (fd === 0) return streamInput(host.stdin);
    if (stats.isFIFO() || stats.isSocket()) return streamInput(new Socket({ fd, readable: true }));
    return waitingInput(fd);
  } catch (error) {
    throw systemError(error, path);
  }
}

/** Standard output. */
export function standardOutput(): Target {
  return descriptorTarget(1, "standard output", isatty(1));
}

/**
 * Opens the file of `--output`, and empties it.
 *
 * @param path where to write
 * @param inputs what is going to be read; its files must not be emptied
 * @throws {SystemError}
 */
export function openOutput(path: string, inputs: readonly InputFacts[]): Target {
  requirePermission("write", path);
  const { O_WRONLY, O_CREAT } = fs.constants;
  let fd: number;
  let stats: fs.Stats;
  try {
    fd = fs.openSync(path, O_WRONLY | O_CREAT, 0o666);
    stats = fs.fstatSync(fd);
  } catch (error) {
    throw systemError(error, path);
  }
  const facts = factsOf(stats);
  if (facts.identity && inputs.some((input) => input.identity === facts.identity)) {
    throw new SystemError("is also an input; name another file for --output");
  }
  try {
    if (stats.isFile()) fs.ftruncateSync(fd, 0);
  } catch (error) {
    throw systemError(error, path);
  }
  return descriptorTarget(fd, path, isatty(fd));
}

function descriptorTarget(fd: number, name: string, isTerminal: boolean): Target {
  return {
    name,
    isTerminal,
    async write(bytes) {
      for (let offset = 0; offset < bytes.length; ) {
        try {
          offset += await new Promise<number>((resolve, reject) => {
            fs.write(fd, bytes, offset, bytes.length - offset, null, (error, n) =>
              error ? reject(error) : resolve(n),
            );
          });
        } catch (error) {
          // Whoever shares the pipe may have made it non-blocking.
          if (codeOf(error) !== "EAGAIN") throw systemError(error, name);
          await pause();
        }
      }
    },
  };
}

function regularInput(fd: number, facts: InputFacts): Input {
  return {
    ...facts,
    regular: true,
    read(view) {
      try {
        return fs.readSync(fd, view, 0, Math.min(view.length, READ_BYTES), null);
      } catch (error) {
        throw systemError(error, "");
      }
    },
    close: () => fs.closeSync(fd),
  };
}

/** A pipe or device by asynchronous reads: a blocking one would hold up signals, timers and output. */
function waitingInput(fd: number): Input {
  return {
    regular: false,
    async read(view) {
      for (;;) {
        try {
          return await new Promise<number>((resolve, reject) => {
            fs.read(fd, view, 0, Math.min(view.length, READ_BYTES), null, (error, n) =>
              error ? reject(error) : resolve(n),
            );
          });
        } catch (error) {
          if (codeOf(error) !== "EAGAIN") throw systemError(error, "");
          await pause();
        }
      }
    },
    close() {
      if (fd !== 0) fs.close(fd, () => {});
    },
  };
}

/** A pipe by Node's streams; their chunks are copied. */
function streamInput(stream: NodeJS.ReadStream | Socket): Input {
  let rest: Uint8Array | undefined;
  let ended = false;
  let failure: unknown;
  let wake = () => {};
  stream.on("readable", () => wake());
  stream.on("end", () => {
    ended = true;
    wake();
  });
  stream.on("error", (error) => {
    failure = error;
    wake();
  });
  return {
    regular: false,
    async read(view) {
      while (!rest) {
        if (failure) throw systemError(failure, "");
        const chunk = stream.read() as Uint8Array | null;
        if (chunk) rest = chunk;
        else if (ended) return 0;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
      const n = Math.min(rest.length, view.length);
      view.set(rest.subarray(0, n));
      rest = n < rest.length ? rest.subarray(n) : undefined;
      return n;
    },
    close: () => void stream.destroy(),
  };
}

function openDescriptor(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.open(path, "r", (error, fd) => (error ? reject(error) : resolve(fd)));
  });
}

/** Deno refuses the device names of what it hands out freely as descriptor 0. */
function isStdin(path: string): boolean {
  return path === "-" || path === "/dev/stdin" || path === "/dev/fd/0";
}

function factsOf(stats: fs.Stats): InputFacts {
  return stats.isFile() ? { size: stats.size, identity: `${stats.dev}:${stats.ino}` } : {};
}

/** Asks Deno whether it would ask the user, before it does. */
function requirePermission(name: "read" | "write", path: string): void {
  if (deno && deno.permissions.querySync({ name, path }).state !== "granted") {
    throw new PermissionError(`Deno has no permission to ${name} it`);
  }
}

/**
 * The command line of this run with the permissions that it needs in Deno.
 *
 * @param reads the files to read
 * @param writes the files to write
 */
export function commandWithPermissions(reads: readonly string[], writes: readonly string[]): string {
  const flag = (letter: string, paths: readonly string[]) => {
    if (paths.length === 0) return [];
    // Deno takes a comma for the end of a path.
    return paths.some((path) => path.includes(",")) ? [`-${letter}`] : [`-${letter}=${paths.join(",")}`];
  };
  const files = reads.filter((path) => !isStdin(path));
  const script = host.argv[1] ?? "analyze.ts";
  const nearby = relative(host.cwd(), script);
  const shown = nearby.startsWith("..") ? script : nearby;
  const words = ["deno", "run", ...flag("R", files), ...flag("W", writes), shown, ...programArguments()];
  return words.map(quoted).join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

const explanations: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  ENOTDIR: "no such file: a part of its path is not a directory",
  EISDIR: "is a directory",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOSPC: "no space left on the device",
  EROFS: "the file system is read-only",
  EBADF: "is not open",
  EIO: "input/output error",
  EMFILE: "too many open files",
  ELOOP: "too many symbolic links",
  ENAMETOOLONG: "the name is too long",
};

/** A system's error in our words; anything else is a bug and is given back as it is. */
function systemError(error: unknown, path: string): unknown {
  if (error instanceof SystemError) return error;
  const code = codeOf(error);
  if (code && /^E[A-Z0-9]+$/.test(code)) return new SystemError(explanations[code] ?? code, code);
  if (error instanceof Error && error.name === "NotCapable") {
    return new SystemError(
      `Deno reads and writes this path only with all permissions; use a redirection instead: analyze.ts < ${quoted(path)}`,
    );
  }
  return error;
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === "string" ? code : undefined;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, RETRY_MS));
}
