/**
 * A cursor on the state of one connection, and on its two endpoints as sender and peer of the present segment.
 */
import type { FlowIdentity } from "../../events/mod.ts";
import { formatIpv4, formatIpv6 } from "../identity/address.ts";
import { communityId } from "../identity/community_id.ts";
import { type ConnectionStore, numbersBase, wordsBase } from "./connection_store.ts";
import { nextState, type StateName, stateNames } from "./endpoint_states.ts";
import {
  C_CLIENT_ADDRESS,
  C_FLAGS,
  C_PORTS,
  C_SERVER_ADDRESS,
  C_STREAM,
  CF_FIRST_FIN_MASK,
  CF_FIRST_FIN_SHIFT,
  CF_IPV6,
  CF_PHASE_MASK,
  CLIENT,
  CN_FLOW,
  E_FLAGS,
  E_MSS_WSCALE,
  E_STATE,
  EF_MSS,
  EF_WSCALE,
  endpointNumbers,
  endpointWords,
  PHASES,
} from "./state_layout.ts";

/**
 * Everything that works on a connection reads and writes its state through one of these:
 * `words[c + C_*]`, `numbers[cn + CN_*]`, and for the present segment's sender and peer `words[s + E_*]`,
 * `words[p + E_*]`, `numbers[sn + EN_*]`, `numbers[pn + EN_*]`. Rules are written once, for sender and peer.
 */
export class Connection implements FlowIdentity {
  readonly #store: ConnectionStore;
  readonly #communityIdSeed: number;
  slot = 0;
  words: Int32Array = new Int32Array(0);
  numbers: Float64Array = new Float64Array(0);
  c = 0;
  cn = 0;
  s = 0;
  sn = 0;
  p = 0;
  pn = 0;
  /** CLIENT or SERVER. */
  sender = CLIENT;

  /** @param communityIdSeed 0 .. 65,535 */
  constructor(store: ConnectionStore, communityIdSeed = 0) {
    this.#store = store;
    this.#communityIdSeed = communityIdSeed;
  }

  /** Goes to the connection in `slot`, seen from the side of `sender`. */
  moveTo(slot: number, sender: number): void {
    this.slot = slot;
    this.words = this.#store.words(slot);
    this.numbers = this.#store.numbers(slot);
    this.c = wordsBase(slot);
    this.cn = numbersBase(slot);
    this.sender = sender;
    this.s = this.c + endpointWords(sender);
    this.sn = this.cn + endpointNumbers(sender);
    this.p = this.c + endpointWords(1 - sender);
    this.pn = this.cn + endpointNumbers(1 - sender);
  }

  get flow(): number {
    return this.numbers[this.cn + CN_FLOW]!;
  }

  get stream(): number {
    return this.words[this.c + C_STREAM]! >>> 0;
  }

  get clientPort(): number {
    return this.words[this.c + C_PORTS]! >>> 16;
  }

  get serverPort(): number {
    return this.words[this.c + C_PORTS]! & 0xffff;
  }

  get clientIp(): string {
    return this.#formatAddress(C_CLIENT_ADDRESS);
  }

  get serverIp(): string {
    return this.#formatAddress(C_SERVER_ADDRESS);
  }

  get communityId(): string {
    return communityId(
      this.words,
      this.has(CF_IPV6) ? 4 : 1,
      this.c + C_CLIENT_ADDRESS,
      this.clientPort,
      this.c + C_SERVER_ADDRESS,
      this.serverPort,
      this.#communityIdSeed,
    );
  }

  #formatAddress(slot: number): string {
    if (this.has(CF_IPV6)) return formatIpv6(this.words, this.c + slot);
    return formatIpv4(this.words[this.c + slot]!);
  }

  /** True if one of the CF_* bits is set. */
  has(flags: number): boolean {
    return (this.words[this.c + C_FLAGS]! & flags) !== 0;
  }

  set(flags: number): void {
    this.words[this.c + C_FLAGS]! |= flags;
  }

  unset(flags: number): void {
    this.words[this.c + C_FLAGS]! &= ~flags;
  }

  /** CLIENT or SERVER: who sent the first FIN; -1: nobody yet. */
  get firstFin(): number {
    return ((this.words[this.c + C_FLAGS]! >>> CF_FIRST_FIN_SHIFT) & CF_FIRST_FIN_MASK) - 1;
  }

  get phase(): (typeof PHASES)[number] {
    return PHASES[this.words[this.c + C_FLAGS]! & CF_PHASE_MASK]!;
  }

  /** Goes on to a later PHASE_*; phases never go back. */
  enterPhase(phase: number): void {
    const flags = this.words[this.c + C_FLAGS]!;
    if (phase > (flags & CF_PHASE_MASK)) this.words[this.c + C_FLAGS] = (flags & ~CF_PHASE_MASK) | phase;
  }

  senderHas(flags: number): boolean {
    return (this.words[this.s + E_FLAGS]! & flags) !== 0;
  }

  peerHas(flags: number): boolean {
    return (this.words[this.p + E_FLAGS]! & flags) !== 0;
  }

  setSender(flags: number): void {
    this.words[this.s + E_FLAGS]! |= flags;
  }

  clearSender(flags: number): void {
    this.words[this.s + E_FLAGS]! &= ~flags;
  }

  setPeer(flags: number): void {
    this.words[this.p + E_FLAGS]! |= flags;
  }

  /** The EF_* bits of an endpoint. */
  flagsOf(side: number): number {
    return this.words[this.c + endpointWords(side) + E_FLAGS]!;
  }

  /** MSS that `side` announced, in bytes. */
  mssOf(side: number): number | undefined {
    if (!this.endpointHas(side, EF_MSS)) return undefined;
    return this.words[this.c + endpointWords(side) + E_MSS_WSCALE]! & 0xffff;
  }

  /** Shift count that `side` announced. */
  wscaleOf(side: number): number | undefined {
    if (!this.endpointHas(side, EF_WSCALE)) return undefined;
    return this.words[this.c + endpointWords(side) + E_MSS_WSCALE]! >>> 16;
  }

  /** True if the endpoint has one of the EF_* bits. */
  endpointHas(side: number, flags: number): boolean {
    return (this.words[this.c + endpointWords(side) + E_FLAGS]! & flags) !== 0;
  }

  /** Moves the sender's state on by an observation (endpoint_states.ts). */
  observeSender(observation: number): void {
    this.words[this.s + E_STATE] = nextState(this.words[this.s + E_STATE]!, observation);
  }

  /** Moves the peer's state on. */
  observePeer(observation: number): void {
    this.words[this.p + E_STATE] = nextState(this.words[this.p + E_STATE]!, observation);
  }

  stateOf(side: number): StateName {
    return stateNames[this.words[this.c + endpointWords(side) + E_STATE]!]!;
  }
}
