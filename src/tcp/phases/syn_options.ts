/**
 * Options of SYN and SYN-ACK, into the connection's state and the event.
 */
import { REC_END_ADDRESS, REC_TCP_ADDRESS } from "../../../wasm/layout.ts";
import type { Batch } from "../../capture/batch.ts";
import type { SynAckEvent, SynEvent } from "../../events/mod.ts";
import type { Segment } from "../segment/segment.ts";
import {
  OPTION_END,
  OPTION_EXPERIMENT_1,
  OPTION_EXPERIMENT_2,
  OPTION_FAST_OPEN,
  OPTION_MPTCP,
  OPTION_MSS,
  OPTION_NOP,
  OPTION_SACK_PERMITTED,
  OPTION_TIMESTAMPS,
  OPTION_WINDOW_SCALE,
  OptionWalk,
  optionName,
} from "../segment/tcp_options.ts";
import type { Connection } from "../state/connection.ts";
import {
  E_MSS_WSCALE,
  EF_MSS,
  EF_OPTIONS_CUT,
  EF_SACK_PERMITTED,
  EF_TIMESTAMPS,
  EF_WSCALE,
} from "../state/state_layout.ts";

/** Subtypes by number (RFC 8684 7.2). */
const MPTCP_SUBTYPES = [
  "mp_capable",
  "mp_join",
  "dss",
  "add_addr",
  "remove_addr",
  "mp_prio",
  "mp_fail",
  "mp_fastclose",
  "mp_tcprst",
];
/** What an experimental option begins with when it is Fast Open's (RFC 7413 4.1.1, RFC 6994). */
const FAST_OPEN_EXPERIMENT = 0xf989;

/** Reads options; one instance is used again and again. */
export class SynOptions {
  readonly #walk = new OptionWalk();

  read(connection: Connection, segment: Segment, batch: Batch, event: SynEvent | SynAckEvent): void {
    const { words, s } = connection;
    const { records } = batch;
    const walk = this.#walk;
    const others: string[] = [];
    event.mss = undefined;
    event.wscale = undefined;
    event.sack_permitted = false;
    event.ts_val = undefined;
    event.ts_ecr = undefined;
    event.fast_open = undefined;
    walk.start(
      batch.bytes,
      records[segment.record + REC_TCP_ADDRESS]!,
      records[segment.record + REC_END_ADDRESS]!,
    );
    while (walk.next()) {
      if (walk.error !== undefined) continue;
      switch (walk.kind) {
        case OPTION_END:
        case OPTION_NOP:
          break;
        case OPTION_MSS:
          event.mss = walk.u16(2);
          words[s + E_MSS_WSCALE] = (words[s + E_MSS_WSCALE]! & ~0xffff) | event.mss;
          connection.setSender(EF_MSS);
          break;
        case OPTION_WINDOW_SCALE:
          event.wscale = walk.bytes[walk.at + 2]!;
          words[s + E_MSS_WSCALE] = (words[s + E_MSS_WSCALE]! & 0xffff) | (event.wscale << 16);
          connection.setSender(EF_WSCALE);
          break;
        case OPTION_SACK_PERMITTED:
          event.sack_permitted = true;
          connection.setSender(EF_SACK_PERMITTED);
          break;
        case OPTION_TIMESTAMPS:
          event.ts_val = walk.u32(2);
          event.ts_ecr = walk.u32(6);
          connection.setSender(EF_TIMESTAMPS);
          break;
        default:
          others.push(nameOf(walk));
          event.fast_open ??= fastOpenOf(walk);
      }
    }
    event.other_options = others;
    event.options_cut = walk.cut || undefined;
    if (walk.cut) {
      connection.setSender(EF_OPTIONS_CUT);
      event.sack_permitted ||= undefined;
    }
  }
}

function nameOf(walk: OptionWalk): string {
  const name = optionName(walk.kind) ?? `kind_${walk.kind}`;
  if (walk.kind === OPTION_MPTCP && walk.length > 2) {
    const subtype = walk.bytes[walk.at + 2]! >> 4;
    return `${name}:${MPTCP_SUBTYPES[subtype] ?? subtype}`;
  }
  return isExperimentalFastOpen(walk) ? `${name}:fast_open` : name;
}

function isExperimentalFastOpen(walk: OptionWalk): boolean {
  const isExperiment = walk.kind === OPTION_EXPERIMENT_1 || walk.kind === OPTION_EXPERIMENT_2;
  return isExperiment && walk.length >= 4 && walk.u16(2) === FAST_OPEN_EXPERIMENT;
}

/** Without a cookie the option asks for one (RFC 7413 4.1.1). */
function fastOpenOf(walk: OptionWalk): "request" | "cookie" | undefined {
  if (walk.kind === OPTION_FAST_OPEN) return walk.length > 2 ? "cookie" : "request";
  if (!isExperimentalFastOpen(walk)) return undefined;
  return walk.length > 4 ? "cookie" : "request";
}
