import { Client, type ClientBase, type ClientConfig } from "pg";

/** Time limit of the cancellation, in milliseconds. */
const patience = 2_000;

/**
 * Asks PostgreSQL to end the statement that `client` runs, over a connection of its own with the same `config`; PgBouncer
 * passes it on. Resolves when PostgreSQL has taken the request, or does not answer in time. Until then the client must
 * run nothing else, which would be ended instead. Never rejects.
 */
export async function cancelStatement(client: ClientBase, config: ClientConfig): Promise<void> {
  const { processID, secretKey } = client as ClientBase & Keys;
  const messenger = new Client({ ...config, connectionTimeoutMillis: patience });
  messenger.on("error", () => undefined);
  // Connecting goes as ever, TLS included, but for what is said first. PostgreSQL then hangs up, which ends `connect`.
  const { connection } = messenger as unknown as { readonly connection: Connection };
  connection.startup = () => connection.cancel(processID, secretKey);
  await messenger.connect().catch(() => undefined);
  connection.stream.destroy();
}

/** Private parts of `pg`; `test/database/read-rows.test.ts` fails when they change. */
interface Keys {
  readonly processID: number;
  readonly secretKey: number;
}

interface Connection {
  readonly stream: { destroy(): void };
  startup(config: unknown): void;
  cancel(processId: number, secretKey: number): void;
}
