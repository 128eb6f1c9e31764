import type { Client, ClientConfig, QueryConfig } from "pg";
import { HangingUpClient } from "./pg-compat.ts";

/** Limits that PostgreSQL keeps, by their names there; in milliseconds. */
export interface SessionLimits {
  readonly lock_timeout: number;
  readonly idle_in_transaction_session_timeout: number;
  readonly statement_timeout: number;
}

/** Tells if the address names a pooler that lends its connections for one transaction at a time, in Prisma's words. */
export function isTransactionPooled(databaseUrl: string): boolean {
  return new URL(databaseUrl).searchParams.get("pgbouncer") === "true";
}

/**
 * A client of such a pooler, which gets another connection to PostgreSQL in each transaction and must leave nothing on
 * it. Statements are prepared without names, and each transaction sets the limits for itself. A statement outside of
 * one has no limit but the client's own `query_timeout`.
 */
export function transactionClient(limits: SessionLimits): new (config?: ClientConfig) => Client {
  const settings = Object.entries(limits).map(([name, value]) => `SET LOCAL ${name} = ${value}`);
  const begun = (text: string) => (/^BEGIN\b/i.test(text) ? [text, ...settings].join("; ") : text);

  return class TransactionClient extends HangingUpClient {
    constructor(config?: ClientConfig) {
      super(config);
      const send = this.query.bind(this) as Send;
      const sendAlone: Send = (query, ...rest) => {
        if (typeof query === "string") return send(begun(query), ...rest);
        const unnamed = { name: undefined, text: begun(query.text) };
        // A query that submits itself has to stay as it is.
        return send("submit" in query ? Object.assign(query, unnamed) : { ...query, ...unnamed }, ...rest);
      };
      this.query = sendAlone as Client["query"];
    }
  };
}

/** Common signature of the overloads of `Client.query`. */
type Send = (query: string | Unnamed, ...rest: unknown[]) => unknown;

type Unnamed = Omit<QueryConfig, "name"> & { readonly name?: string | undefined };
