import { writeFileSync } from "node:fs";
import { test } from "vitest";
import { type PcapPacket, pcap } from "../support/capture_builder.ts";
import { expectLikeReference } from "../support/decode_all.ts";
import { DATAGRAMS, ENCAPSULATIONS, FRAMES } from "../support/frame_catalogue.ts";

const out = new Map<string, number>();
function one(name: string, linkType: number, p: PcapPacket) {
  try {
    expectLikeReference(pcap([p], { linkType }), { decoder: undefined as any });
  } catch (x) {
    const k = `${diff(x)}`
      .replace(/undefined expected .*/, "undefined, expected seg")
      .replace(/actual \{.*/, "actual seg, expected none");
    out.set(`${linkType} ${k}`, (out.get(`${linkType} ${k}`) ?? 0) + 1);
    if (out.get(`${linkType} ${k}`) === 1) {
      ex.set(
        `${linkType} ${k}`,
        `${name} cut ${p.cut} orig ${p.originalLength} ${Buffer.from(p.data).toString("hex")}`,
      );
    }
  }
}
const ex = new Map<string, string>();
function many(name: string, linkType: number, ps: PcapPacket[]) {
  if (out.size > 60) return;
  if (ps.length === 1) return one(name, linkType, ps[0]!);
  let bad: unknown;
  try {
    expectLikeReference(pcap(ps, { linkType }));
    return;
  } catch (e) {
    bad = e;
  }
  const lo = 0,
    hi = 0;
  void lo;
  void hi;
  const frame = Number(/frame (\d+)/.exec(String((bad as any).message))?.[1] ?? 0);
  if (frame) {
    one(name, linkType, ps[frame - 1]!);
    many(name, linkType, ps.slice(frame));
    return;
  }
  const half = ps.length >> 1;
  many(name, linkType, ps.slice(0, half));
  many(name, linkType, ps.slice(half));
}

import fc from "fast-check";
import { nestedFrame } from "../support/random_nesting.ts";

const seed = Number(process.env.SEED ?? 1),
  N = Number(process.env.N ?? 150);
const sample = fc.sample(nestedFrame, { numRuns: N, seed });

import { decodeAll } from "../support/decode_all.ts";
import { referenceDecode } from "../support/reference_decoder.ts";

test("paths", () => {
  const all = [...sample.map((n) => ({ linkType: n.linkType, data: n.frames[0]! })), ...FRAMES];
  const by = new Map<string, [number, string]>();
  const o: string[] = [];
  const of = new Map<number, string>();
  for (const lt of new Set(all.map((a) => a.linkType))) {
    const fs = all.filter((a) => a.linkType === lt).map((a) => a.data);
    const file = pcap(fs, { linkType: lt });
    const r = referenceDecode(file).segments,
      w = decodeAll(file).segments;
    if (r.length !== w.length) {
      o.push(`count ${lt} ${r.length} ${w.length}`);
      continue;
    }
    r.forEach((s, i) => {
      const d = w[i]!.path;
      const k = by.get(s.path);
      const hexa = `${s.layers} ${Buffer.from(fs[s.frame - 1]!)
        .toString("hex")
        .slice(0, 400)}`;
      if (k && k[0] !== d) o.push(`${lt} two digests of "${s.path}":\n   ${k[1]}\n   ${hexa}`);
      by.set(s.path, [d, hexa]);
      if ((of.get(d) ?? s.path) !== s.path) o.push(`${lt} one digest ${d} of ${of.get(d)} and ${s.path}`);
      of.set(d, s.path);
    });
  }
  writeFileSync("/tmp/r/paths.out", o.join("\n"));
  {
    const fs = all.filter((a) => a.linkType === 10).map((a) => a.data);
    const file = pcap(fs, { linkType: 10 });
    const r = referenceDecode(file).segments,
      w = decodeAll(file).segments;
    writeFileSync(
      "/tmp/r/p10.out",
      r
        .map(
          (s, i) =>
            `${w[i]!.path} ${s.path.replace("fddi, 02:00:00:00:00:02, 02:00:00:00:00:01", "F").replace("ethernet, 02:00:00:00:01:02, 02:00:00:00:01:01", "E")} | ${s.layers} ${Buffer.from(
              fs[s.frame - 1]!,
            )
              .toString("hex")
              .slice(26, 260)}`,
        )
        .sort()
        .join("\n"),
    );
  }
}, 100000);

test("whole", () => {
  for (const n of sample) for (const f of n.frames) many("whole", n.linkType, [{ data: f }]);
  dump("/tmp/r/n_whole.out");
}, 900000);
test("cut", () => {
  for (const n of sample.slice(0, N / 3))
    for (const f of n.frames)
      many(
        "cut",
        n.linkType,
        Array.from({ length: f.length }, (_, cut) => ({ data: f, cut })),
      );
  dump("/tmp/r/n_cut.out");
}, 900000);
test("change", () => {
  let s = 12345;
  const r = (n: number) => {
    s = (Math.imul(s, 1103515245) + 12345) >>> 0;
    return (s >>> 8) % n;
  };
  for (const n of sample)
    for (const f of n.frames)
      many(
        "change",
        n.linkType,
        Array.from({ length: 60 }, () => {
          const data = f.slice();
          for (let i = 0; i < 1 + r(2); i++)
            data[r(data.length)] = [r(256), 0, 1, 4, 6, 0x45, 0x60, 0xff][r(8)]!;
          return { data };
        }),
      );
  dump("/tmp/r/n_change.out");
}, 900000);
test("cat", () => {
  const lengths = [0, 1, 13, 14, 20, 33, 34, 40, 53, 54, 60, 73, 75, 100, 262_144, 0xffffffff];
  for (const lt of new Set(FRAMES.map((f) => f.linkType))) {
    const fs = FRAMES.filter((f) => f.linkType === lt);
    for (let i = 0; i < fs.length; i += 40) {
      const part = fs.slice(i, i + 40);
      many(
        "cut",
        lt,
        part.flatMap((f) => Array.from({ length: f.data.length + 1 }, (_, cut) => ({ data: f.data, cut }))),
      );
      many(
        "lengths",
        lt,
        part.flatMap((f) =>
          lengths.flatMap((originalLength) => [
            { data: f.data, originalLength },
            { data: f.data, originalLength, cut: f.data.length - 5 },
          ]),
        ),
      );
    }
  }
  for (const e of ENCAPSULATIONS)
    many(
      e.name,
      e.linkType,
      DATAGRAMS.map((d) => ({ data: e.wrap(d.data) })),
    );
  dump("/tmp/r/w_cat.out");
}, 900000);
void DATAGRAMS;
void FRAMES;
void ENCAPSULATIONS;
function dump(file: string) {
  writeFileSync(file, [...out].map(([k, n]) => `${n}x ${k}\n     ${ex.get(k)}`).join("\n"));
  out.clear();
  ex.clear();
}
function diff(x: any) {
  if (x.actual === undefined && x.expected === undefined)
    return String(x.message)
      .replace(/digest \d+/g, "digest N")
      .slice(0, 100);
  const a = typeof x.actual === "string" ? tryP(x.actual) : x.actual,
    b = typeof x.expected === "string" ? tryP(x.expected) : x.expected;
  if (!a || !b || typeof a !== "object" || typeof b !== "object")
    return `actual ${JSON.stringify(a)?.slice(0, 300)} expected ${JSON.stringify(b)?.slice(0, 300)}`;
  return Object.keys({ ...a, ...b })
    .filter((k) => JSON.stringify(a[k]) !== JSON.stringify(b[k]))
    .map((k) => `${k}: wasm ${JSON.stringify(a[k])} ref ${JSON.stringify(b[k])}`)
    .join("; ");
}
function tryP(s: string) {
  try {
    return JSON.parse(s);
  } catch {
    return s;
  }
}
