import type { AddressInfo } from "node:net";
import { fastify } from "fastify";
import { pino } from "pino";
import type { OutsideIssuer } from "../../src/config/config.ts";
import { type Database, openDatabase } from "../../src/database/database.ts";
import { UnauthenticatedError } from "../../src/errors/expected-error.ts";
import type { Mailer } from "../../src/mail/mailer.ts";
import type { Viewer } from "../../src/operations/viewer.ts";
import { type Accounts, createAccounts } from "../../src/server/auth/accounts.ts";
import { authRoutes } from "../../src/server/auth/auth-routes.ts";
import { createAuthenticate } from "../../src/server/auth/authenticate.ts";
import { createTokenVerifier } from "../../src/server/auth/token-verifier.ts";
import { browserOrigins } from "../../src/server/http/cross-origin.ts";
import { CallerTurns } from "../../src/server/limits/caller-turns.ts";
import { createFindOrigin, createIsTrustedProxy } from "../../src/server/request/read-request.ts";
import { UnderWay } from "../../src/server/request/under-way.ts";

/** Address of the server for browsers; it listens elsewhere, as behind a proxy. */
export const PUBLIC_URL = "http://localhost:4000";

export const AUTH_SECRET = "a secret of tests that is long enough to be taken";

/** A listening server with `/auth/*`, and `/viewer`, which tells whom it takes the caller for. */
export interface AuthServer {
  readonly url: string;
  readonly database: Database;
  readonly accounts: Accounts;
  /** The viewer behind a token, the sentence that refuses it, or null without a token; asked over HTTP. */
  viewer(token?: string): Promise<Viewer | string | null>;
  /** Sends JSON; a string goes as it is. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

/** Starts one on a migrated database, which stays the caller's, as the mailer does. */
export async function startAuthServer(
  databaseUrl: string,
  outside: OutsideIssuer | null = null,
  mailer: Mailer | null = null,
): Promise<AuthServer> {
  const database = openDatabase(databaseUrl, () => {});
  const { prisma, pool } = database;
  const logger = pino({ level: "silent" });
  const accounts = await createAccounts({
    prisma,
    pool,
    secret: AUTH_SECRET,
    publicUrl: PUBLIC_URL,
    trustedOrigins: browserOrigins(PUBLIC_URL, ["https://board.example"]),
    mailer,
    signUps: "open",
    logger,
  });
  const authenticate = createAuthenticate({ prisma, verifyToken: createTokenVerifier({ prisma, outside, logger }) });

  const app = fastify();
  const findOrigin = createFindOrigin(createIsTrustedProxy([]));
  await app.register(authRoutes, {
    accounts,
    publicUrl: PUBLIC_URL,
    findOrigin,
    turns: new CallerTurns(),
    underWay: new UnderWay(),
    onOutage: () => {},
  });
  app.get("/viewer", async ({ headers: { authorization } }) => ({
    viewer: await authenticate(authorization).catch((error: unknown) => {
      if (error instanceof UnauthenticatedError) return error.message;
      throw error;
    }),
  }));
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  return {
    url,
    database,
    accounts,
    async viewer(token) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(`${url}/viewer`, { headers });
      if (!response.ok) throw new Error(await response.text());
      const { viewer } = (await response.json()) as { viewer: Viewer | string | null };
      return viewer;
    },
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    async close() {
      await app.close();
      await database.close();
    },
  };
}
