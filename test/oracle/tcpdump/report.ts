/** What a comparison of lines found. */

import type { OurLine } from "./lines.ts";
import { CONDITIONS, REPAIRS } from "./reasons.ts";

/** A packet of which the two sides' texts were compared. */
export interface ComparedPacket {
  readonly file: string;
  readonly frame: number;
  readonly theirs: string | undefined;
  readonly ours: OurLine | undefined;
}

const MAX_UNEXPLAINED_SHARE = 0.001;
const LISTED = 20;

export class LinesReport {
  captures = 0;
  /** Files that tcpdump reads nothing of. */
  leftOut = 0;
  packets = 0;
  same = 0;
  /** Outside of tunnels, in what tcpdump reads. */
  plain = 0;
  plainSame = 0;
  /** Of them, those behind whose text tcpdump prints nothing else. */
  whole = 0;
  readonly explained = new Map<string, number>();
  readonly unexplained: ComparedPacket[] = [];

  /** @param reason "" for equal texts, undefined where nothing explains the difference */
  add(packet: ComparedPacket, reason: string | undefined): void {
    this.packets++;
    if (packet.theirs !== undefined && !packet.ours?.event.tunnels) {
      this.plain++;
      if (reason === "") this.plainSame++;
    }
    if (reason === "") {
      this.same++;
      if (packet.theirs === packet.ours?.text) this.whole++;
    } else if (reason === undefined) this.unexplained.push(packet);
    else this.explained.set(reason, (this.explained.get(reason) ?? 0) + 1);
  }

  get passed(): boolean {
    return this.packets > 0 && this.unexplained.length <= MAX_UNEXPLAINED_SHARE * this.packets;
  }

  /** @param all list every unexplained difference */
  toString(all = false): string {
    const percent = (n: number, of: number): string => `${((100 * n) / Math.max(1, of)).toFixed(3)} %`;
    const lines = [
      `${this.captures} captures, ${this.leftOut} left out that tcpdump does not read`,
      `${this.packets} TCP packets: ${this.same} the same (${percent(this.same, this.packets)}), of which ${this.whole} have nothing behind`,
      `${this.plain} outside of tunnels, read by tcpdump: ${this.plainSame} the same (${percent(this.plainSame, this.plain)})`,
    ];
    for (const { id, text } of [...REPAIRS, ...CONDITIONS]) {
      const count = this.explained.get(id);
      if (count !== undefined) lines.push(`${String(count).padStart(8)}  ${id}: ${text}`);
    }
    lines.push(`${String(this.unexplained.length).padStart(8)}  unexplained`);
    for (const { file, frame, theirs, ours } of this.unexplained.slice(0, all ? undefined : LISTED)) {
      lines.push(`${file} frame ${frame}\n  tcpdump ${theirs}\n  ours    ${ours?.text}`);
    }
    return `${lines.join("\n")}\n`;
  }
}
