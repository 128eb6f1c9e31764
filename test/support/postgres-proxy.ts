import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to PostgreSQL that can be disturbed. */
export interface PostgresProxy {
  /** The database's address through it. */
  readonly url: string;
  /** Connections stand and new ones are taken, but nothing passes until `resume`. */
  stall(): void;
  /** Round trips so far: data that the server sent to PostgreSQL after an answer on the same connection, or first. */
  readonly roundTrips: number;
  /** Data passes on, but nobody is told any more that the other side has ended or lost its connection. */
  keepOpen(): void;
  /** Breaks each connection as soon as anything is said on it, new ones too, until `resume`. */
  breakOnUse(): void;
  /** Passes on the bytes that were held back. */
  resume(): void;
  /** Breaks all that is open; what was held back is lost. */
  cut(): void;
  /**
   * The next COMMIT is done, and then its connection breaks in the place of an answer. Resolves when that has happened.
   */
  loseNextCommit(): Promise<void>;
  close(): Promise<void>;
}

/** `delay`: milliseconds by which each answer comes later, as from a database that is far away; default 0. */
export async function startPostgresProxy(databaseUrl: string, { delay = 0 } = {}): Promise<PostgresProxy> {
  const { hostname, port } = new URL(databaseUrl);
  const open = new Set<Socket>();
  let isStalled = false;
  let keepsOpen = false;
  let breaksOnUse = false;
  let onLost: (() => void) | null = null;
  let roundTrips = 0;

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true });
    let lost: (() => void) | null = null;
    let isAnswered = true;
    join(client, upstream, (data) => {
      if (isAnswered) roundTrips += 1;
      isAnswered = false;
      if (breaksOnUse) {
        client.resetAndDestroy();
        return false;
      }
      // It is the last of what a transaction sends.
      if (onLost && data.subarray(-commit.length).equals(commit)) {
        lost = onLost;
        onLost = null;
      }
      return true;
    });
    join(upstream, client, (data) => {
      isAnswered = true;
      if (delay > 0) {
        setTimeout(() => client.write(data), delay);
        return false;
      }
      if (!lost || !data.includes(committed)) return true;
      client.resetAndDestroy();
      lost();
      return false;
    });
  });

  function join(from: Socket, to: Socket, mayPass: (data: Buffer) => boolean): void {
    open.add(from);
    // A break is told by the close that follows it.
    from.on("error", () => undefined);
    from.once("end", () => keepsOpen || from.end());
    from.once("close", () => {
      open.delete(from);
      if (!keepsOpen) to.destroySoon();
    });
    from.on("data", (data: Buffer) => {
      if (!mayPass(data) || to.write(data)) return;
      from.pause();
      to.once("drain", () => isStalled || from.resume());
    });
    if (isStalled) from.pause();
  }

  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cut = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    url: url.href,
    get roundTrips() {
      return roundTrips;
    },
    stall() {
      isStalled = true;
      for (const socket of open) socket.pause();
    },
    keepOpen() {
      keepsOpen = true;
    },
    breakOnUse() {
      breaksOnUse = true;
    },
    resume() {
      isStalled = false;
      breaksOnUse = false;
      for (const socket of open) socket.resume();
    },
    cut,
    loseNextCommit: () =>
      new Promise((resolve) => {
        onLost = resolve;
      }),
    async close() {
      cut();
      await once(server.close(), "close");
    },
  };
}

/** The message of a simple query: its kind, its length and its text. */
const commit = Buffer.from("Q\0\0\0\x0bCOMMIT\0");

/** The message that a COMMIT is done. Pieces of answers end where messages end, as long as they are short. */
const committed = Buffer.from("C\0\0\0\x0bCOMMIT\0");
