import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";

/** What the numbers were measured on, and how busy it is. */
export function machineLine(): string {
  const model = cpus()[0]?.model.trim() ?? arch();
  const load = loadavg().map((value) => value.toFixed(2));
  return [
    `${availableParallelism()} × ${model}`,
    `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `${platform()} ${release()} ${arch()}`,
    `load ${load.join(" ")}`,
  ].join(" · ");
}

/** Waiting and running threads are more than the processors: other work took part of the time. */
export function isBusy(): boolean {
  return loadavg()[0]! > availableParallelism();
}
