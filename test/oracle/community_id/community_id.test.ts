/** Community IDs against the baselines of the specification's repository (base64, seeds 0 and 1). */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { CAPTURES } from "../captures.ts";
import { address } from "../frames.ts";
import { analyzeBytes } from "../in_process.ts";

const SPEC = join(CAPTURES, "corelight+community-id-spec");
const PROTOCOL_TCP = 6;

interface BaselineLine {
  readonly proto: number;
  readonly saddr: string;
  readonly daddr: string;
  readonly sport: number;
  readonly dport: number;
  readonly communityid: string;
}

interface FlowEnd {
  readonly event: "flow_end";
  readonly client_ip: string;
  readonly client_port: number;
  readonly server_ip: string;
  readonly server_port: number;
  readonly community_id: string;
}

type OurEvent = FlowEnd | { readonly event: "capture_start" | "capture_end" | "error" };

/** Lines of the baseline hold both directions. */
function key(from: string, fromPort: number, to: string, toPort: number): string {
  return `${address(from)} ${fromPort} ${address(to)} ${toPort}`;
}

/** The baselines by their seeds. */
const BASELINES = ["baseline_deflt.json", "baseline_seed1.json"];

function baseline(seed: number): Map<string, string> {
  const lines: BaselineLine[] = JSON.parse(readFileSync(join(SPEC, "baseline", BASELINES[seed]!), "utf8"));
  return new Map(
    lines
      .filter(({ proto }) => proto === PROTOCOL_TCP)
      .map(({ saddr, sport, daddr, dport, communityid }) => [key(saddr, sport, daddr, dport), communityid]),
  );
}

function flowsOf(capture: string, communityIdSeed: number): FlowEnd[] {
  const stored = readFileSync(join(SPEC, "pcaps", capture));
  const bytes = capture.endsWith(".gz") ? gunzipSync(stored) : stored;
  const events: OurEvent[] = analyzeBytes(capture, bytes, { detail: "flow", communityIdSeed })
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return events.filter((event) => event.event === "flow_end");
}

describe.skipIf(!existsSync(SPEC)).each([0, 1])("Community ID with seed %d", (seed) => {
  test.each(["tcp.pcap", "ipv6.pcap", "combined.pcap.gz"])("of the connections in %s", (capture) => {
    const expected = baseline(seed);
    const flows = flowsOf(capture, seed);
    expect(flows.length).toBeGreaterThan(0);
    for (const flow of flows) {
      const { client_ip, client_port, server_ip, server_port, community_id } = flow;
      const one = expected.get(key(client_ip, client_port, server_ip, server_port));
      expect(one, `${client_ip}:${client_port} is in the baseline`).toBeDefined();
      expect(community_id).toBe(one);
    }
  });

  test("of all TCP connections in the baseline", () => {
    const ours = new Set(flowsOf("combined.pcap.gz", seed).map(({ community_id }) => community_id));
    expect([...ours].sort()).toEqual([...new Set(baseline(seed).values())].sort());
  });
});
