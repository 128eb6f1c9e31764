/** Resolves as `work` does, or as aborted as soon as the signal says so. Leaves no listener at the signal. */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | { readonly kind: "aborted" }> {
  let abort = () => {};
  const aborted = new Promise<{ readonly kind: "aborted" }>((resolve) => {
    abort = () => resolve({ kind: "aborted" });
  });
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  return Promise.race([aborted, work]).finally(() => signal?.removeEventListener("abort", abort));
}
