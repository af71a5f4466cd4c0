/** What other programs say that a capture holds, read from what they print. */
import type { Command } from "./process.ts";

/** What a program tells; absent: it does not tell that. */
export interface PeerCounts {
  readonly packets?: number;
  readonly connections?: number;
  /** Segments whose TCP checksum it found right. */
  readonly good?: number;
}

/** Takes in a program's output line by line. */
export interface CountReader {
  line(text: string): void;
  counts(): PeerCounts;
}

export interface PeerCounting {
  command(program: string, file: string): Command;
  reader(): CountReader;
}

/** `N packets`, and `Number of packets: N`. */
export function countedTotals(): CountReader {
  let packets = Number.NaN;
  return {
    line(text) {
      const found = /^(\d+) packets?$|^Number of packets:\s+(\d+)$/.exec(text);
      if (found) packets = Number(found[1] ?? found[2]);
    },
    counts: () => ({ packets }),
  };
}

/** tcpdump -vv: a line for each packet, or two, of which the first has the time. */
export function verboseLines(): CountReader {
  let packets = 0;
  let good = 0;
  return {
    line(text) {
      if (/^\d\d:\d\d:\d\d\.\d+ /.test(text)) packets++;
      if (/ cksum 0x[0-9a-f]{4} \(correct\)/.test(text)) good++;
    },
    counts: () => ({ packets, good }),
  };
}

/**
 * tcptrace's lines, also those on standard error. With very many connections it warns that it did not find some again,
 * and counts them twice: then it is not asked for their number.
 */
export function tcptraceLines(): CountReader {
  let packets = Number.NaN;
  let connections = 0;
  let isLost = false;
  return {
    line(text) {
      const seen = /^(\d+) packets seen, (\d+) TCP packets traced/.exec(text);
      if (seen) packets = Number(seen[2]);
      else if (/^ *\d+: \S+ - \S+ \(/.test(text)) connections++;
      else if (/^WARNING!! AVL_WhichDir\(\)/.test(text)) isLost = true;
    },
    counts: () => (isLost ? { packets } : { packets, connections }),
  };
}

/** tshark -T fields: tab-separated, one line a packet; checksum status 1 is good. */
export function tsharkFields(fields: readonly string[]): CountReader {
  const [stream, status] = [fields.indexOf("tcp.stream"), fields.indexOf("tcp.checksum.status")];
  let packets = 0;
  let good = 0;
  let lastStream = -1;
  return {
    line(text) {
      const cells = text.split("\t");
      packets++;
      lastStream = Math.max(lastStream, Number(cells[stream]));
      if (cells[status] === "1") good++;
    },
    counts: () => ({ packets, connections: lastStream + 1, good }),
  };
}

/** tshark -z conv,tcp: frames and bytes of one direction, of the other, and of both. */
export function tsharkConversations(): CountReader {
  let packets = 0;
  let connections = 0;
  return {
    line(text) {
      const found = / <-> \S+(?:\s+\d+ \d+ \S+){2}\s+(\d+) \d+ /.exec(text);
      if (!found) return;
      connections++;
      packets += Number(found[1]);
    },
    counts: () => ({ packets, connections }),
  };
}

/** bench/native/floor.c. */
export function floorTotals(): CountReader {
  let found: RegExpExecArray | null = null;
  return {
    line(text) {
      found = /^(\d+) packets (\d+) segments (\d+) connections (\d+) bad$/.exec(text) ?? found;
    },
    counts() {
      const [packets, segments, connections, bad] = found?.slice(1).map(Number) ?? [];
      return { packets, connections, good: segments! - bad! };
    },
  };
}

/** Throws when a program counts otherwise than the generator. Returns what it was asked about, in words. */
export function assertCounts(
  { packets, connections, good }: PeerCounts,
  made: { readonly packets: number; readonly flows: number },
): string[] {
  const claims = [
    ["packets", packets, made.packets],
    ["connections", connections, made.flows],
    ["good checksums", good, made.packets],
  ] as const;
  for (const [what, found, expected] of claims) {
    if (found !== undefined && found !== expected) {
      throw new Error(`it counts ${found} ${what}, generated were ${expected}`);
    }
  }
  return claims.filter(([, found]) => found !== undefined).map(([what]) => what);
}
