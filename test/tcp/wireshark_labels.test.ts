import { describe, expect, it } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import { wiresharkLabels } from "../../src/events/mod.ts";
import { WiresharkLabels } from "../../src/tcp/wireshark/labels.ts";
import { captureOf, LABEL_CASES } from "./wireshark_cases.ts";

/** The labels of each segment. */
function labelsOf(bytes: Uint8Array): string[] {
  const analyzer = new Analyzer({ events: ["segment"] });
  analyzer.nextFile("script.pcap");
  analyzer.push(bytes);
  analyzer.end();
  analyzer.flush();
  const lines = new TextDecoder().decode(analyzer.takeBlock()).trimEnd().split("\n");
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event === "segment")
    .map(({ wireshark }) => wireshark.join());
}

describe("Wireshark's labels", () => {
  it.each(LABEL_CASES)("$name", (each) => {
    const { bytes, expected } = captureOf([each]);
    expect(labelsOf(bytes)).toEqual(expected);
  });

  it("each has a case", () => {
    const seen = new Set(captureOf(LABEL_CASES).expected.flatMap((text) => text.split(",")));
    expect(wiresharkLabels.filter((label) => !seen.has(label))).toEqual([]);
  });

  it("are the same list for the same bits", () => {
    const labels = new WiresharkLabels();
    expect(labels.labelsOf(0)).toEqual([]);
    expect(labels.labelsOf(0b11)).toEqual(["retransmission", "fast_retransmission"]);
    expect(labels.labelsOf(0b11)).toBe(labels.labelsOf(0b11));
    expect(labels.labelsOf(2 ** wiresharkLabels.length - 1)).toEqual(wiresharkLabels);
  });
});
