/** Ends the process when an input takes for ever. */
import { Worker } from "node:worker_threads";

/** What the watching thread is given. */
export interface Watched {
  /** Holds the number of the input as a double. */
  readonly memory: SharedArrayBuffer;
  /** What to print in front of it. */
  readonly message: string;
}

/** Tells a thread of its own which input is under way, since nothing else runs meanwhile. */
export class Heartbeat {
  readonly #number: Float64Array;
  readonly #worker: Worker;

  /** @param message goes before the number of the input that hangs */
  constructor(message: string) {
    const memory = new SharedArrayBuffer(8);
    this.#number = new Float64Array(memory);
    const workerData: Watched = { memory, message };
    this.#worker = new Worker(new URL("./watchdog_thread.ts", import.meta.url), { workerData });
    this.#worker.unref();
  }

  beat(number: number): void {
    this.#number[0] = number;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
