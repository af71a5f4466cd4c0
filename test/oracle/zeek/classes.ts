/** Why Zeek's line and our connection may differ: conditions on what was captured, never on names of files. */

import type { ZeekLine } from "./baselines.ts";
import { areEqual, type Facts, factsOf, isSameWay } from "./facts.ts";
import type { OurFlow } from "./our_flows.ts";

/** A reason that makes one or the other say less, or the same in other words. */
interface Allowance {
  readonly id: keyof typeof CLASSES;
  applies(flow: OurFlow, line: ZeekLine): boolean;
  /** What is left of ours and of theirs; one of them is changed. */
  ours?(facts: Facts, flow: OurFlow, isSwapped: boolean): Facts;
  theirs?(facts: Facts): Facts;
}

/** All classes, and what they mean. */
export const CLASSES = {
  no_checksum_letters: "there are wrong checksums, and the test ran with -C, which leaves c out",
  checked_checksums: "the test ran without -C: nothing is left of segments with wrong checksums but c",
  cut_header: "the TCP header with its options is not all there: Zeek has the connection, and counts nothing",
  analyzer_limit: "Zeek's x: an analyzer of the application's protocol gave up",
  cut_payload: "payload that the snapshot length cut off counts as a gap for Zeek",
  copies: "copies count as packets and as retransmissions for Zeek",
  aggregate:
    "frames have room for more behind our segment: of aggregated ones (802.11 A-MSDU) we read the first",
  roles: "Zeek's originator is our server: its state has no mirror image",
  key_with_vlan: "the test has VLAN ids in Zeek's key: with them in ours, we say the same",
  stopped: "the test's script stops looking: we say the same of the packets until then",
  zeek_timers: "Zeek forgets earlier (5 s unanswered or closed, 5 min idle): cut there, we say the same",
  not_read: "no connection of ours: the capture's link type or encapsulation is not read, or it is not TCP",
  outer: "no connection of ours: a line without addresses, of what a tunnel goes through",
  other_capture: "no connection of ours: the test has several captures, and this log is of another one",
} as const;

export type ClassId = keyof typeof CLASSES;

/** Ethernet with a tag, IPv4, GRE, 802.11 with QoS, an aggregate's and an 802.2 header. */
const MOST_HEADER_BYTES = 18 + 20 + 4 + 26 + 14 + 8;

const without = (history: string | undefined, letters: RegExp): string | undefined =>
  history?.replace(letters, "");

const ALLOWANCES: readonly Allowance[] = [
  {
    id: "no_checksum_letters",
    applies: (flow, line) => flow.badChecksums > 0 && !/c/i.test(line.history ?? ""),
    ours: (facts) => ({ ...facts, history: without(facts.history, /c/gi) }),
  },
  {
    id: "checked_checksums",
    applies: (flow) => flow.badChecksums === flow.clientPackets + flow.serverPackets,
    ours: (facts) => ({ ...facts, connState: undefined, history: facts.history?.match(/c/gi)?.join("") }),
  },
  {
    id: "cut_header",
    applies: (flow) => flow.segments.every(({ isHeaderCut }) => isHeaderCut),
    ours: () => ({ connState: "OTH", history: undefined, originatorPackets: 0, responderPackets: 0 }),
  },
  {
    id: "analyzer_limit",
    applies: (_, line) => /x/i.test(line.history ?? ""),
    theirs: (facts) => ({ ...facts, history: without(facts.history, /x/gi) }),
  },
  {
    id: "cut_payload",
    applies: (flow) => flow.segments.some(({ len, isCut }) => len > 0 && isCut),
    theirs: (facts) => ({ ...facts, history: without(facts.history, /g/gi) }),
  },
  {
    id: "copies",
    applies: (flow) => flow.copies > 0,
    ours: (facts, flow, isSwapped) => {
      const copiesBy = (fromClient: boolean): number =>
        flow.segments.filter((segment) => segment.isCopy && segment.fromClient === fromClient).length;
      const add = (packets: number | undefined, fromClient: boolean) => (packets ?? 0) + copiesBy(fromClient);
      return {
        ...facts,
        history: without(facts.history, /t/gi),
        originatorPackets: add(facts.originatorPackets, !isSwapped),
        responderPackets: add(facts.responderPackets, isSwapped),
      };
    },
    theirs: (facts) => ({ ...facts, history: without(facts.history, /t/gi) }),
  },
  {
    id: "aggregate",
    applies: (flow, line) => {
      const packets = (line.originatorPackets ?? 0) + (line.responderPackets ?? 0);
      const missing = packets - flow.clientPackets - flow.serverPackets;
      const roomy = flow.segments.filter(({ spareBytes }) => spareBytes > MOST_HEADER_BYTES);
      return flow.isTunnelled && missing > 0 && missing <= roomy.length;
    },
    theirs: (facts) => ({ ...facts, originatorPackets: undefined, responderPackets: undefined }),
  },
];

/** All sets of some of the items, the smallest first. */
function subsets<T>(items: readonly T[]): T[][] {
  const sets: T[][] = [[]];
  for (const item of items) sets.push(...sets.map((set) => [...set, item]));
  return sets.sort((a, b) => a.length - b.length);
}

/** The least classes that explain all differences of a line and a flow; empty: there are none; undefined: unexplained. */
export function classesOf(line: ZeekLine, flow: OurFlow): ClassId[] | undefined {
  const isSwapped = isSameWay(line, flow) === false;
  const facts = factsOf(flow, isSwapped);
  const usable = ALLOWANCES.filter((allowance) => allowance.applies(flow, line));
  for (const set of subsets(usable)) {
    const ours = set.reduce((f, allowance) => allowance.ours?.(f, flow, isSwapped) ?? f, facts);
    const theirs = set.reduce<Facts>((f, allowance) => allowance.theirs?.(f) ?? f, line);
    if (!areEqual(ours, theirs)) continue;
    const ids: ClassId[] = set.map(({ id }) => id);
    if (isSwapped && line.connState !== undefined) ids.push("roles");
    return ids;
  }
  return undefined;
}
