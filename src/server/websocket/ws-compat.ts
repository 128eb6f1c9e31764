// Everything that depends on private parts of `ws`. `test/api/transports/compressed-sockets.test.ts` fails when they
// change.
import type { WebSocket } from "ws";

/** Reads the frames of a socket. */
interface Receiver {
  /** True after a faulty frame: nothing behind it means anything. */
  readonly _errored: boolean;
  _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error) => void): void;
}

/** State of `permessage-deflate` on a socket. */
interface Deflate {
  /** As negotiated (RFC 7692, section 7.1). */
  readonly params: {
    readonly server_no_context_takeover?: true;
    readonly server_max_window_bits?: number;
  };
  /** Frees all memory; more is taken when a message needs it. */
  cleanup(): void;
}

/**
 * Returns true if the peer inflates messages, each with the last 32 KiB of those before. One that negotiated less is
 * sent nothing compressed.
 */
export function keepsWindow(socket: WebSocket): boolean {
  const { server_no_context_takeover: isReset, server_max_window_bits: bits = 15 } = findDeflate(socket)?.params ?? {
    server_no_context_takeover: true,
  };
  return !isReset && bits === 15;
}

/**
 * Frees what the messages read so far took to be inflated, 50 KiB a socket. `client_no_context_takeover` must be
 * negotiated. To be called while a message is handed out.
 */
export function dropInflater(socket: WebSocket): void {
  findDeflate(socket)?.cleanup();
}

/**
 * Makes the socket read nothing behind a faulty frame. Without this, `ws` still reads chunks that waited until a
 * message before them was inflated. Its reader then throws where nobody can catch: one client could end the server.
 */
export function stopAtFault(socket: WebSocket): void {
  const { _receiver: receiver } = socket as WebSocket & { readonly _receiver: Receiver };
  receiver._write = readUnlessFaulty;
}

function readUnlessFaulty(this: Receiver, ...args: Parameters<Receiver["_write"]>): void {
  const [, , done] = args;
  if (this._errored) done();
  else Object.getPrototypeOf(this)._write.apply(this, args);
}

function findDeflate(socket: WebSocket): Deflate | undefined {
  const { _extensions: extensions } = socket as WebSocket & { readonly _extensions: Readonly<Record<string, Deflate>> };
  return extensions["permessage-deflate"];
}
