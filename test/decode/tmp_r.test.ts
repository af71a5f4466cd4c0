import { test } from "vitest";
import { writeFileSync } from "node:fs";
import { pcap, type PcapPacket } from "../support/capture_builder.ts";
import { expectLikeReference } from "../support/decode_all.ts";
import { ENCAPSULATIONS, DATAGRAMS, FRAMES } from "../support/frame_catalogue.ts";
const out = new Map<string, number>(); 
function one(name: string, linkType: number, p: PcapPacket) {
    try { expectLikeReference(pcap([p], { linkType }), {decoder: undefined as any}); }
    catch (x) { const k=`${diff(x)}`.replace(/undefined expected .*/,"undefined, expected seg").replace(/actual \{.*/,"actual seg, expected none"); out.set(`${linkType} ${k}`, (out.get(`${linkType} ${k}`)??0)+1); if (out.get(`${linkType} ${k}`)===1) { ex.set(`${linkType} ${k}`, `${name} cut ${p.cut} orig ${p.originalLength} ${Buffer.from(p.data).toString("hex")}`);} }
}
const ex = new Map<string,string>();
function many(name: string, linkType: number, ps: PcapPacket[]) {
  if (out.size > 60) return;
  if (ps.length === 1) return one(name, linkType, ps[0]!);
  let bad: unknown;
  try { expectLikeReference(pcap(ps, { linkType })); return; } catch (e) { bad = e; }
  let lo = 0, hi = 0; void lo; void hi;
  const frame = Number(/frame (\d+)/.exec(String((bad as any).message))?.[1] ?? 0);
  if (frame) { one(name, linkType, ps[frame-1]!); many(name, linkType, ps.slice(frame)); return; }
  const half = ps.length >> 1; many(name, linkType, ps.slice(0, half)); many(name, linkType, ps.slice(half));
}
test("datagrams", () => {
  for (const e of ENCAPSULATIONS) many(e.name, e.linkType, DATAGRAMS.map(d=>({data:e.wrap(d.data)})));
  dump("/tmp/r/w_datagrams.out");
}, 600000);
test("cuts", () => {
  for (const f of FRAMES.slice(DATAGRAMS.length)) many(f.name, f.linkType, Array.from({length:f.data.length},(_,cut)=>({data:f.data,cut})));
  dump("/tmp/r/w_cuts.out");
}, 600000);
test("lengths", () => {
  const lengths = [0, 1, 13, 14, 20, 33, 34, 40, 53, 54, 60, 73, 75, 100, 262_144, 0xffffffff];
  for (const f of FRAMES.slice(DATAGRAMS.length)) many(f.name, f.linkType, lengths.flatMap(originalLength=>[{data:f.data,originalLength},{data:f.data,originalLength,cut:f.data.length-5}]));
  dump("/tmp/r/w_lengths.out");
}, 600000);
function dump(file: string) { writeFileSync(file, [...out].map(([k,n])=>`${n}x ${k}\n     ${ex.get(k)}`).join("\n")); out.clear(); ex.clear(); }
function diff(x: any) { if (x.actual === undefined && x.expected === undefined) return String(x.message).replace(/digest \d+/g,"digest N").slice(0,100); const a = typeof x.actual==="string"?tryP(x.actual):x.actual, b = typeof x.expected==="string"?tryP(x.expected):x.expected; if (!a||!b||typeof a!=="object"||typeof b!=="object") return `actual ${JSON.stringify(a)?.slice(0,300)} expected ${JSON.stringify(b)?.slice(0,300)}`; return Object.keys({...a,...b}).filter(k=>JSON.stringify(a[k])!==JSON.stringify(b[k])).map(k=>`${k}: wasm ${JSON.stringify(a[k])} ref ${JSON.stringify(b[k])}`).join("; "); }
function tryP(s: string) { try { return JSON.parse(s);} catch { return s; } }
