/**
 * Captures in the formats that have a line for each segment. The files NAME.tcpdump.txt are what tcpdump 4.99.3 printed
 * (`TZ=UTC tcpdump -nvv -r FILE tcp`; of the article's capture, what the article shows); UPDATE=1 writes only the others anew.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { captureOf, render } from "./render_capture.ts";

const DATA = new URL("../data/renderings/", import.meta.url);

const article = { timeZone: "Asia/Shanghai", interfaceNames: new Map([["2", "wlp4s0"]]) };
/** Names that the machine on which tcpdump ran had for the numbers. */
const names = {
  interfaceNames: new Map([
    ["1", "lo"],
    ["2", "ifb0"],
    ["3", "ifb1"],
    ["4", "eth0"],
  ]),
};

const cases = [
  ["article", "article.pcap", article],
  ["kernel_ipv6", "kernel_ipv6.pcap", names],
  ["kernel_mptcp", "kernel_mptcp.pcap", names],
  ["kernel_loss_at_receiver", "kernel_loss_at_receiver.pcap", names],
  ["odd_options", "renderings/odd_options.seg", names],
] as const;

describe.each(["tcpdump", "text"] as const)("%s", (format) => {
  test.each(cases)("%s", (name, file, options) => {
    const golden = new URL(`${name}.${format}.txt`, DATA);
    const text = render(format, captureOf(file), options);
    if (process.env.UPDATE === "1" && format === "text") writeFileSync(golden, text);
    expect(existsSync(golden)).toBe(true);
    expect(text.split("\n")).toEqual(readFileSync(golden, "utf8").split("\n"));
  });

  test("does not depend on the chunks", () => {
    const bytes = captureOf("article.pcap");
    expect(render(format, bytes, article, 7)).toBe(render(format, bytes, article));
  });
});

test("colours are for what is unusual, and only where they are wanted", () => {
  const bytes = captureOf("refused.seg");
  const plain = render("text", bytes);
  const colored = render("text", bytes, { colors: true });
  expect(plain).not.toContain("\u001b");
  expect(colored).toContain("\u001b[31mFlags [R.]\u001b[0m");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are meant
  expect(colored.replaceAll(/\u001b\[\d*m/g, "")).toBe(plain);
});
