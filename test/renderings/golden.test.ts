/**
 * Cases of test/data in the formats that tell of whole connections, beside the files in test/data/renderings. `UPDATE=1` writes those
 * anew; the diff is to be read.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { FormatName, RenderingOptions } from "../../src/renderings/mod.ts";
import { readCase, render, summarize } from "./render.ts";

const GOLDEN = new URL("../data/renderings/", import.meta.url);

interface Look extends Partial<RenderingOptions> {
  readonly format: FormatName | "summary";
}

/** What each ending of a file there stands for. */
const looks: Readonly<Record<string, Look>> = {
  "ladder_50.txt": { format: "ladder", width: 50 },
  "ladder_80.txt": { format: "ladder" },
  "ladder_160.txt": { format: "ladder", width: 160 },
  "ladder_colors.txt": { format: "ladder", colors: true },
  "mermaid.md": { format: "mermaid" },
  "explain_en.txt": { format: "explain" },
  "explain_zh.txt": { format: "explain", lang: "zh" },
  "summary.txt": { format: "summary" },
};

/** Which cases are shown how. */
const shown: Readonly<Record<string, readonly string[]>> = {
  "article.pcap": Object.keys(looks),
  "kernel_loss_burst.pcap": ["ladder_80.txt", "ladder_160.txt", "explain_en.txt", "summary.txt"],
  "kernel_zero_window.pcap": ["ladder_80.txt", "explain_en.txt", "explain_zh.txt"],
  "kernel_reset_injected.pcap": ["ladder_80.txt", "mermaid.md", "explain_en.txt"],
  "kernel_fast_open.pcap": ["ladder_80.txt", "explain_zh.txt"],
  "kernel_simultaneous_close.pcap": ["ladder_80.txt", "explain_en.txt"],
  "kernel_syn_retries.pcap": ["explain_en.txt"],
  "refused.seg": ["ladder_80.txt", "explain_en.txt", "explain_zh.txt"],
  "abort_exact.seg": ["explain_en.txt"],
  "midstream_role_by_port.seg": ["ladder_80.txt", "explain_en.txt"],
  "open_simultaneous_one_syn_ack.seg": ["ladder_80.txt"],
  "open_split.seg": ["explain_en.txt"],
  "open_ack_unseen.seg": ["explain_en.txt"],
  "close_last_ack_unseen.seg": ["explain_en.txt"],
  "anomaly_bad_checksum.seg": ["explain_en.txt"],
  "anomaly_ipv6.seg": ["ladder_80.txt", "mermaid.md"],
  "life_interleaved.seg": ["ladder_80.txt"],
  "life_half_open_syn_ack.seg": ["explain_zh.txt"],
};

const cases = Object.entries(shown).flatMap(([file, endings]) =>
  endings.map((ending) => [file, ending] as const),
);
const nameOf = (file: string, ending: string): string => `${file.replace(/\.\w+$/, "")}.${ending}`;

describe("golden", () => {
  test.each(cases)("%s as %s", (file, ending) => {
    const { format, ...look } = looks[ending]!;
    const input = readCase(file);
    const text = format === "summary" ? summarize(input, look) : render(input, format, look);
    const golden = new URL(nameOf(file, ending), GOLDEN);
    if (process.env.UPDATE === "1") writeFileSync(golden, text);
    expect(existsSync(golden), `no ${nameOf(file, ending)}`).toBe(true);
    expect(text.split("\n")).toEqual(readFileSync(golden, "utf8").split("\n"));
  });

  test("every file there belongs to a case", () => {
    const files = readdirSync(GOLDEN).filter((file) =>
      Object.keys(looks).some((ending) => file.endsWith(`.${ending}`)),
    );
    expect(files.sort()).toEqual(cases.map(([file, ending]) => nameOf(file, ending)).sort());
  });
});
