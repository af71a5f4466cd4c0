import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { spawnSync } from "node:child_process";
import { test } from "vitest";
import { expectLikeReference } from "../support/decode_all.ts";
test("corpus", () => {
  const list = (readFileSync("/tmp/r/links.txt","utf8")+readFileSync("/tmp/r/eth.txt","utf8")).split("\n").filter(Boolean);
  const out: string[] = []; let n = 0, packets = 0;
  for (const path of list) {
    let b: any = readFileSync(path); if (b.length > 30e6) { out.push("big "+path); continue; }
    if (b[0]===0x1f&&b[1]===0x8b) b = gunzipSync(b);
    if (b.readUInt32LE(0)===0x0a0d0d0a) { const r = spawnSync("editcap",["-F","nsecpcap",path,"/tmp/r/c.pcap"]); if (r.status!==0) continue; b = readFileSync("/tmp/r/c.pcap"); }
    try { const r = expectLikeReference(new Uint8Array(b)); n++; packets += r.end.packets; } catch (e: any) { out.push(`DIFF ${path}: ${String(e.message).slice(0,300)} ${JSON.stringify(e.actual)?.slice(0,400)} / ${JSON.stringify(e.expected)?.slice(0,400)}`); }
  }
  writeFileSync("/tmp/r/corpus.out", out.join("\n")+`\nsame ${n} files, ${packets} packets\n`);
}, 3000000);
