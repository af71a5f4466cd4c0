/**
 * Ends the process when an input takes for ever. It is a thread of its own, since nothing else runs meanwhile.
 *
 * Started as a worker with the memory that {@link Heartbeat} writes to.
 */
import { writeSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";

/** Nothing takes nearly as long, even on a machine with much else to do. */
const PATIENCE_SECONDS = 60;
const LOOK_MS = 5000;

interface Shared {
  readonly memory: SharedArrayBuffer;
  /** What to print in front of the number of the input. */
  readonly message: string;
}

/** Tells the watchdog which input is under way. */
export class Heartbeat {
  readonly #number: Float64Array;
  readonly #worker: Worker;

  /** @param message goes before the number of the input that hangs */
  constructor(message: string) {
    const memory = new SharedArrayBuffer(8);
    this.#number = new Float64Array(memory);
    const workerData: Shared = { memory, message };
    this.#worker = new Worker(new URL(import.meta.url), { workerData });
    this.#worker.unref();
  }

  beat(number: number): void {
    this.#number[0] = number;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

function watch({ memory, message }: Shared): void {
  const number = new Float64Array(memory);
  let seen = -1;
  let since = performance.now();
  setInterval(() => {
    const now = performance.now();
    if (number[0] !== seen) {
      seen = number[0]!;
      since = now;
    } else if (now - since > PATIENCE_SECONDS * 1000) {
      writeSync(2, `${message}${seen} has not ended after ${PATIENCE_SECONDS} s\n`);
      process.kill(process.pid, "SIGKILL");
    }
  }, LOOK_MS);
}

if (!isMainThread && workerData?.memory) watch(workerData);
