// npm run build: brings everything that is generated, compiled or bundled up to date.
import { buildStale } from "./build-stale.mjs";

try {
  await buildStale();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
