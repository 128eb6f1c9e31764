import { readFile } from "node:fs/promises";

/** User and system time that the kernel has counted for a process, in seconds; it counts in ticks of 10 ms. */
export async function cpuSeconds(pid: number): Promise<number> {
  const fields = await readStat(pid);
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The fields of `/proc/<pid>/stat` from the third one, the state, on: the parent is the next. */
export async function readStat(pid: number): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // The name, in brackets, may hold spaces.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
