/** The sentences of `explain` in English; the other languages have the same keys. */
import type { PhaseEventOf } from "../../../events/mod.ts";
import { formatDuration, formatRate, formatShare, grouped } from "../../layout/quantities.ts";

export type Side = "client" | "server";
type Sides = Side | "both";
type FlowEnd = PhaseEventOf<"flow_end">;
type Kind = PhaseEventOf<"anomaly">["kind"];
type Evidence = PhaseEventOf<"anomaly">["evidence"];
type Hint = NonNullable<FlowEnd["hints"]>[number];
type Judgement = PhaseEventOf<"capture_end">["report"]["judgements"][number];
type Limit = NonNullable<FlowEnd["limits"]>[number];

/** Evidence of an anomaly, each field in words. */
export type EvidenceTexts = { readonly [K in keyof Evidence]-?: (value: NonNullable<Evidence[K]>) => string };

const the = (side: Side): string => `the ${side}`;
const The = (side: Side): string => `The ${side}`;
const other = (side: Side): Side => (side === "client" ? "server" : "client");
const counted = (n: number, one: string, many = `${one}s`): string => `${grouped(n)} ${n === 1 ? one : many}`;
const bytes = (n: number): string => counted(n, "byte");
const range = (first: number, last: number): string =>
  first === last ? `number ${first}` : `numbers ${first} to ${last}`;

const evidence: EvidenceTexts = {
  original_frame: (frame) => `first in frame ${frame}`,
  resent_frame: (frame) => `sent again in frame ${frame}`,
  reset_frame: (frame) => `the RST is frame ${frame}`,
  previous_flow: (flow) => `the earlier one is connection ${flow}`,
  since_ns: (ns) => `${formatDuration(ns)} before`,
  threshold_ns: (ns) => `the time that decides is ${formatDuration(ns)}`,
  place: (place) =>
    ({
      before_tap: "lost between its sender and the tap",
      after_tap: "lost between the tap and its receiver",
      capture: "lost by the capture",
    })[place],
  seq: (seq) => `from number ${seq}`,
  seq_end: (end) => `up to number ${end - 1}`,
  expected_seq: (seq) => `${seq} was expected`,
  missing_bytes: (n) => `${bytes(n)} missing`,
  resent_bytes: (n) => `${bytes(n)} again`,
  new_bytes: (n) => `${bytes(n)} new`,
  ack: (ack) => `acknowledged until then: ack ${ack}`,
  dup_acks: (n) => (n === 0 ? "" : counted(n, "duplicate acknowledgement")),
  sacked: (sacked) => (sacked ? "acknowledged selectively before" : ""),
  sacked_bytes: (n) => `${bytes(n)} behind it acknowledged selectively`,
  bytes_in_flight: (n) => `${bytes(n)} in flight`,
  window: (n) => `window ${bytes(n)}`,
  window_edge: (edge) => `the window ends in front of number ${edge}`,
  beyond_bytes: (n) => `${bytes(n)} beyond`,
  proof: (proof) =>
    ({ timestamps: "timestamps prove it", ack: "acknowledgements prove it", time: "by its time alone" })[
      proof
    ],
  via: (via) =>
    ({
      same_path: "seen twice in one place",
      other_interface: "on another interface",
      other_path: "in another VLAN or tunnel, or with other link-layer addresses",
      routed: "a hop further on",
    })[via],
  ttl: (ttl) => `TTL ${ttl}`,
  original_ttl: (ttl) => `the first one's TTL ${ttl}`,
  cksum: (value) => `stored ${value}`,
  cksum_expected: (value) => `right would be ${value}`,
};

export const en = {
  /** How parts of a list are joined. */
  list: (parts: readonly string[]): string => parts.join("; "),
  sentences: (parts: readonly string[]): string => parts.join(" "),
  stop: ".",
  /** What stands between words of a sentence. */
  gap: " ",

  heading: (n: number, client: string, server: string, service: string | undefined) =>
    `Connection ${n}: ${client} → ${server}${service === undefined ? "" : ` (${service} by its port)`}`,
  factsStream: (stream: number) => `tcp.stream ${stream} in Wireshark.`,
  factsTime: (start: string, duration: string | undefined) =>
    duration === undefined
      ? `First packet: ${start}.`
      : `First packet: ${start}; the last one ${duration} later.`,
  factsSize: (packets: number, fromClient: number, fromServer: number) =>
    `${counted(packets, "packet")}; ${bytes(fromClient)} from the client, ${bytes(fromServer)} from the server.`,
  roleFrom: {
    syn: "",
    syn_ack: "Who received the SYN-ACK is the client; its SYN was not seen.",
    port: "No SYN was seen; the side with the server's kind of port counts as the server.",
    first: "No SYN was seen and the ports tell nothing; who sent first counts as the client.",
  } satisfies Record<FlowEnd["role_from"], string>,
  roleConflict: "A later segment contradicts who is the client here.",

  sections: {
    opening: "Opening",
    numbers: "What the numbers mean",
    data: "Data",
    closing: "Closing",
    time: "Where the time went",
    unusual: "What was unusual",
    checksums: "Checksums",
    limits: "What is incomplete here",
    capture: "The capture",
  },

  syn: (side: Side, isn: number) =>
    `${The(side)} asks for a connection: SYN. Its initial sequence number (ISN) is ${isn}. All of its numbers below are counted from there: the SYN itself is number 0, its first byte will be number 1.`,
  synCrossing: (side: Side, isn: number) =>
    `${The(side)} sends a SYN, too, with the ISN ${isn}: it had not taken in the other SYN yet. Its numbers are counted from that ISN.`,
  synSplit: (side: Side, isn: number) =>
    `${The(side)} sends its own SYN in a segment by itself, with the ISN ${isn}. Its numbers are counted from there.`,
  synAgain: (side: Side, attempt: number, since: string | undefined) =>
    `${The(side)} sends its SYN again (attempt ${attempt}${since === undefined ? "" : `, ${since} after the one before`}): it has seen no answer.`,
  synsOmitted: (n: number) =>
    `${counted(n, "further SYN or SYN-ACK", "further SYNs and SYN-ACKs")} between these are left out.`,
  synAck: (side: Side, isn: number, ackRaw: number, isPlain: boolean) =>
    `${The(side)} agrees, and opens its own direction in the same segment: SYN and ACK. Its ISN is ${isn}. Its ack ${ackRaw} is ${isPlain ? `the other side's ISN + 1: the SYN has arrived, and byte 1 is expected next` : "above the other side's ISN + 1: it confirms bytes that came with the SYN, too"}.`,
  synAckOfCrossing: (side: Side, ackRaw: number) =>
    `${The(side)} answers the other SYN with SYN and ACK: its own ISN is the same as before, and the other one is confirmed by ack ${ackRaw}.`,
  synAckAgain: (side: Side, attempt: number, since: string | undefined) =>
    `${The(side)} sends its SYN-ACK again (attempt ${attempt}${since === undefined ? "" : `, ${since} after the one before`}): the acknowledgement of it has not arrived.`,
  rttServer: (rtt: string) =>
    `From the SYN to this answer, the way from the tap to the server and back took ${rtt}.`,

  announces: (side: Side, parts: string) => `${The(side)} announces: ${parts}.`,
  announcesToo: (side: Side, parts: string) => `${The(side)} announces the like: ${parts}.`,
  window: (win: number) => `a window of ${bytes(win)} (never scaled in a SYN)`,
  mss: (mss: number, mtu: number, headers: number) =>
    `MSS ${mss}: segments to it hold at most so much (an MTU of ${mtu} less ${headers} bytes of IP and TCP header)`,
  wscale: (shift: number) =>
    `window scale ${shift}: its windows in units of ${grouped(2 ** shift)} ${shift === 0 ? "byte" : "bytes"}, if the other side sends this option, too`,
  windowShort: (win: number) => `a window of ${bytes(win)}`,
  mssShort: (mss: number) => `MSS ${mss}`,
  wscaleShort: (shift: number) => `window scale ${shift} (units of ${bytes(2 ** shift)})`,
  sackShort: "SACK permitted",
  sackPermitted: "SACK permitted: it can take selective acknowledgements",
  timestamp: (value: number) => `timestamps (its clock shows ${value})`,
  fastOpenRequest: "Fast Open: it asks for a cookie, so that next time data can go with the SYN",
  fastOpenCookie: (side: Side): string =>
    side === "client"
      ? "Fast Open: it has a cookie of an earlier connection"
      : "Fast Open: a cookie for the client's next connection",
  mptcpCapable: "Multipath TCP: it would use several paths (MP_CAPABLE)",
  mptcpJoin: "Multipath TCP: this connection joins another one as a further path (MP_JOIN)",
  otherOption: (name: string) => `option ${name}`,
  optionsCut: "(not all of its options were captured)",
  noOptions: "no options",
  synPayload: (n: number) => `The SYN carries ${bytes(n)} of payload already.`,

  established: {
    three_way: (side: Side, isFirst: boolean) =>
      `${The(side)} acknowledges the other SYN${isFirst ? " (ack 1)" : ""}. Both ISNs are confirmed now: the three-way handshake is done, the connection is ESTABLISHED.`,
    simultaneous: () =>
      "Both SYNs are acknowledged: the connection is ESTABLISHED by a simultaneous open, four segments instead of three.",
    split: () =>
      "Both SYNs are acknowledged: the connection is ESTABLISHED. The server's ACK and SYN came in two segments, which is allowed and rare.",
    fast_open: () =>
      "Both SYNs are acknowledged: the connection is ESTABLISHED. The data on the SYN was taken (Fast Open): a round trip was saved.",
  } satisfies Record<PhaseEventOf<"established">["open"], (side: Side, isFirst: boolean) => string>,
  establishedUnseen:
    "Both ISNs are confirmed: the three-way handshake is done, the connection is ESTABLISHED.",
  handshakeTime: (time: string) => `This is ${time} after the first SYN.`,
  rttClient: (rtt: string) =>
    `From the SYN-ACK to here, the way from the tap to the client and back took ${rtt}.`,
  tapNear: (side: Side, near: string, far: string) =>
    `${near} on the one side and ${far} on the other: unless a host was slow to answer, the tap is much nearer to the ${side}.`,
  inferred: {
    syn_unseen: "The SYN itself is not in the capture; the SYN-ACK proves it.",
    syn_ack_unseen: "The SYN-ACK is not in the capture; what follows proves it.",
    ack_unseen: "The ACK that ends the handshake is not in the capture; what follows proves it.",
  } satisfies Record<NonNullable<PhaseEventOf<"established">["inferred"]>, string>,
  agreedScale: (client: number, server: number) =>
    `Windows are scaled: from now on one unit of the client's window field is ${bytes(2 ** client)}, one of the server's ${bytes(2 ** server)}.`,
  windowRange: (side: Side, least: number, most: number) =>
    least === most
      ? `The window of the ${side} was always ${bytes(least)}.`
      : `The window of the ${side} was between ${grouped(least)} and ${bytes(most)}.`,
  noScale: "Windows are not scaled, since not both sides sent the option: 65,535 bytes at most.",
  agreedSack:
    "SACK: a receiver can say which bytes behind a gap it already has, so that only the gap is sent again.",
  noSack: "No SACK: behind a gap, a receiver can only repeat the last acknowledgement.",
  agreedTimestamps: (mss: number | undefined) =>
    `Timestamps: each segment carries its sender's clock and the last one seen of the other side, which measures round trips and tells old segments from new ones.${mss === undefined ? "" : ` With padding they take 12 bytes, so that ${mss - 12} bytes of data fit into a segment of MSS ${mss}.`}`,
  noTimestamps: "No timestamps.",
  ecn: (accurate: boolean) =>
    `ECN${accurate ? " with accurate feedback" : ""}: routers may mark packets where they would have to drop them.`,

  midstream:
    "The capture begins in the middle of this connection: its handshake was not seen. ISNs, MSS, window scale and other options are unknown.",
  midstreamBase: (side: Side, base: number) =>
    `The numbers of the ${side} are counted so that the first one that was seen is 1: ${base} on the wire is 0 here.`,
  notOpened: {
    no_answer:
      "No answer to the SYN was seen. Whether the SYN was dropped on its way, the host is down, or the answer was lost or took another way, this capture can't tell.",
    refused:
      "The connection was refused: nothing listens on that port, or a filter says so. It never opened.",
    no_ack:
      "Nobody acknowledged the SYN-ACK: the connection stayed half-open. Scans and SYN floods with forged addresses look like that, so does a lost last ACK.",
    reset: "It was reset before it was open.",
  },

  numbersIntro:
    "Sequence numbers count bytes, each direction its own. An acknowledgement names the byte that is expected next, and so confirms all bytes in front of it.",
  numbersExample: (side: Side, seq: number, length: number, ack: number) =>
    `Here the ${side} sends ${bytes(length)}, ${range(seq, seq + length - 1)}; tcpdump writes seq ${seq}:${seq + length}, and ${seq + length} is the number behind them. ack ${ack} confirms ${length === 1 ? "it" : "all of them"}: it is ${seq} + ${length}, the sequence number plus the length, and nothing is added to that.`,
  numbersSynFin: (hasSyn: boolean, fin: number | undefined) => {
    const parts = [
      hasSyn ? "ISN + 1 in the handshake" : "",
      fin === undefined ? "" : `ack ${fin + 1} for the FIN with number ${fin}`,
    ];
    return `Only SYN and FIN add one more, since each uses up a number without being a byte: hence ${parts.filter((part) => part !== "").join(", and ")}.`;
  },

  turn: (side: Side, n: number, seq: number, end: number, segments: number) =>
    `${The(side)} sends ${bytes(n)} (${range(seq, end - 1)}) in ${segments === 1 ? "one segment" : counted(segments, "segment")}.`,
  turnContinued: "(Still the turn before, which is only cut here because it lasts.)",
  turnTime: (duration: string, rate: number | undefined) =>
    `They are sent over ${duration}${rate === undefined ? "" : `, ${formatRate(rate)}`}.`,
  turnPush: "PSH is set: the receiver is to hand them to its application at once.",
  turnMissing: (n: number) => `The capture lacks ${bytes(n)} of it.`,
  turnAgain: (n: number) => `${counted(n, "segment")} only brought again what had been sent before.`,
  turnResponse: (side: Side, time: string) =>
    `It is the answer: the first byte comes ${time} after the last one of the ${other(side)}, and acknowledges it.`,
  turnAfterOpen: (gap: string) => `It begins ${gap} after the handshake.`,
  turnGap: (gap: string) => `It begins ${gap} after the data in front of it.`,
  turnCrossed:
    "It acknowledges not all of the data in front of it: no answer to it, both sides were sending.",
  turnAcked: (side: Side, ack: number, time: string | undefined) =>
    `ack ${ack} of the ${other(side)} confirms it${time === undefined ? "; how long that took is not known, since the last byte was sent more than once" : `, ${time} after the last byte`}.`,
  turnDelayed: "A receiver may keep an acknowledgement back for up to half a second.",
  turnNotAcked: "That its last byte was acknowledged was not seen.",
  turnEnd: {
    peer_data: "",
    peer_data_unseen: "Behind it the other side sent something that the capture lacks.",
    fin: "",
    peer_fin: "",
    reset: "A reset ended it.",
    idle: "",
    limit: "It goes on.",
    flow_end: "",
  } satisfies Record<PhaseEventOf<"data">["ended_by"], string>,
  turnsOmitted: (n: number, c2s: number, s2c: number, from: number, to: number) =>
    `${counted(n, "further turn")} from frame ${from} to frame ${to} are left out here: ${bytes(c2s)} from the client, ${bytes(s2c)} from the server.`,
  noData: "No payload was seen.",

  fin: (side: Side, seq: number, len: number) =>
    `${The(side)} closes its direction: FIN, which uses up number ${seq}${len > 0 ? `, behind ${bytes(len)} of data in the same segment` : ""}. It has no more to send, but still receives (FIN-WAIT-1).`,
  finSecond: (side: Side, seq: number, len: number) =>
    `Now ${the(side)} closes, too: FIN with number ${seq}${len > 0 ? `, behind ${bytes(len)} of data in the same segment` : ""} (LAST-ACK).`,
  finCrossing: (side: Side, seq: number) =>
    `${The(side)} sends its FIN, number ${seq}, without having received the other one.`,
  finAckFirst: (side: Side, ack: number, seq: number, time: string | undefined) =>
    `${The(side)} acknowledges the FIN: ack ${ack}${ack === seq + 1 ? ` is its number ${seq} + 1` : ""}${time === undefined ? "" : `, ${time} after it`}. The connection is half-closed: ${the(other(side))} waits in FIN-WAIT-2, ${the(side)} may go on sending (CLOSE-WAIT) until its application closes.`,
  finAckWithFin: (side: Side, ack: number, seq: number, time: string | undefined) =>
    `${The(side)} acknowledges the FIN (ack ${ack}${ack === seq + 1 ? ` = ${seq} + 1` : ""}${time === undefined ? "" : `, ${time} after it`}) with the segment that carries its own FIN.`,
  finAckLast: (side: Side, ack: number, seq: number, time: string | undefined) =>
    `${The(side)} acknowledges that FIN: ack ${ack}${ack === seq + 1 ? ` is its number ${seq} + 1` : ""}${time === undefined ? "" : `, ${time} after it`}.`,
  closeWait: (side: Side, wait: string) =>
    `This is ${wait} after it acknowledged the other FIN: that is how long ${the(side)} took to close.`,
  closed: {
    four_segment: "Both directions are closed, with four segments: FIN, ACK, FIN, ACK.",
    three_segment:
      "Both directions are closed, with three segments: the second FIN also acknowledged the first.",
    half_close:
      "Both directions are closed. In between the connection was half-closed, and data still went the other way.",
    simultaneous:
      "Both directions are closed. The FINs crossed: a simultaneous close, in which both sides pass through CLOSING.",
  } satisfies Record<PhaseEventOf<"closed">["kind"], string>,
  timeWait: (who: Sides) =>
    who === "both"
      ? "Both sides stay in TIME-WAIT for twice the maximum segment lifetime: each acknowledged the other's FIN and can't know whether that ACK arrived."
      : `The ${who} is left in TIME-WAIT for twice the maximum segment lifetime, since it closed first: its last ACK may get lost, and then the FIN comes again and has to be answered; and late segments of this connection must not reach a new one with the same addresses and ports.`,
  halfClosed: (by: Side | undefined) =>
    `${by === undefined ? "One side" : The(by)} closed; the close of the other direction, or its last ACK, was not seen.`,
  lastAckUnseen: "Both sides have sent their FIN, but not both acknowledgements were seen.",
  halfClosedWait: (wait: string) =>
    `The other side had left it half-closed for ${wait} when its last packet was seen.`,
  notClosed: "No FIN and no RST was seen: it was open, as far as this capture tells.",
  ended: {
    closed: "",
    reset: "",
    idle: "It counts as over since nothing was seen of it for its timeout.",
    reuse: "Then a new connection used its addresses and ports.",
    evicted: "It was forgotten here because there were too many connections (--max-flows).",
    eof: "Then the capture ends.",
    interrupted: "Then the run was interrupted.",
    update: "",
  } satisfies Record<FlowEnd["reason"], string>,
  halfOpen: (side: Side) =>
    `The ${side} may still believe in this connection, although the other side has none any more (half-open).`,
  states: (client: string, server: string) => `States at the end: client ${client}, server ${server}.`,
  stateUnknown: "unknown",
  dataAfterFin: (n: number) => `${bytes(n)} came behind their sender's own FIN.`,

  reset: {
    refused: (side: Side) => `${The(side)} refuses the SYN with a RST.`,
    abort: (side: Side) =>
      `${The(side)} cuts the connection with a RST: no orderly close, what was not delivered is lost.`,
    answer_to_segment: (side: Side) =>
      `${The(side)} answers with a RST whose number is that of the acknowledgement it got: so answers a host that knows no such connection (any more), or does not want its data.`,
    after_fin: (side: Side) => `${The(side)} sends a RST behind a FIN: it has no more use for what comes.`,
    after_close: (side: Side) =>
      `${The(side)} sends a RST when both directions are closed already. At most it makes the other side forget the connection before its TIME-WAIT is over.`,
  } satisfies Record<PhaseEventOf<"reset">["kind"], (side: Side) => string>,
  seqCheck: {
    exact: "Its number is just the one that is expected: the receiver drops the connection.",
    in_window:
      "Its number is in the window, but not the expected one: careful receivers only answer it with a challenge ACK.",
    outside: "Its number lies outside the window: the receiver has to ignore it.",
    bad_ack: "It acknowledges nothing that was sent: the receiver has to ignore it.",
    unknown: "Whether its number is right, this capture can't tell.",
  } satisfies Record<PhaseEventOf<"reset">["seq_check"], string>,
  resetPayload: (n: number) => `It carries ${bytes(n)} of text.`,
  resetsMore: (n: number) => `${counted(n, "further RST")} followed.`,
  suggests: "This suggests, and does not prove:",
  hints: {
    idle_timeout: "a timeout of a host or of a box on the way, after long silence",
    linger_zero: "an application that closed with SO_LINGER 0, or with data unread",
    injected: "a segment from somebody else than its sender",
    mss_clamped: "an MSS that was lowered on the way",
    accept_queue_overflow: "a full accept queue of the server",
    syn_cookies: "SYN cookies: the server keeps nothing of a connection before the last ACK",
    fast_open_ignored: "data on the SYN that was not taken",
  } satisfies Record<Hint["hint"], string>,
  hintSigns: (signs: readonly string[], value: number | undefined, expected: number | undefined) =>
    `(${signs.map((sign) => sign.replaceAll("_", " ")).join(", ")}${value === undefined ? "" : ` ${value}${expected === undefined ? "" : ` instead of ${expected}`}`})`,
  hintSince: (time: string) => `(${time})`,
  hintFrame: (frame: number) => `(frame ${frame})`,

  stallsIntro: (total: string) => `From the first to the last packet it took ${total}. Of that, pauses took:`,
  stall: {
    client_application:
      "waiting for the client's application, which had nothing outstanding and sent nothing",
    server_application:
      "waiting for the server's application, which had nothing outstanding and sent nothing",
    acknowledgement: "waiting for an acknowledgement of what was in flight",
    window: "waiting for the receiver's window: the sender could have sent more and was not allowed to",
    retransmission_timer: "waiting for a retransmission timer, behind a loss",
  } satisfies Record<NonNullable<FlowEnd["stalls"]>[number]["waiting_on"], string>,
  stallLine: (total: string, what: string, n: number, longest: string, frame: number) =>
    `${total} ${what} (${n === 1 ? `one pause, ended by frame ${frame}` : `${counted(n, "pause")}, the longest ${longest}, ended by frame ${frame}`}).`,
  stallsRest: (rest: string) => `All the rest took ${rest}.`,
  noStalls: (total: string) =>
    `From the first to the last packet it took ${total}, and no pause was long enough to be counted (--stall).`,
  roundTrips: (side: Side, least: string, median: string | undefined, most: string, n: number) =>
    n === 1
      ? `Round trip from the tap to the ${side}, by data and its acknowledgement: ${least}.`
      : `Round trips from the tap to the ${side}, by data and its acknowledgement: ${least} at least${median === undefined ? "" : `, ${median} in the middle`}, ${most} at most (${counted(n, "sample")}).`,
  responses: (side: Side, least: string, median: string | undefined, most: string, n: number) =>
    n === 1
      ? `The ${side} answered once, after ${least}.`
      : `The ${side} answered ${grouped(n)} times: after ${least} at least${median === undefined ? "" : `, ${median} in the middle`}, ${most} at most.`,
  rate: (side: Side, bitsPerSecond: number) =>
    `Data of the ${side}: ${formatRate(bitsPerSecond)} on average, from its first to its last segment with payload.`,
  zeroWindowTime: (side: Side, time: string) => `The ${side} held its window closed for ${time} in all.`,

  nothingUnusual: "Nothing.",
  anomaly: (kind: string, n: number, side: Side) =>
    n === 1
      ? `${kind}, in a segment of the ${side}:`
      : `${kind}, in ${grouped(n)} segments of the ${side}, first here:`,
  anomalyUnplaced: (kind: string, n: number, side: Side) =>
    `${kind}, in ${counted(n, "segment")} of the ${side}:`,
  kinds: {
    bad_checksum:
      "the TCP checksum is wrong: the segment was damaged or changed on its way, or its checksum was never filled in. Its receiver has to drop it like that.",
    duplicate_packet: "the capture has the same packet twice; it was sent once.",
    time_jump: "the stamp is more than an hour ahead of the others, and is not believed yet.",
    reused_ports: "a new connection with the addresses and ports of an earlier one.",
    reset_ignored: "a RST had no effect: the connection goes on behind it.",
    loss: "a segment was lost for certain, and this acknowledgement proves it.",
    lost_segment: "the segment begins above the expected number: what is between was lost, or is late.",
    acked_unseen:
      "the receiver acknowledges bytes that the capture lacks: the capture lost them, not the network.",
    unacceptable_ack: "the acknowledgement is for something that was never sent.",
    retransmission: "the same bytes again, and nothing tells which timer or sign caused it.",
    fast_retransmission:
      "sent again because duplicate or selective acknowledgements showed a gap, without waiting for a timer.",
    rto_retransmission: "sent again because the retransmission timer ran out.",
    spurious_retransmission: "sent again although all of it had been acknowledged already.",
    out_of_order: "the segment was overtaken on its way; nothing was lost.",
    partial_overlap: "some of its bytes were sent before, others are new.",
    overlap_differs: "the same numbers again with other bytes: no honest sender does that.",
    outside_window: "the segment lies outside the window that its receiver offers.",
    data_after_fin: "payload behind its sender's own FIN.",
    keep_alive: "a probe without new data: it asks whether the other side is still there.",
    keep_alive_ack: "the answer to a keep-alive probe: still there.",
    zero_window:
      "the receiver closes its window: its buffer is full, since its application does not read fast enough.",
    zero_window_probe: "a probe into a closed window: it asks whether there is room again.",
    zero_window_probe_ack: "the answer to such a probe: still no room.",
    window_full: "the sender has filled the receiver's window and must wait.",
    window_update: "the receiver changes its window, and acknowledges nothing new.",
    duplicate_ack: "the same acknowledgement once more: a segment arrived, but not the expected one.",
    d_sack: "the receiver says that it got these bytes twice: one of the sendings was needless.",
    sack_reneging: "the receiver gives up bytes that it had selectively acknowledged.",
  } satisfies Record<Kind, string>,
  evidence,
  evidenceList: (parts: readonly string[]) => `(${parts.join(", ")})`,
  lost: (side: Side, before: number, after: number, capture: number, unknown: number) => {
    const parts = [
      before > 0 ? `${counted(before, "segment")} lost before the tap` : "",
      after > 0 ? `${counted(after, "segment")} lost behind the tap` : "",
      capture > 0 ? `${counted(capture, "run")} of bytes lost by the capture alone` : "",
      unknown > 0 ? `${counted(unknown, "retransmission")} of which nothing tells why` : "",
    ];
    return `Of what the ${side} sent: ${parts.filter((part) => part !== "").join(", ")}.`;
  },
  retransRate: (side: Side, n: number, of: number, ppm: number) =>
    `The ${side} sent ${grouped(n)} of ${counted(of, "segment")} with payload again: ${formatShare(ppm)}.`,

  checksumsGood: (side: Side, n: number) =>
    `${n === 1 ? "The one segment" : `All ${grouped(n)} segments`} of the ${side}: right, so that nothing was damaged on the way to the tap, as far as such a sum can tell.`,
  checksumsPartial: (side: Side, n: number, of: number) =>
    `${n === of ? (n === 1 ? "The one segment" : `All ${grouped(n)} segments`) : `${grouped(n)} of ${grouped(of)} segments`} of the ${side}: only the sum of the pseudo-header is stored. That is no damage: the sender left the checksum to its network card (offload), and the capture saw the segment in front of that card, or on a virtual link, which needs none; a receiving host that merges segments leaves it like that, too.`,
  checksumsOutgoing: (side: Side) =>
    `The capture marks them as outgoing: it was taken on the host of the ${side}, or on one tied to it by a virtual link.`,
  checksumsSeeEnd: "Which hosts that proves is said at the end.",
  checksumsSome: (side: Side, good: number, bad: number, unverified: number) => {
    const parts = [
      good > 0 ? `${grouped(good)} right` : "",
      bad > 0 ? `${grouped(bad)} wrong` : "",
      unverified > 0 ? `${grouped(unverified)} could not be computed (cut off, or fragments)` : "",
    ];
    return `Segments of the ${side}: ${parts.filter((part) => part !== "").join(", ")}.`;
  },
  copies: (n: number) =>
    `${counted(n, "packet")} of it ${n === 1 ? "is" : "are"} in the capture more than once; the copies count nowhere.`,

  limits: {
    holes: "its gaps: there were more than are followed",
    held_lines: "acknowledgements of its turns",
    history: "its history",
    metrics: "all figures about its payload",
    sent_segments: "round trips and evidence",
    sack: "what was acknowledged selectively",
    histograms: "percentiles",
    anomalies: "the counts of anomalies",
    layers: "its VLANs and tunnels",
  } satisfies Record<Limit, string>,
  limitsIntro: "Memory was short for:",
  detailsDropped:
    "Details of this connection were not kept: too many connections were open at once. What follows is from its summary alone.",

  captureTotals: (packets: number, segments: number, flows: number) =>
    `${counted(packets, "packet")}, ${counted(segments, "TCP segment")} of ${counted(flows, "connection")}.`,
  captureSums: (good: number, partial: number, bad: number, unverified: number) =>
    `TCP checksums: ${grouped(good)} right, ${grouped(partial)} partial (offload), ${grouped(bad)} wrong, ${grouped(unverified)} not computable.`,
  captureHost: (ip: string, n: number, byDirection: boolean) =>
    `It was taken on ${ip}, or on a host tied to it by a virtual link: ${counted(n, "segment")} from there ${n === 1 ? "has" : "have"} a checksum that the network card had not filled in yet${byDirection ? ", and the capture marks such as outgoing" : ""}.`,
  captureLocal: "These segments crossed no wire.",
  captureHostNone: "Nothing tells on which host it was taken.",
  captureIncomplete: "It was not read to its end, or is damaged: see the errors above.",
  captureDrops: (n: number) => `${counted(n, "packet")} got lost while capturing, says the file.`,
  captureCopies: (n: number) => `${counted(n, "packet is a copy", "packets are copies")} of others.`,
  captureBackward: (n: number) =>
    `${counted(n, "packet is", "packets are")} stamped before the one in front.`,
  captureUndecoded: (n: number) => `${counted(n, "packet")} could not be decoded.`,
  judgement: (question: string, answer: string, reasons: readonly string[]) =>
    `${question}: ${answer}${reasons.length > 0 ? `, because ${reasons.join("; ")}` : ""}.`,
  judgementIntro: "Can it be trusted?",
  allYes:
    "It can be trusted for all that is asked here: timing, round trips, loss, payload, checksums, teardown and roles.",
  questions: {
    timing: "Timing",
    round_trips: "Round trips",
    loss: "Loss",
    payload: "Payload",
    checksums: "Checksums",
    teardown: "Teardown",
    roles: "Who is client, who server",
  } satisfies Record<Judgement["question"], string>,
  answers: { yes: "yes", limited: "within limits", no: "no" } satisfies Record<Judgement["answer"], string>,
  reasons: {
    no_packets: "there are no packets",
    captured_gaps: "the capture lacks packets that the network delivered",
    kernel_drops: "packets were dropped while capturing",
    input_cut_off: "the input ends before its time",
    backward_time: "stamps run backwards",
    coarse_clock: "its clock is coarse",
    one_sided_flows: "of some connections only one side was seen",
    missing_syns: "some connections began before it",
    missing_ends: "some connections go on behind it",
    large_segments: "the capturing host merged segments, or had not split them yet",
    offload: "network cards fill checksums in later",
    cut_packets: "packets were not captured whole",
    copies: "it has packets twice",
    undecoded_packets: "some packets could not be decoded",
    bad_checksums: "some checksums are wrong",
    flow_limits: "memory was short for some connections",
  } satisfies Record<Judgement["because"][number], string>,
  unfinished: (n: number) =>
    `${counted(n, "connection is", "connections are")} not told of: a limit left out the event flow_end.`,
  error: (message: string) => `The input is damaged or cut off: ${message}`,
};

/** What a language has to say. */
export type Texts = typeof en;
