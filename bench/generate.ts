/** Writes a seeded capture to a file or to standard output. */
import { closeSync, openSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { GeneratedCapture } from "./generator/capture.ts";
import { isProfileName, PROFILES } from "./generator/profiles.ts";
import { parseCount } from "./measure/count.ts";

const USAGE = `usage: generate.ts PROFILE (--packets N | --bytes N) [--out FILE] [--seed S]
       [--link ethernet|sll2] [--container pcap|pcapng]
       [--ipv6 SHARE] [--live N] [--flow-packets N] [--mean-gap MICROSECONDS] [--loss PER_MILLE]

${Object.entries(PROFILES)
  .map(([name, profile]) => `  ${name.padEnd(11)} ${profile.description}`)
  .join("\n")}

N may end in k, M or G. The capture goes to standard output, or to FILE; then its summary is printed.`;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      packets: { type: "string" },
      bytes: { type: "string" },
      seed: { type: "string" },
      out: { type: "string" },
      link: { type: "string" },
      container: { type: "string" },
      ipv6: { type: "string" },
      live: { type: "string" },
      "flow-packets": { type: "string" },
      "mean-gap": { type: "string" },
      loss: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [profile] = positionals;
  const { link } = values;
  if (positionals.length !== 1 || profile === undefined || !isProfileName(profile)) {
    throw new RangeError(USAGE);
  }
  if (link !== undefined && link !== "ethernet" && link !== "sll2") throw new RangeError(USAGE);
  const { container } = values;
  if (container !== undefined && container !== "pcap" && container !== "pcapng") throw new RangeError(USAGE);
  const count = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : parseCount(text);
  const capture = new GeneratedCapture({
    profile,
    packets: count(values.packets),
    bytes: count(values.bytes),
    seed: count(values.seed),
    ipv6: values.ipv6 === undefined ? undefined : Number(values.ipv6),
    linkType: link,
    container,
    live: count(values.live),
    flowPackets: count(values["flow-packets"]),
    meanGap: count(values["mean-gap"]),
    lossPerMille: count(values.loss),
  });
  const out = values.out === undefined ? 1 : openSync(values.out, "w");
  for (const chunk of capture) {
    for (let done = 0; done < chunk.length; ) done += writeSync(out, chunk, done);
  }
  if (out !== 1) {
    closeSync(out);
    console.log(JSON.stringify(capture.summary));
  }
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
