import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { ethernet, type PcapPacket, pcap, tcpPacket } from "../support/capture_builder.ts";
import { eventsOf, run, runtimes, workFolder } from "./programs.ts";

const folder = workFolder();
afterAll(folder.remove);

/** A handshake and data, of which each side's packets are in a capture of their own. */
const [client, server] = ["10.0.0.1:40000", "10.0.0.2:80"];
const sent: readonly PcapPacket[] = [
  { data: ethernet(tcpPacket({ from: client, to: server, flags: "S", seq: 1000 })), sec: 10 },
  { data: ethernet(tcpPacket({ from: client, to: server, flags: ".", seq: 1001, ack: 5001 })), sec: 12 },
];
const received: readonly PcapPacket[] = [
  { data: ethernet(tcpPacket({ from: server, to: client, flags: "S.", seq: 5000, ack: 1001 })), sec: 11 },
];

describe.each(runtimes)("%s", (runtime) => {
  const out = folder.put(`out ${runtime}.pcap`, pcap(sent));
  const back = folder.put(`back ${runtime}.pcap.gz`, new Uint8Array(gzipSync(pcap(received))));

  test("--merge takes the packets of all files in the order of their times", async () => {
    const { code, stdout, stderr } = await run(runtime, ["--merge", "--detail", "segment", out, back]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const segments = eventsOf(stdout).filter(({ event }) => event === "segment");
    expect(segments.map(({ file_index }) => file_index ?? 0)).toEqual([0, 1, 0]);
    expect(eventsOf(stdout).map(({ event }) => event)).toContain("established");
  });

  test("with standard input", async () => {
    const { code, stdout } = await run(runtime, ["--merge", out, "-"], { stdin: back });
    expect(code).toBe(0);
    expect(eventsOf(stdout).map(({ event }) => event)).toContain("established");
  });

  test("goes on with the others when one is missing, or damaged", async () => {
    const cut = folder.put(`cut ${runtime}.pcap.gz`, new Uint8Array(gzipSync(pcap(sent))).subarray(0, -4));
    const missing = folder.path("missing.pcap");
    const { code, stdout, stderr } = await run(runtime, ["--merge", missing, cut, back]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^analyze: .*missing.pcap: no such file or directory\nanalyze: .*cut off at byte .*\n$/,
    );
    expect(eventsOf(stdout).map(({ event }) => event)).toContain("established");
  });
});
