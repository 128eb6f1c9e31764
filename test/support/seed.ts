import fc from "fast-check";

/**
 * Decides what tests do by chance, so that a run repeats: `TEST_SEED`, or else 1. `npm run soak -- long` takes another
 * one each time.
 */
export const testSeed = Number(process.env["TEST_SEED"] ?? 1);

fc.configureGlobal({ seed: testSeed });
