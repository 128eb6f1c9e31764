#!/usr/bin/env node
// The command line, `lockstep <command>`: builds stale parts, then runs the command in this process, so that
// signals and exit codes are those of the command.
import { buildStale } from "./build-stale.mjs";

try {
  await buildStale();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
await import(new URL("../dist/server/src/main.js", import.meta.url).href);
