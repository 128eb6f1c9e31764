// Loaded into every server that is measured, ahead of the server itself.
import { writeFile } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { serveCommands } from "./commands.ts";

let session: Session | null = null;

const commands = {
  /** Frees what is not used any more. Returns the bytes of what is left; `external` has the buffers in it. */
  collect(): number {
    for (let times = 0; times < 4; times += 1) globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },

  /** Returns user and system time of all threads of this process so far, in microseconds. */
  cpu(): number {
    const { user, system } = process.cpuUsage();
    return user + system;
  },

  async startProfile(): Promise<void> {
    session = new Session();
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.start");
  },

  async stopProfile({ file }: { readonly file: string }): Promise<void> {
    if (!session) throw new Error("No profile was started.");
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    await writeFile(file, JSON.stringify(profile));
  },
};

export type ControlCommands = typeof commands;

serveCommands(commands);
