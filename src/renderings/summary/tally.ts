/** What a run has seen, in memory that does not grow with it. */
import type { PhaseEvent, PhaseEventOf } from "../../events/mod.ts";
import { clientOf, serverOf } from "../layout/endpoints.ts";
import { printable } from "../printable.ts";
import { HeavyHosts } from "./heavy_hosts.ts";
import { Top } from "./top.ts";

const TOP = 5;
/** A rate of fewer segments with payload says little. */
const RATE_SEGMENTS = 20;

type FlowEnd = PhaseEventOf<"flow_end">;
type Dir = "c2s" | "s2c";

/** A connection, as a table names it. */
export interface Named {
  readonly stream: number;
  readonly ends: string;
}

/** A connection by what it carried. */
export interface Carried extends Named {
  readonly packets: number;
  readonly seconds: number | undefined;
}

/** A direction by what it had to send again. */
export interface Resent extends Named {
  readonly sender: "client" | "server";
  readonly again: number;
  readonly all: number;
}

export interface StallSum {
  n: number;
  total: number;
  longest: number;
  /** The connection of the longest. */
  stream: number;
}

export class Tally {
  readonly largest = new Top<Carried>(TOP);
  readonly slowest = new Top<Named>(TOP);
  readonly resent = new Top<Resent>(TOP);
  readonly hosts = new HeavyHosts();
  readonly opened = new Map<FlowEnd["opened"], number>();
  readonly closed = new Map<FlowEnd["closed"], number>();
  readonly anomalies = new Map<string, { n: number; flows: number }>();
  readonly resets = new Map<string, number>();
  readonly stalls = new Map<NonNullable<FlowEnd["stalls"]>[number]["waiting_on"], StallSum>();
  readonly errors: string[] = [];
  handshakes = 0;
  payloadBytes = 0;
  end: PhaseEventOf<"capture_end"> | undefined;

  take(event: PhaseEvent): void {
    switch (event.event) {
      case "established":
        if (event.handshake_ns === undefined) break;
        this.handshakes++;
        this.slowest.add(event.handshake_ns, () => nameOf(event));
        break;
      case "reset":
        count(this.resets, `${event.kind} by ${event.sender}`);
        break;
      case "flow_end":
        this.#flowEnd(event);
        break;
      case "error":
        if (this.errors.length < TOP) this.errors.push(printable(event.message));
        break;
      case "capture_end":
        this.end = event;
        break;
    }
  }

  #flowEnd(event: FlowEnd): void {
    const { c2s, s2c } = event;
    const bytes = c2s.ip_bytes + s2c.ip_bytes;
    this.payloadBytes += c2s.unique_bytes + s2c.unique_bytes;
    this.largest.add(bytes, () => ({
      ...nameOf(event),
      packets: c2s.packets + s2c.packets,
      seconds: event.duration_ns === undefined ? undefined : event.duration_ns / 1e9,
    }));
    this.hosts.add(event.client_ip, bytes);
    if (event.server_ip !== event.client_ip) this.hosts.add(event.server_ip, bytes);
    count(this.opened, event.opened);
    count(this.closed, event.closed);
    this.#retransmissions(event, "c2s");
    this.#retransmissions(event, "s2c");
    const kinds = new Set<string>();
    for (const { kind, n } of event.anomalies ?? []) {
      const sum = this.anomalies.get(kind) ?? { n: 0, flows: 0 };
      sum.n += n;
      if (!kinds.has(kind)) sum.flows++;
      kinds.add(kind);
      this.anomalies.set(kind, sum);
    }
    for (const stall of event.stalls ?? []) {
      const sum = this.stalls.get(stall.waiting_on) ?? { n: 0, total: 0, longest: 0, stream: 0 };
      sum.n += stall.n;
      sum.total += stall.total_ns;
      if (stall.max_ns > sum.longest) {
        sum.longest = stall.max_ns;
        sum.stream = event.stream;
      }
      this.stalls.set(stall.waiting_on, sum);
    }
  }

  #retransmissions(event: FlowEnd, dir: Dir): void {
    const { retrans_ppm: ppm, retrans_wire_segments: again, wire_segments: all } = event[dir];
    if (ppm === undefined || again === undefined || all === undefined || all < RATE_SEGMENTS) return;
    const sender = dir === "c2s" ? "client" : "server";
    this.resent.add(ppm, () => ({ ...nameOf(event), sender, again, all }));
  }
}

function nameOf(event: Extract<PhaseEvent, { flow: number }>): Named {
  return { stream: event.stream, ends: `${clientOf(event)} → ${serverOf(event)}` };
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
