/** The thread that looks after a run; see watchdog.ts. */
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import type { Watched } from "./watchdog.ts";

/** Nothing takes nearly as long, even on a machine with much else to do. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 5000;

const { memory, message } = workerData as Watched;
const number = new Float64Array(memory);
let seen = -1;
let since = performance.now();

setInterval(() => {
  const now = performance.now();
  if (number[0] !== seen) {
    seen = number[0]!;
    since = now;
  } else if (now - since > PATIENCE_MS) {
    writeSync(2, `${message}${seen} has not ended after ${PATIENCE_MS / 1000} s\n`);
    process.kill(process.pid, "SIGKILL");
  }
}, LOOK_MS);
