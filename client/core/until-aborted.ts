/** Stays pending where there is no signal. */
export function untilAborted(signal: AbortSignal | undefined): Promise<{ readonly kind: "aborted" }> {
  return new Promise((resolve) => {
    const abort = () => resolve({ kind: "aborted" });
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
