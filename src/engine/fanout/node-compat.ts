// Everything that depends on private parts of Node. `test/engine/fanout/node-compat.test.ts` fails when they change.
import type { Socket } from "node:net";

/** Returns the number of bytes that the system has taken from the stream so far, also parts of a long message. */
export function countTaken(stream: Socket): number {
  // `bytesWritten` counts a message as a whole, and nothing else tells; Node's own socket timeout looks here, too.
  const { _handle: handle } = stream as Socket & { readonly _handle?: Handle | null };
  return handle ? handle.bytesWritten - handle.writeQueueSize : 0;
}

interface Handle {
  readonly bytesWritten: number;
  readonly writeQueueSize: number;
}
