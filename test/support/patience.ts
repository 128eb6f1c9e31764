/**
 * Milliseconds after which a test gives up waiting for what must come. It only ends tests that can never pass: a busy
 * machine may need many seconds for anything.
 */
export const patience = 60_000;
