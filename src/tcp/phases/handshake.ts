/**
 * Opening a connection: SYN, SYN-ACK, and the acknowledgement of both (RFC 9293 3.5).
 */
import {
  FLAG_ACK,
  FLAG_SYN,
  REC_ID_TTL_TOS,
  REC_TSECR,
  REC_TSVAL,
  STATUS_TIMESTAMPS,
} from "../../../wasm/layout.ts";
import type { Batch } from "../../capture/batch.ts";
import {
  type EstablishedEvent,
  newEstablishedEvent,
  newMidstreamEvent,
  newSynAckEvent,
  newSynEvent,
} from "../../events/mod.ts";
import type { Emitter } from "../emitter.ts";
import { interfaceOf, packetDirectionOf } from "../segment/packet_place.ts";
import type { Segment } from "../segment/segment.ts";
import { noteWindowScale } from "../segment/window.ts";
import type { Connection } from "../state/connection.ts";
import { ACKNOWLEDGES_SYN, SENDS_SYN, SENDS_SYN_ACK, SYN_ACKNOWLEDGED } from "../state/endpoint_states.ts";
import {
  C_FLAGS,
  C_HINTS,
  CF_ESTABLISHED,
  CF_ROLE_MASK,
  CF_ROLE_SHIFT,
  CLIENT,
  E_BASE,
  E_FLAGS,
  E_SYN_ACK_COUNT,
  E_SYN_COUNT,
  E_SYN_TSVAL,
  EF_ACCURATE_ECN,
  EF_ACKED,
  EF_BARE_SYN,
  EF_BASE,
  EF_ECN,
  EF_OPTIONS_CUT,
  EF_SACK_PERMITTED,
  EF_SPLIT,
  EF_SYN,
  EF_SYN_ACKED,
  EF_SYN_DATA_ACKED,
  EF_TIMESTAMPS,
  EN_FIN_ACK_TIME,
  EN_FIRST_SYN_TIME,
  EN_NEXT,
  EN_SYN_TIME,
  endpointNumbers,
  endpointWords,
  PHASE_TRANSFER,
  ROLE_SOURCES,
  SERVER,
} from "../state/state_layout.ts";
import { interval } from "../time.ts";
import { noteEcn } from "./ecn.ts";
import { noteSyn } from "./handshake_hints.ts";
import { HB_OPEN_MASK, HB_OPEN_SHIFT } from "./hint_bits.ts";
import { SynOptions } from "./syn_options.ts";

/** Follows the opening of connections and prints its events. */
export class Handshake {
  readonly #emitter: Emitter;
  readonly #options = new SynOptions();
  readonly #midstream = newMidstreamEvent();
  readonly #syn = newSynEvent();
  readonly #synAck = newSynAckEvent();
  readonly #established = newEstablishedEvent();

  constructor(emitter: Emitter) {
    this.#emitter = emitter;
  }

  /** The first segment of a flow is neither SYN nor SYN-ACK. */
  midstream(connection: Connection, segment: Segment): void {
    if (!this.#emitter.wants("midstream")) return;
    const event = this.#midstream;
    const { words, c } = connection;
    event.role_from = ROLE_SOURCES[(words[c + C_FLAGS]! >>> CF_ROLE_SHIFT) & CF_ROLE_MASK]!;
    event.client_seq_base_raw = baseOf(connection, CLIENT);
    event.server_seq_base_raw = baseOf(connection, SERVER);
    this.#emitter.send(event, connection, segment);
  }

  /** A segment with SYN whose number is (or becomes) the sender's ISN. */
  syn(connection: Connection, segment: Segment, batch: Batch): void {
    const { words, numbers, s, sn } = connection;
    const isSynAck = (segment.flags & FLAG_ACK) !== 0;
    const mssBefore = connection.mssOf(connection.sender);
    const flagsBefore = connection.flagsOf(connection.sender);
    const attempt = ++words[s + (isSynAck ? E_SYN_ACK_COUNT : E_SYN_COUNT)]!;
    const event = isSynAck ? this.#synAck : this.#syn;
    event.isn = segment.seqRaw >>> 0;
    event.attempt = attempt;
    event.win = segment.window;
    this.#options.read(connection, segment, batch, event);
    if (isSynAck) this.#fillSynAck(connection, segment, batch);
    noteSyn(connection, segment, event, flagsBefore, mssBefore);
    noteEcn(connection, segment);
    if (!isSynAck) {
      connection.setSender(EF_BARE_SYN);
      if (connection.peerHas(EF_SYN_ACKED)) connection.setSender(EF_SPLIT);
    } else if (segment.ack > 1) connection.setPeer(EF_SYN_DATA_ACKED);
    if (!connection.senderHas(EF_SYN)) numbers[sn + EN_FIRST_SYN_TIME] = segment.time;
    numbers[sn + EN_SYN_TIME] = segment.time;
    if (segment.status & STATUS_TIMESTAMPS) {
      words[s + E_SYN_TSVAL] = batch.records[segment.record + REC_TSVAL]! | 0;
    }
    connection.setSender(EF_SYN);
    noteWindowScale(connection);
    connection.observeSender(isSynAck ? SENDS_SYN_ACK : SENDS_SYN);
    // a SYN that was overtaken by what its sender sent later
    const wentOn = !isSynAck && connection.senderHas(EF_ACKED) && connection.peerHas(EF_SYN_ACKED);
    if (wentOn) connection.observeSender(ACKNOWLEDGES_SYN);
    // of SYNs that cross, one is acknowledged before its sender answers the other
    if (connection.senderHas(EF_SYN_ACKED)) connection.observeSender(SYN_ACKNOWLEDGED);

    if (!this.#emitter.wants(event.event)) return;
    event.payload_bytes = segment.payloadLength || undefined;
    event.iface = interfaceOf(segment, this.#emitter.names);
    event.pkt_dir = packetDirectionOf(segment);
    event.ttl = (batch.records[segment.record + REC_ID_TTL_TOS]! >>> 8) & 0xff;
    this.#emitter.send(event, connection, segment);
  }

  #fillSynAck(connection: Connection, segment: Segment, batch: Batch): void {
    const { words, numbers, s, p, pn } = connection;
    const event = this.#synAck;
    event.ack_raw = segment.ackRaw >>> 0;
    event.rtt_ns = undefined;
    // SYNs that crossed were not sent as answers
    if (!connection.peerHas(EF_BARE_SYN) || connection.senderHas(EF_BARE_SYN)) return;
    // what acknowledges something else answers another SYN
    if (segment.ack < 1 || segment.ack > numbers[pn + EN_NEXT]!) return;
    // the time to a SYN-ACK that was sent again holds its timer, too
    if (words[s + E_SYN_ACK_COUNT] !== 1) return;
    // of a SYN sent again only the echoed stamp tells that the last one is answered (RFC 7323 4.1)
    const echoed =
      connection.peerHas(EF_TIMESTAMPS) &&
      (segment.status & STATUS_TIMESTAMPS) !== 0 &&
      (batch.records[segment.record + REC_TSECR]! | 0) === words[p + E_SYN_TSVAL];
    if (words[p + E_SYN_COUNT] === 1 || echoed)
      event.rtt_ns = interval(segment.time - numbers[pn + EN_SYN_TIME]!);
  }

  /** The segment has ACK and no RST, and the connection is not established yet. */
  acknowledgement(connection: Connection, segment: Segment): void {
    // without any SYN it can't be told what was acknowledged: that is midstream
    if (!connection.senderHas(EF_SYN) && !connection.peerHas(EF_SYN)) return;
    if (segment.ack >= 1 && !connection.peerHas(EF_SYN_ACKED)) this.#synAcknowledged(connection, segment);
    const inferAck = !this.#bothAcknowledged(connection) && provesAck(connection, segment);
    if (inferAck) {
      connection.setSender(EF_SYN_ACKED);
      connection.observeSender(SYN_ACKNOWLEDGED);
      connection.observePeer(ACKNOWLEDGES_SYN);
    }
    const inferSynAck = !this.#bothAcknowledged(connection) && provesSynAck(connection, segment);
    if (inferSynAck) {
      connection.setSender(EF_SYN_ACKED);
      connection.observePeer(SENDS_SYN_ACK);
      connection.observePeer(SYN_ACKNOWLEDGED);
    }
    if (this.#bothAcknowledged(connection)) this.#establish(connection, segment, inferAck, inferSynAck);
  }

  #synAcknowledged(connection: Connection, segment: Segment): void {
    const isSyn = (segment.flags & FLAG_SYN) !== 0;
    connection.setPeer(EF_SYN_ACKED);
    connection.numbers[connection.pn + EN_FIN_ACK_TIME] = segment.time;
    // a SYN-ACK shows a SYN that was not seen, but not that its sender has gone on
    if (!isSyn || connection.peerHas(EF_SYN)) connection.observePeer(SYN_ACKNOWLEDGED);
    if (!isSyn) connection.observeSender(ACKNOWLEDGES_SYN);
  }

  #bothAcknowledged(connection: Connection): boolean {
    return connection.senderHas(EF_SYN_ACKED) && connection.peerHas(EF_SYN_ACKED);
  }

  #establish(connection: Connection, segment: Segment, ackUnseen: boolean, inferSynAck: boolean): void {
    connection.set(CF_ESTABLISHED);
    connection.enterPhase(PHASE_TRANSFER);
    const open = openKind(connection.flagsOf(CLIENT), connection.flagsOf(SERVER));
    connection.words[connection.c + C_HINTS]! |= OPEN_KINDS.indexOf(open) << HB_OPEN_SHIFT;
    if (!this.#emitter.wants("established")) return;

    const { words, numbers, c, cn } = connection;
    const client = c + endpointWords(CLIENT);
    const server = c + endpointWords(SERVER);
    const synUnseen = !connection.endpointHas(CLIENT, EF_SYN);
    const synAckUnseen = inferSynAck || !connection.endpointHas(SERVER, EF_SYN);
    const clientNumbers = cn + endpointNumbers(CLIENT);
    const serverNumbers = cn + endpointNumbers(SERVER);
    const clientFlags = words[client + E_FLAGS]!;
    const serverFlags = words[server + E_FLAGS]!;
    const event = this.#established;
    event.open = open;
    event.inferred = undefined;
    if (synUnseen) event.inferred = "syn_unseen";
    else if (synAckUnseen) event.inferred = "syn_ack_unseen";
    else if (ackUnseen) event.inferred = "ack_unseen";
    // the third segment answers the SYN-ACK only if it came from the client and the SYN-ACK was sent once
    const answers = connection.sender === CLIENT && words[server + E_SYN_ACK_COUNT] === 1;
    event.rtt_ns =
      answers && event.open !== "simultaneous" && event.open !== "split"
        ? interval(segment.time - numbers[serverNumbers + EN_SYN_TIME]!)
        : undefined;
    event.handshake_ns = synUnseen
      ? undefined
      : interval(segment.time - numbers[clientNumbers + EN_FIRST_SYN_TIME]!);
    event.client_mss = connection.mssOf(CLIENT);
    event.server_mss = connection.mssOf(SERVER);
    event.client_wscale = connection.wscaleOf(CLIENT);
    event.server_wscale = connection.wscaleOf(SERVER);
    event.sack = negotiated(clientFlags, serverFlags, EF_SACK_PERMITTED, EF_OPTIONS_CUT);
    event.timestamps = negotiated(clientFlags, serverFlags, EF_TIMESTAMPS, EF_OPTIONS_CUT);
    event.ecn = negotiated(clientFlags, serverFlags, EF_ECN, 0);
    event.ecn_mode = undefined;
    if (event.ecn) {
      event.ecn_mode = negotiated(clientFlags, serverFlags, EF_ACCURATE_ECN, 0) ? "accurate" : "classic";
    }
    this.#emitter.send(event, connection, segment);
  }
}

/**
 * True if the sender, whose SYN nobody was seen to acknowledge, behaves as if the acknowledgement had arrived: it sends
 * data, or accepts some (RFC 9293 3.10.7.4: not before ESTABLISHED; a Fast Open server may, so then it proves nothing).
 */
function provesAck(connection: Connection, segment: Segment): boolean {
  if (!connection.senderHas(EF_SYN) || connection.peerHas(EF_SYN_DATA_ACKED)) return false;
  if (segment.flags & FLAG_SYN || !connection.peerHas(EF_SYN_ACKED)) return false;
  return connection.sender === SERVER && (segment.payloadLength > 0 || segment.ack > 1);
}

/**
 * True if the sender, whose SYN nobody was seen to acknowledge, goes on without a SYN: it got a SYN-ACK (RFC 9293
 * 3.10.7.3 and 3.10.7.4: anything else it would answer with a RST, or with its own SYN-ACK).
 */
function provesSynAck(connection: Connection, segment: Segment): boolean {
  return (
    connection.senderHas(EF_BARE_SYN) &&
    connection.words[connection.p + E_SYN_ACK_COUNT] === 0 &&
    connection.peerHas(EF_SYN_ACKED) &&
    !(segment.flags & FLAG_SYN)
  );
}

/**
 * Whether both sides agreed on what `bit` stands for; undefined if it can't be known. One SYN without it is a no. A
 * SYN-ACK has it only as an answer, so it speaks for a SYN that was not seen, too (RFC 2018 2, RFC 7323 3.2, RFC 3168
 * 6.1.1).
 * @param cut the bit that makes its absence on a SYN uncertain
 */
function negotiated(clientFlags: number, serverFlags: number, bit: number, cut: number): boolean | undefined {
  const lacks = (flags: number): boolean => (flags & (EF_SYN | bit | cut)) === EF_SYN;
  if (lacks(clientFlags) || lacks(serverFlags)) return false;
  return (serverFlags & bit) !== 0 || undefined;
}

const OPEN_KINDS = ["three_way", "simultaneous", "split", "fast_open"] as const;

/** How a connection was opened that is established. */
export function openedAs({ words, c }: Connection): EstablishedEvent["open"] {
  return OPEN_KINDS[(words[c + C_HINTS]! >>> HB_OPEN_SHIFT) & HB_OPEN_MASK]!;
}

function openKind(clientFlags: number, serverFlags: number): EstablishedEvent["open"] {
  if (clientFlags & EF_SYN_DATA_ACKED) return "fast_open";
  if (serverFlags & EF_SPLIT) return "split";
  return clientFlags & serverFlags & EF_BARE_SYN ? "simultaneous" : "three_way";
}

/** Wire value of offset 0 of an endpoint's numbers, where one is known. */
function baseOf(connection: Connection, side: number): number | undefined {
  if (!connection.endpointHas(side, EF_BASE)) return undefined;
  return connection.words[connection.c + endpointWords(side) + E_BASE]! >>> 0;
}
