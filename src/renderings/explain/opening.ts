/** How the connection was opened, and what the two sides agreed on (RFC 9293 3.5). */
import type { PhaseEventOf } from "../../events/mod.ts";
import { formatDuration } from "../layout/quantities.ts";
import { clauses } from "./clauses.ts";
import type { Texts } from "./lang/en.ts";
import type { Statement } from "./statement.ts";
import type { Story } from "./story.ts";

type Syn = PhaseEventOf<"syn">;
type SynAck = PhaseEventOf<"syn_ack">;
type FlowEnd = PhaseEventOf<"flow_end">;

/** One round trip is so many times the other where the tap is plainly nearer to one side. */
const NEARER = 10;

export function opening(story: Story, end: FlowEnd, t: Texts): Statement[] {
  const statements: Statement[] = [];
  if (story.midstream) statements.push(...midstream(story.midstream, t));
  for (const [i, event] of story.syns.entries()) {
    const earlier = story.syns.slice(0, i);
    statements.push(...(event.event === "syn" ? syn(event, earlier, end, t) : synAck(event, earlier, t)));
  }
  if (story.omittedSyns > 0) statements.push({ text: t.synsOmitted(story.omittedSyns) });
  if (story.established) statements.push(...established(story.established, story, end, t));
  else statements.push(...notOpened(story, end, t));
  return statements;
}

function midstream(event: PhaseEventOf<"midstream">, t: Texts): Statement[] {
  const bases = [
    ["client", event.client_seq_base_raw],
    ["server", event.server_seq_base_raw],
  ] as const;
  const known = bases.flatMap(([side, base]) => (base === undefined ? [] : [t.midstreamBase(side, base)]));
  return [{ frame: event.frame, rel: event.rel_ns, text: t.sentences([t.midstream, ...known]) }];
}

function syn(event: Syn, earlier: readonly (Syn | SynAck)[], end: FlowEnd, t: Texts): Statement[] {
  const { frame, rel_ns: rel, sender } = event;
  const before = earlier.findLast((other) => other.event === "syn" && other.sender === sender);
  if (before && before.isn === event.isn) {
    const text = t.synAgain(sender, event.attempt, sinceText(before, event));
    return [{ frame, rel, text, clauses: clauses.synAgain, isWarning: true }];
  }
  const crosses = earlier.some((other) => other.sender !== sender);
  const say = !crosses ? t.syn : end.opened === "split" ? t.synSplit : t.synCrossing;
  const texts = [say(sender, event.isn)];
  if (event.payload_bytes !== undefined) texts.push(t.synPayload(event.payload_bytes));
  return [{ frame, rel, text: t.sentences(texts), clauses: clauses.syn }, announcement(event, earlier, t)];
}

function synAck(event: SynAck, earlier: readonly (Syn | SynAck)[], t: Texts): Statement[] {
  const { frame, rel_ns: rel, sender } = event;
  const before = earlier.findLast((other) => other.sender === sender);
  if (before?.event === "syn_ack" && before.isn === event.isn) {
    const text = t.synAckAgain(sender, event.attempt, sinceText(before, event));
    return [{ frame, rel, text, clauses: clauses.synAgain, isWarning: true }];
  }
  if (before?.event === "syn" && before.isn === event.isn) {
    return [{ frame, rel, text: t.synAckOfCrossing(sender, event.ack_raw), clauses: clauses.established }];
  }
  const asked = earlier.findLast((other) => other.event === "syn" && other.sender !== sender);
  const isPlain = asked === undefined || event.ack_raw === (asked.isn + 1) % 2 ** 32;
  const texts = [t.synAck(sender, event.isn, event.ack_raw, isPlain)];
  if (event.rtt_ns !== undefined) texts.push(t.rttServer(formatDuration(event.rtt_ns)));
  return [
    { frame, rel, text: t.sentences(texts), clauses: clauses.established },
    announcement(event, earlier, t),
  ];
}

function sinceText(before: Syn | SynAck, event: Syn | SynAck): string | undefined {
  if (before.rel_ns === undefined || event.rel_ns === undefined) return undefined;
  return formatDuration(event.rel_ns - before.rel_ns);
}

/** What a SYN says about its sender; what that means is said once. */
function announcement(event: Syn | SynAck, earlier: readonly (Syn | SynAck)[], t: Texts): Statement {
  const isKnown = (has: (other: Syn | SynAck) => boolean): boolean => earlier.some(has);
  const parts: string[] = [];
  const rules: string[] = [];
  const say = (text: string, clause: string): void => {
    parts.push(text);
    if (!rules.includes(clause)) rules.push(clause);
  };
  say(earlier.length > 0 ? t.windowShort(event.win) : t.window(event.win), clauses.window);
  const headers = event.client_ip.includes(":") ? 60 : 40;
  if (event.mss !== undefined) {
    const { mss } = event;
    say(
      isKnown((other) => other.mss !== undefined) ? t.mssShort(mss) : t.mss(mss, mss + headers, headers),
      clauses.mss,
    );
  }
  if (event.wscale !== undefined) {
    const isTold = isKnown((other) => other.wscale !== undefined);
    say(isTold ? t.wscaleShort(event.wscale) : t.wscale(event.wscale), clauses.windowScale);
  }
  if (event.sack_permitted) {
    say(
      isKnown((other) => other.sack_permitted === true) ? t.sackShort : t.sackPermitted,
      clauses.sackPermitted,
    );
  }
  if (event.ts_val !== undefined) say(t.timestamp(event.ts_val), clauses.timestamps);
  if (event.fast_open === "request") say(t.fastOpenRequest, clauses.fastOpenRequest);
  if (event.fast_open === "cookie") say(t.fastOpenCookie(event.sender), clauses.fastOpen);
  for (const option of event.other_options) {
    if (option === "mptcp:mp_capable") say(t.mptcpCapable, clauses.mptcpCapable);
    else if (option === "mptcp:mp_join") say(t.mptcpJoin, clauses.mptcpJoin);
    else if (!/^(nop|eol|fast_open|exp:fast_open)$/.test(option)) parts.push(t.otherOption(option));
  }
  if (event.options_cut) parts.push(t.optionsCut);
  else if (parts.length === 1) parts.push(t.noOptions);
  const announces = earlier.length > 0 ? t.announcesToo : t.announces;
  return { text: announces(event.sender, t.list(parts)), clauses: rules };
}

function established(
  event: PhaseEventOf<"established">,
  { syns, firstTurns: turns }: Story,
  end: FlowEnd,
  t: Texts,
): Statement[] {
  const texts = event.inferred ? [t.inferred[event.inferred]] : [];
  // only payload of the other side that was seen before can make it acknowledge more
  const isFirst = !turns.some(({ sender, frame }) => sender !== event.sender && frame < event.frame);
  const isSeen = event.inferred === undefined || event.open !== "three_way";
  texts.push(isSeen ? t.established[event.open](event.sender, isFirst) : t.establishedUnseen);
  if (event.handshake_ns !== undefined) texts.push(t.handshakeTime(formatDuration(event.handshake_ns)));
  if (event.rtt_ns !== undefined) texts.push(t.rttClient(formatDuration(event.rtt_ns)));
  const toServer = syns.findLast((other): other is SynAck => other.event === "syn_ack")?.rtt_ns;
  if (toServer !== undefined && event.rtt_ns !== undefined) texts.push(...nearer(event.rtt_ns, toServer, t));
  const rules =
    event.open === "split"
      ? clauses.split
      : event.open === "fast_open"
        ? [clauses.fastOpen]
        : clauses.established;
  return [
    { frame: event.frame, rel: event.rel_ns, text: t.sentences(texts), clauses: rules },
    ...agreement(event, end, t),
  ];
}

function nearer(toClient: number, toServer: number, t: Texts): string[] {
  const [near, far] = [Math.min(toClient, toServer), Math.max(toClient, toServer)];
  if (far < NEARER * near) return [];
  const side = near === toClient ? "client" : "server";
  return [t.tapNear(side, formatDuration(near), formatDuration(far))];
}

function agreement(event: PhaseEventOf<"established">, end: FlowEnd, t: Texts): Statement[] {
  const statements: Statement[] = [];
  const { client_wscale: client, server_wscale: server } = event;
  const bothSynsSeen = event.inferred === undefined || event.inferred === "ack_unseen";
  if (client !== undefined && server !== undefined) {
    const ranges = (["client", "server"] as const).flatMap((side) => {
      const { win_min: least, win_max: most } = side === "client" ? end.c2s : end.s2c;
      return least === undefined || most === undefined ? [] : [t.windowRange(side, least, most)];
    });
    const text = t.sentences([t.agreedScale(client, server), ...ranges]);
    statements.push({ text, clauses: [clauses.scaling] });
  } else if (bothSynsSeen && event.sack !== undefined) {
    statements.push({ text: t.noScale, clauses: [clauses.windowScale] });
  }
  if (event.sack !== undefined) {
    statements.push({ text: event.sack ? t.agreedSack : t.noSack, clauses: [clauses.sack] });
  }
  if (event.timestamps !== undefined) {
    const mss =
      event.client_mss !== undefined && event.client_mss === event.server_mss ? event.client_mss : undefined;
    statements.push(
      event.timestamps
        ? { text: t.agreedTimestamps(mss), clauses: [clauses.timestamps] }
        : { text: t.noTimestamps },
    );
  }
  if (event.ecn) {
    const isAccurate = event.ecn_mode === "accurate";
    statements.push({ text: t.ecn(isAccurate), clauses: [isAccurate ? clauses.accurateEcn : clauses.ecn] });
  }
  return statements;
}

function notOpened(story: Story, end: FlowEnd, t: Texts): Statement[] {
  switch (end.opened) {
    case "no_answer":
      return [{ text: t.notOpened.no_answer, clauses: clauses.noAnswer, isWarning: true }];
    case "refused":
      return [{ text: t.notOpened.refused, clauses: clauses.refused, isWarning: true }];
    case "no_ack":
      return [{ text: t.notOpened.no_ack, clauses: clauses.noAck, isWarning: true }];
    case "reset":
      return [{ text: t.notOpened.reset, isWarning: true }];
    case "midstream":
      return story.midstream ? [] : [{ text: t.midstream }];
    default:
      return [];
  }
}
