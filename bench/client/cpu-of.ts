/** Returns the CPU time that this process spends on some work, in milliseconds, of all its threads. */
export function cpuOf(work: () => void): number {
  globalThis.gc?.();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
