/** Runs programs to their end, and judges no outcome. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

/** The project's folder; programs are run in it. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** How a program ended, and its output without keeping all of it. */
export interface Outcome {
  /** Null after a signal. */
  readonly code: number | null;
  /** It ran longer than it was allowed to. */
  readonly timedOut: boolean;
  /** SHA-256 of standard output in hex. */
  readonly sha256: string;
  /** Last line of standard output, without its line feed; undefined if the output does not end with one. */
  readonly lastLine: string | undefined;
  readonly stderr: string;
}

export interface RunSettings {
  readonly timeoutMs: number;
  /** Gets standard output piece by piece. */
  readonly onOutput?: (bytes: Uint8Array) => void;
}

/** Runs a command; a program that does not end in time is killed. */
export function runProgram(words: readonly string[], settings: RunSettings): Promise<Outcome> {
  const [command, ...args] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(command!, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const hash = createHash("sha256");
    const tail = new LastLine();
    let stderr = "";
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, settings.timeoutMs);
    child.stdout.on("data", (bytes: Uint8Array) => {
      hash.update(bytes);
      tail.push(bytes);
      settings.onOutput?.(bytes);
    });
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, timedOut, sha256: hash.digest("hex"), lastLine: tail.line(), stderr });
    });
  });
}

/** Runs a command and gives its standard output as text, too. */
export async function runForText(
  words: readonly string[],
  timeoutMs: number,
): Promise<Outcome & { readonly stdout: string }> {
  const decoder = new TextDecoder();
  let stdout = "";
  const onOutput = (bytes: Uint8Array): void => {
    stdout += decoder.decode(bytes, { stream: true });
  };
  const outcome = await runProgram(words, { timeoutMs, onOutput });
  return { ...outcome, stdout: stdout + decoder.decode() };
}

/** Calls `work` for every item, as many at a time as there are processors; the results are in the items' order. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

/** Keeps the last line of a stream of bytes. */
class LastLine {
  #kept: Uint8Array[] = [];

  push(bytes: Uint8Array): void {
    // the last line ends with the last byte, so what counts starts behind the line feed before that one
    const before = bytes.subarray(0, -1).lastIndexOf(0x0a);
    if (before !== -1) this.#kept = [bytes.slice(before + 1)];
    else if (this.#kept.at(-1)?.at(-1) === 0x0a) this.#kept = [bytes.slice()];
    else this.#kept.push(bytes.slice());
  }

  line(): string | undefined {
    const text = Buffer.concat(this.#kept).toString("utf8");
    return text.endsWith("\n") ? text.slice(0, -1) : undefined;
  }
}
