#!/usr/bin/env node
// The command line, `lockstep <command>`: builds what is stale, then runs the command in this same process, so that
// signals and exit codes are the command's own.
import { buildStale } from "./build-stale.mjs";

try {
  await buildStale();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
await import(new URL("../dist/server/src/main.js", import.meta.url).href);
