/** The WASM flow table against a Map: what index and direction may be said of every packet. */
import type { Batch } from "../../src/capture/batch.ts";
import type { Decoder, DecoderOptions } from "../../src/capture/decoder.ts";
import { FLOW_INDEX_MASK, REC_FLOW, REC_STATUS, REC_WORDS, STATUS_CLOCK } from "../../wasm/layout.ts";
import { Feed, type FlowRecords, PacketWriter } from "./packets.ts";

/** A flow to send packets of; `loop`: both endpoints are the same one. */
export interface Flow extends FlowRecords {
  readonly name: string;
  readonly loop: boolean;
}

/** Sends packets through a decoder and checks each flow index against the Map. Throws at the first wrong one. */
export class CheckedFlowTable {
  readonly #feed: Feed;
  readonly #writer = new PacketWriter();
  #sent: { readonly flow: Flow; readonly forth: boolean }[] = [];
  #read = 0;

  readonly #indexOf = new Map<Flow, number>();
  readonly #flowOf = new Map<number, Flow>();
  /** Direction bit of a flow's `forth` packets: the same at all times, also after a release. */
  readonly #bitOf = new Map<Flow, number>();
  #peak = 0;

  constructor(options: DecoderOptions) {
    this.#feed = new Feed(options);
  }

  get decoder(): Decoder {
    return this.#feed.decoder;
  }

  get live(): readonly Flow[] {
    return [...this.#indexOf.keys()];
  }

  /** Highest number of live flows so far. */
  get peak(): number {
    return this.#peak;
  }

  isLive(flow: Flow): boolean {
    return this.#indexOf.has(flow);
  }

  indexOf(flow: Flow): number {
    const index = this.#indexOf.get(flow);
    if (index === undefined) throw new Error(`${flow.name} is not live`);
    return index;
  }

  /** A packet for the next decode(). */
  send(flow: Flow, forth = true): void {
    this.#writer.add(forth ? flow.forth : flow.back);
    this.#sent.push({ flow, forth });
  }

  /** Decodes what was sent, and checks it. */
  decode(): void {
    this.#feed.push(this.#writer.take(), (batch) => this.#check(batch));
    if (this.#read !== this.#sent.length)
      throw new Error(`${this.#read} records of ${this.#sent.length} packets`);
    this.#sent = [];
    this.#read = 0;
    const { flowCount } = this.decoder;
    if (flowCount !== this.#indexOf.size) throw new Error(`${flowCount} flows, not ${this.#indexOf.size}`);
  }

  /** Gives the indices of live flows back, in this order. */
  release(flows: readonly Flow[]): void {
    const list = Uint32Array.from(flows, (flow) => this.indexOf(flow));
    for (const flow of flows) {
      this.#flowOf.delete(this.indexOf(flow));
      this.#indexOf.delete(flow);
    }
    this.decoder.release(list, list.length);
    const { flowCount } = this.decoder;
    if (flowCount !== this.#indexOf.size) throw new Error(`${flowCount} flows, not ${this.#indexOf.size}`);
  }

  #check(batch: Batch): void {
    for (let i = 0; i < batch.count; i++) {
      if (batch.records[i * REC_WORDS + REC_STATUS]! & STATUS_CLOCK) continue;
      const word = batch.records[i * REC_WORDS + REC_FLOW]!;
      const { flow, forth } = this.#sent[this.#read++]!;
      this.#checkIndex(flow, word & FLOW_INDEX_MASK);
      const bit = flow.loop || forth ? word >>> 31 : 1 - (word >>> 31);
      const before = this.#bitOf.get(flow);
      if (before === undefined) this.#bitOf.set(flow, bit);
      else if (before !== bit) throw new Error(`direction bit of ${flow.name}, forth: ${forth}`);
    }
  }

  #checkIndex(flow: Flow, index: number): void {
    const known = this.#indexOf.get(flow);
    if (known === index) return;
    if (known !== undefined) throw new Error(`${flow.name} has index ${index}, not ${known}`);
    const other = this.#flowOf.get(index);
    if (other) throw new Error(`${flow.name} has index ${index} of ${other.name}`);
    this.#indexOf.set(flow, index);
    this.#flowOf.set(index, flow);
    this.#peak = Math.max(this.#peak, this.#indexOf.size);
    // free indices are used first, so that tables by index stay as small as the number of flows
    if (index >= this.#peak) throw new Error(`index ${index} with never more than ${this.#peak} flows`);
  }
}
