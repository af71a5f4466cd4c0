/**
 * What decoding costs: link, IP and TCP headers, checksums and the flow table, of a capture that is in memory.
 *
 * Runs on Deno and Bun as it is, on Node as a bundle:
 * `bun build bench/decode.ts --target=node --outfile=dist/bench-decode.js`.
 */
import { parseArgs } from "node:util";
import { GeneratedCapture } from "./generator/capture.ts";
import type { CaptureOptions } from "./generator/plan.ts";
import { isProfileName, PROFILES } from "./generator/profiles.ts";
import { parseCount } from "./measure/count.ts";
import type { DecodeResult } from "./measure/decode_result.ts";
import { countRecords, decodePass } from "./measure/pass.ts";
import { median, spread } from "./measure/statistics.ts";

const USAGE = `usage: decode.ts [PROFILE ...] [--bytes 64M] [--seed 1] [--passes 9] [--json]
profiles: ${Object.keys(PROFILES).join(", ")}`;
const WARM_UP_PASSES = 2;

function generateInMemory(options: CaptureOptions): { capture: Uint8Array; generated: GeneratedCapture } {
  const generated = new GeneratedCapture(options);
  const chunks: Uint8Array[] = [];
  for (const chunk of generated) chunks.push(chunk.slice());
  const capture = new Uint8Array(generated.summary.fileBytes);
  let at = 0;
  for (const chunk of chunks) {
    capture.set(chunk, at);
    at += chunk.length;
  }
  return { capture, generated };
}

/** A wrong decoder is not worth timing. Throws when the records are not what the generator made. */
function assertDecoded(capture: Uint8Array, { summary }: GeneratedCapture): void {
  const expected = {
    packets: summary.packets,
    records: summary.packets,
    flows: summary.flows,
    ipv6Records: summary.ipv6Packets,
    notGood: 0,
  };
  const [found, wanted] = [JSON.stringify(countRecords(capture)), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`decoded ${found}, generated ${wanted}`);
}

function measure(options: CaptureOptions, passes: number): DecodeResult {
  const { capture, generated } = generateInMemory(options);
  assertDecoded(capture, generated);
  const { packets, flows } = generated.summary;
  const decode: number[] = [];
  const copy: number[] = [];
  for (let pass = -WARM_UP_PASSES; pass < passes; pass++) {
    let records = 0;
    const { times } = decodePass(capture, (batch) => {
      records += batch.count;
    });
    if (records !== packets) throw new Error(`${records} records in a pass, not ${packets}`);
    if (pass < 0) continue;
    decode.push(times.decode);
    copy.push(times.copy);
  }
  return {
    profile: options.profile,
    packets,
    flows,
    bytes: capture.length,
    nsPerPacket: spread(decode.map((milliseconds) => (milliseconds * 1e6) / packets)),
    gigabytesPerSecond: capture.length / median(decode) / 1e6,
    copyNsPerPacket: (median(copy) * 1e6) / packets,
  };
}

function line(result: DecodeResult): string {
  const time = result.nsPerPacket;
  return [
    result.profile.padEnd(11),
    `${time.median.toFixed(1)} [${time.min.toFixed(1)}–${time.max.toFixed(1)}] ns a packet`.padStart(32),
    `${result.gigabytesPerSecond.toFixed(2)} GB/s`.padStart(12),
    `${(1e3 / time.median).toFixed(1)} M packets/s`.padStart(18),
    `  (copy in: ${result.copyNsPerPacket.toFixed(1)} ns; ${result.packets} packets, ${result.flows} connections)`,
  ].join("");
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bytes: { type: "string", default: "64M" },
    seed: { type: "string", default: "1" },
    passes: { type: "string", default: "9" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(USAGE);
} else {
  for (const profile of positionals.length > 0 ? positionals : Object.keys(PROFILES)) {
    if (!isProfileName(profile)) throw new RangeError(USAGE);
    const options = { profile, bytes: parseCount(values.bytes), seed: parseCount(values.seed) };
    const result = measure(options, parseCount(values.passes));
    console.log(values.json ? JSON.stringify(result) : line(result));
  }
}
