/** Files of either container, little-endian, with stamps in microseconds. */
import { put16le, put32le } from "./bytes.ts";

export type GeneratedContainer = "pcap" | "pcapng";

const SNAPLEN = 262_144;
const TWO_32 = 2 ** 32;

/** Writes what a container has around its frames. */
export interface ContainerWriter {
  /** Bytes in front of each frame, and behind it at most. */
  readonly headerBytes: number;
  readonly trailerBytes: number;
  /** Returns where the file header ends. */
  fileHeader(bytes: Uint8Array, at: number, linkType: number): number;
  recordHeader(bytes: Uint8Array, at: number, sec: number, usec: number, frameBytes: number): void;
  /** Writes what is behind the frame that ends at `end`, of the record that began at `start`; returns where that ends. */
  recordEnd(bytes: Uint8Array, start: number, end: number): number;
}

const pcap: ContainerWriter = {
  headerBytes: 16,
  trailerBytes: 0,
  fileHeader(bytes, at, linkType) {
    put32le(bytes, at, 0xa1b2c3d4);
    put16le(bytes, at + 4, 2);
    put16le(bytes, at + 6, 4);
    put32le(bytes, at + 8, 0);
    put32le(bytes, at + 12, 0);
    put32le(bytes, at + 16, SNAPLEN);
    put32le(bytes, at + 20, linkType);
    return at + 24;
  },
  recordHeader(bytes, at, sec, usec, frameBytes) {
    put32le(bytes, at, sec);
    put32le(bytes, at + 4, usec);
    put32le(bytes, at + 8, frameBytes);
    put32le(bytes, at + 12, frameBytes);
  },
  recordEnd: (_bytes, _start, end) => end,
};

/** One section with one interface; Enhanced Packet Blocks without options. */
const pcapng: ContainerWriter = {
  headerBytes: 28,
  trailerBytes: 3 + 4,
  fileHeader(bytes, at, linkType) {
    const words = [0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28, 1, 20, linkType, SNAPLEN, 20];
    for (const [i, word] of words.entries()) put32le(bytes, at + 4 * i, word);
    return at + 4 * words.length;
  },
  recordHeader(bytes, at, sec, usec, frameBytes) {
    const stamp = sec * 1_000_000 + usec;
    const high = Math.floor(stamp / TWO_32);
    put32le(bytes, at, 6);
    put32le(bytes, at + 8, 0);
    put32le(bytes, at + 12, high);
    put32le(bytes, at + 16, stamp - high * TWO_32);
    put32le(bytes, at + 20, frameBytes);
    put32le(bytes, at + 24, frameBytes);
  },
  recordEnd(bytes, start, end) {
    const padded = start + ((end - start + 3) & ~3);
    bytes.fill(0, end, padded);
    const length = padded + 4 - start;
    put32le(bytes, start + 4, length);
    put32le(bytes, padded, length);
    return padded + 4;
  },
};

export const CONTAINERS: Readonly<Record<GeneratedContainer, ContainerWriter>> = { pcap, pcapng };
