import { randomUUID } from "node:crypto";
import pg from "pg";

/**
 * Adapter for the example `examples/auction`. It prunes and restores in the database (`DATABASE_URL`).
 * @param {{ url: string, databaseUrl?: string, cut?: () => Promise<void> }} options
 * @returns {import("../adapter.d.ts").Adapter}
 */
export function createAdapter({ url, databaseUrl = process.env.DATABASE_URL, cut }) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  let amount = 0;

  const ask = async (query, variables) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await response.json();
    if (errors) throw new Error(`The example answers ${JSON.stringify(errors)}`);
    return data;
  };

  return {
    url,
    // Its SSE is Yoga's own, which carries no cursors.
    transports: ["websocket"],

    async createStream() {
      const id = randomUUID();
      const query = `mutation ($id: ID!, $key: String!) {
        openAuction(id: $id, title: "A lamp", bidder: "ada", key: $key) { seq }
      }`;
      await ask(query, { id, key: id });
      return id;
    },

    async change(id) {
      // A bid must be higher than the one before it, in whichever order two arrive.
      for (;;) {
        amount += 1;
        const query = `mutation ($id: ID!, $amount: Int!, $key: String!) {
          bid(id: $id, amount: $amount, bidder: "bob", key: $key) { seq }
        }`;
        const isTaken = (error) => {
          if (!/higher than the price/.test(error.message)) throw error;
          return null;
        };
        if (await ask(query, { id, amount, key: randomUUID() }).catch(isTaken)) return;
      }
    },

    async snapshot(id) {
      const { auction } = await ask("query ($id: ID!) { auction(id: $id) { cursor } }", { id });
      // The example's snapshot has no number; its cursor holds one.
      return { seq: Number(auction.cursor.split(".")[1]), cursor: auction.cursor };
    },

    subscription: (id, after) => ({
      query: `subscription ($id: ID!, $after: String) {
        auction(id: $id, after: $after) { __typename ... on BidPlaced { seq amount } ... on Resync { reason } }
      }`,
      variables: { id, after: after ?? null },
    }),

    read({ auction: { __typename: name, reason } }) {
      if (name === "Ready") return { type: "ready" };
      return name === "Resync" ? { type: "resync", reason } : { type: "change" };
    },

    ...(cut && { cut }),

    async prune(id, through) {
      await pool.query(
        `WITH last AS (SELECT token FROM auction_log WHERE auction_id = $1 AND seq = $2),
              pruned AS (DELETE FROM auction_log WHERE auction_id = $1 AND seq <= $2)
         UPDATE auctions SET pruned_through = $2, pruned_token = last.token FROM last WHERE auction_id = $1`,
        [id, through],
      );
    },

    async restore(id, to) {
      await pool.query(
        `WITH lost AS (DELETE FROM auction_log WHERE auction_id = $1 AND seq > $2)
         UPDATE auctions SET seq = $2 WHERE auction_id = $1`,
        [id, to],
      );
    },

    close: () => pool.end(),
  };
}
