import type { Pool } from "pg";
import type { Viewer } from "../../operations/viewer.ts";
import { endings } from "./endings.ts";
import type { OpenConnection } from "./open-connection.ts";

/** Interval of the comparison of tokens with the clock, in milliseconds. */
const expiryInterval = 1_000;

/**
 * Milliseconds between two queries for ended sessions, revoked access tokens and deleted accounts. Together with the
 * time for which `authenticate` takes a token unchecked it stays below the guaranteed 10 s.
 */
const endInterval = 4_000;

export interface WatchViewersOptions {
  readonly connections: ReadonlySet<OpenConnection>;
  readonly pool: Pool;
  readonly onError: (error: unknown) => void;
  /** Milliseconds between two queries for ended sessions (default 4,000). */
  readonly interval?: number | undefined;
}

/**
 * Ends a connection once its token has expired or was revoked, and once its viewer has signed out or was deleted.
 * Swept, since a timer cannot wait as long as a token may live. Returns a function that ends the watch.
 */
export function watchViewers({ connections, pool, onError, interval = endInterval }: WatchViewersOptions): () => void {
  function endExpired(): void {
    const now = Date.now();
    for (const connection of connections) {
      const { viewer } = connection;
      if (viewer && viewer.expiresAt <= now) connection.end(endings.tokenExpired);
    }
  }

  async function endSignedOut(): Promise<void> {
    // Connections that came with one token within seconds share its viewer.
    const viewers = [...new Set([...connections].flatMap(({ viewer }) => viewer ?? []))];
    if (viewers.length === 0) return;
    const ended = new Set(await findEnded(pool, viewers));
    for (const connection of connections) {
      const { viewer } = connection;
      if (viewer && ended.has(viewer)) connection.end(endings.signedOut);
    }
  }

  let isAsking = false;
  const expiries = setInterval(endExpired, expiryInterval);
  const lookups = setInterval(() => {
    if (isAsking) return;
    isAsking = true;
    endSignedOut()
      .catch(onError)
      .finally(() => {
        isAsking = false;
      });
  }, interval);
  return () => {
    clearInterval(expiries);
    clearInterval(lookups);
  };
}

/**
 * Returns the viewers who have signed out, whose access token was revoked, or whose account was deleted or disabled,
 * since they showed their token. One statement for all.
 */
async function findEnded(pool: Pool, viewers: readonly Viewer[]): Promise<readonly Viewer[]> {
  const { rows } = await pool.query<{ place: number }>(
    `SELECT place::int
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])
       WITH ORDINALITY AS viewer (user_id, session_id, access_token_id, place)
     WHERE EXISTS (SELECT FROM users WHERE id = viewer.user_id AND (anonymized_at IS NOT NULL OR disabled_at IS NOT NULL))
       OR session_id IS NOT NULL AND NOT EXISTS (SELECT FROM auth_sessions WHERE id = viewer.session_id)
       OR viewer.access_token_id IS NOT NULL
         AND NOT EXISTS (SELECT FROM access_tokens WHERE id = viewer.access_token_id)`,
    [
      viewers.map(({ userId }) => userId),
      viewers.map(({ sessionId }) => sessionId),
      viewers.map(({ access }) => access?.id ?? null),
    ],
  );
  const places = new Set(rows.map(({ place }) => place));
  return viewers.filter((_viewer, index) => places.has(index + 1));
}
