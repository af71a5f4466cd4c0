#!/usr/bin/env -S deno run --allow-read
import { main } from "./src/cli/main.ts";

await main();
