import { describe, expect, test } from "vitest";
import { parseOptions, UsageError } from "../../src/cli/options.ts";
import { eventKinds } from "../../src/mod.ts";

const analysis = { detail: "phase", timeouts: {} };
const defaults = { action: "run", files: ["-"], progress: "auto", merge: false, analysis };
/** The defaults with other options of the analysis. */
const analyzing = (options: object): object => ({ ...defaults, analysis: { ...analysis, ...options } });

describe("parseOptions", () => {
  test.each<[string[], object]>([
    [[], defaults],
    [["a", "b"], { ...defaults, files: ["a", "b"] }],
    [["a", "-"], { ...defaults, files: ["a", "-"] }],
    [["--", "--detail"], { ...defaults, files: ["--detail"] }],
    [["--detail", "flow", "a"], { ...analyzing({ detail: "flow" }), files: ["a"] }],
    [["a", "--detail=segment"], { ...analyzing({ detail: "segment" }), files: ["a"] }],
    [["-o", "x"], { ...defaults, output: "x" }],
    [["-ox"], { ...defaults, output: "x" }],
    [["-o", "-"], defaults],
    [["--output=--x"], { ...defaults, output: "--x" }],
    [["--progress", "never"], { ...defaults, progress: "never" }],
    [["--detail", "flow", "--detail", "phase"], defaults],
    [["--events", "syn"], analyzing({ events: ["syn"] })],
    [["--events", "fin, syn,,syn"], analyzing({ events: ["syn", "fin"] })],
    [["--events", "fin", "--events", "syn"], analyzing({ events: ["syn", "fin"] })],
    [["--max-flows", "0"], analyzing({ maxFlows: 0 })],
    [["--half-open-timeout", "1.5"], analyzing({ timeouts: { halfOpen: 1.5 } })],
    [["--established-timeout=9000000"], analyzing({ timeouts: { established: 9_000_000 } })],
    [["--fin-timeout", "0", "--linger", "0.000000001"], analyzing({ timeouts: { fin: 0, linger: 1e-9 } })],
    [["--turn-idle", "2", "--turn-limit", "60"], analyzing({ turnIdle: 2, turnLimit: 60 })],
    [["--pool", "128"], analyzing({ pool: 128 })],
    [["--update", "1.5", "--stall=0"], analyzing({ update: 1.5, stall: 0 })],
    [["--max-anomalies", "0"], analyzing({ maxAnomalies: 0 })],
    [["--community-id-seed", "65535"], analyzing({ communityIdSeed: 65_535 })],
    [["--merge", "a", "b"], { ...defaults, files: ["a", "b"], merge: true }],
    [["--flow-key", "vlan"], analyzing({ flowKey: ["vlan"] })],
    [["--flow-key=vni, vlan,vni"], analyzing({ flowKey: ["vlan", "vni"] })],
    [["--flow-key", "vni", "--flow-key", "vlan"], analyzing({ flowKey: ["vlan", "vni"] })],
    [["--format", "ndjson"], defaults],
    [
      ["--format", "text"],
      {
        ...analyzing({ events: ["segment"] }),
        format: { name: "text", color: "auto", interfaceNames: new Map(), lang: "en" },
      },
    ],
    [
      [
        ...["--format=tcpdump", "--time-zone", "Asia/Shanghai", "--interface-name", "2=a=b"],
        ...["--interface-name", "3= c", "--color", "never", "--width", "132", "--lang", "zh"],
      ],
      {
        ...analyzing({ events: ["segment"] }),
        format: {
          name: "tcpdump",
          color: "never",
          width: 132,
          timeZone: "Asia/Shanghai",
          interfaceNames: new Map([
            ["2", "a=b"],
            ["3", " c"],
          ]),
          lang: "zh",
        },
      },
    ],
    [
      ["--stream", "3,4", "--stream", "5", "--host", "::1, 10.0.0.0/8", "--port=80"],
      { ...defaults, selection: { streams: [3, 4, 5], hosts: ["::1", "10.0.0.0/8"], ports: [80] } },
    ],
    [["--filter", "a ==", "--limit", "1"], { ...defaults, selection: { filter: "a ==", limit: 1 } }],
    [["--summary"], { ...defaults, summary: true }],
    [["-q"], { ...defaults, progress: "never" }],
    [["--summary", "--quiet", "--progress", "always"], { ...defaults, progress: "never" }],
    [["--help", "--version"], { action: "help" }],
    [["--version", "a"], { action: "version" }],
    [["--schema"], { action: "schema" }],
  ])("%j", (args, expected) => {
    expect(parseOptions(args)).toEqual(expected);
  });

  test.each<[string[], string]>([
    [["--nope"], "unknown option --nope; --help lists the options"],
    [["--event", "syn"], "unknown option --event; did you mean --events?"],
    [["--constructor"], "unknown option --constructor; --help lists the options"],
    [["-d"], "unknown option -d; --help lists the options"],
    [["--no-progress"], "unknown option --no-progress; --help lists the options"],
    [["--help=yes"], "--help takes no value"],
    [["--detail"], "--detail needs a value: one of flow, phase, segment"],
    [["--detail="], "--detail needs a value: one of flow, phase, segment"],
    [["--detail", "--events", "syn"], "--detail needs a value: one of flow, phase, segment"],
    [["--detail", "Flow"], '--detail: "Flow" is not one of flow, phase, segment'],
    [["--progress", "yes"], '--progress: "yes" is not one of auto, always, never'],
    [
      ["--events", ","],
      `--events needs a value: kinds of events with commas between them: ${eventKinds.join(", ")}`,
    ],
    [
      ["--events", "syn,SYN"],
      `--events: no kind of event is called "SYN"; there are: ${eventKinds.join(", ")}`,
    ],
    [["--merge=yes"], "--merge takes no value"],
    [["--flow-key"], "--flow-key needs a value: parts of the key with commas between them: vlan, vni"],
    [["--flow-key", ","], "--flow-key needs a value: parts of the key with commas between them: vlan, vni"],
    [["--flow-key", "vlan,gre"], '--flow-key: no part of the key is called "gre"; there are: vlan, vni'],
    [["--max-flows", "1e6"], '--max-flows: "1e6" is not a whole number of connections, 0 for no limit'],
    [["--max-flows=-1"], '--max-flows: "-1" is not a whole number of connections, 0 for no limit'],
    [["--linger", "-1"], "--linger needs a value: seconds from 0 (never) to 9000000"],
    [["--linger", "5s"], '--linger: "5s" is not seconds from 0 (never) to 9000000'],
    [["--turn-idle", "9000001"], "--turn-idle: expected seconds from 0 (never) to 9000000"],
    [["--update", "1m"], '--update: "1m" is not seconds from 0 (never) to 9000000'],
    [["--max-anomalies", "1k"], '--max-anomalies: "1k" is not a whole number of lines, 0 for no limit'],
    [["--community-id-seed", "65536"], "--community-id-seed: expected a whole number from 0 to 65535"],
    [["--community-id-seed", "0x1"], '--community-id-seed: "0x1" is not a whole number from 0 to 65535'],
    [["-", "-"], "standard input (-) can be read only once; name it once"],
    [["a", ""], "the name of a FILE is empty"],
  ])("%j is refused", (args, message) => {
    expect(() => parseOptions(args)).toThrow(new UsageError(message));
  });

  test.each<[string[], string]>([
    [["--format", "xml"], '--format: "xml" is not one of ndjson, '],
    [["--format", "text", "--detail", "flow"], "--format text chooses its events itself; leave --detail and"],
    [["--format", "text", "--events", "syn"], "--format text chooses its events itself; leave --detail and"],
    [["--time-zone", "Mars"], '--time-zone: "Mars" is not the name of a time zone'],
    [["--interface-name", "2"], '--interface-name: "2" is not an interface as the capture calls it'],
    [["--interface-name", "=x"], '--interface-name: "=x" is not an interface'],
    [["--width", "39"], "--width: expected a number of columns from 40 to 1000"],
    [["--lang", "de"], '--lang: "de" is not one of en, zh'],
    [["--host", "example.org"], '--host: "example.org" is not one of addresses'],
    [["--host", "10.0.0.1,"], '--host: "" is not one of addresses'],
    [["--port", "65536"], '--port: "65536" is not one of TCP ports'],
    [["--stream", "-1"], "--stream needs a value: numbers of connections"],
    [["--stream", "1.5"], '--stream: "1.5" is not one of numbers of connections'],
    [["--limit", "0"], "--limit: expected a whole number of lines, 1 or more"],
    [["--filter", ""], "--filter needs a value: an expression"],
  ])("%j is refused: %s", (args, beginning) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(beginning);
  });
});
