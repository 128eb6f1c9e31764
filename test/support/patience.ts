/**
 * Milliseconds after which a test gives up waiting for what must come: `TEST_PATIENCE`, or else 60,000. It only ends
 * tests that can never pass: a busy machine may need many seconds for anything.
 */
export const patience = Number(process.env["TEST_PATIENCE"] ?? 60_000);
