import { once } from "node:events";
import { rm, stat } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Makes this process the only user of a folder until the returned function is called or the process ends in any way.
 * The claim is a listening socket, which the kernel closes with its process.
 *
 * Throws, with one sentence for the operator, when a living process has claimed the folder.
 */
export async function claimFolder(folder: string): Promise<() => Promise<void>> {
  const address = await socketOf(folder);
  const server = createServer((socket) => socket.destroy());
  const listen = () => once(server.listen(address), "listening");
  try {
    await listen();
  } catch (error) {
    if (!isAddressInUse(error)) throw error;
    if (await isAnswering(address)) {
      throw new Error(`DATA_DIR ${folder} is in use by another Lockstep: stop that one, or name another folder.`);
    }
    await rm(address, { force: true });
    await listen();
  }
  server.unref();
  return async () => {
    await once(server.close(), "close");
  };
}

/**
 * One address for a folder, by whatever path it is reached. Linux has sockets without a file; elsewhere one may stay
 * behind.
 */
async function socketOf(folder: string): Promise<string> {
  const { dev, ino } = await stat(folder);
  const name = `lockstep-${dev}-${ino}`;
  return process.platform === "linux" ? `\0${name}` : join(tmpdir(), name);
}

async function isAnswering(address: string): Promise<boolean> {
  const socket = connect(address);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
