import { describe, expect, test } from "vitest";
import { parseOptions, UsageError } from "../../src/cli/options.ts";
import { eventKinds } from "../../src/mod.ts";

const defaults = { action: "run", files: ["-"], detail: "phase", progress: "auto" };

describe("parseOptions", () => {
  test.each<[string[], object]>([
    [[], defaults],
    [["a", "b"], { ...defaults, files: ["a", "b"] }],
    [["a", "-"], { ...defaults, files: ["a", "-"] }],
    [["--", "--detail"], { ...defaults, files: ["--detail"] }],
    [["--detail", "flow", "a"], { ...defaults, detail: "flow", files: ["a"] }],
    [["a", "--detail=segment"], { ...defaults, detail: "segment", files: ["a"] }],
    [["-o", "x"], { ...defaults, output: "x" }],
    [["-ox"], { ...defaults, output: "x" }],
    [["-o", "-"], defaults],
    [["--output=--x"], { ...defaults, output: "--x" }],
    [["--progress", "never"], { ...defaults, progress: "never" }],
    [["--detail", "flow", "--detail", "phase"], defaults],
    [["--events", "syn"], { ...defaults, events: ["syn"] }],
    [["--events", "fin, syn,,syn"], { ...defaults, events: ["syn", "fin"] }],
    [["--events", "fin", "--events", "syn"], { ...defaults, events: ["syn", "fin"] }],
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
    [["-", "-"], "standard input (-) can be read only once; name it once"],
    [["a", ""], "the name of a FILE is empty"],
  ])("%j is refused", (args, message) => {
    expect(() => parseOptions(args)).toThrow(new UsageError(message));
  });
});
