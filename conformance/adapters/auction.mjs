import { randomUUID } from "node:crypto";
import pg from "pg";
import { createHistory } from "./history.mjs";

/**
 * Adapter for the example `examples/auction`. It prunes and restores in the database (`DATABASE_URL`).
 * @param {{ url: string, others?: readonly string[], databaseUrl?: string, cut?: () => Promise<void> }} options
 * @returns {import("../adapter.d.ts").Adapter}
 */
export function createAdapter({ url, others, databaseUrl = process.env.DATABASE_URL, cut }) {
  if (!databaseUrl) throw new Error("Set DATABASE_URL to that of the server.");
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  let amount = 0;

  const ask = async (query, variables) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await response.json();
    if (errors) throw new Error(`The example answers ${JSON.stringify(errors)}`);
    return data;
  };

  /** A bid must be higher than the one before it, in whichever order two arrive. */
  const bid = async (id, bidder) => {
    for (;;) {
      amount += 1;
      const query = `mutation ($id: ID!, $amount: Int!, $bidder: String!, $key: String!) {
        bid(id: $id, amount: $amount, bidder: $bidder, key: $key) { seq }
      }`;
      const isTaken = (error) => {
        if (!/higher than the price/.test(error.message)) throw error;
        return null;
      };
      if (await ask(query, { id, amount, bidder, key: randomUUID() }).catch(isTaken)) return;
    }
  };

  return {
    url,
    ...(others && { others }),
    transports: ["websocket", "sse", "multipart"],
    messageLimit: 1024 * 1024,

    async createStream() {
      const id = randomUUID();
      const query = `mutation ($id: ID!, $key: String!) {
        openAuction(id: $id, title: "A lamp", bidder: "ada", key: $key) { seq }
      }`;
      await ask(query, { id, key: id });
      return id;
    },

    change: (id) => bid(id, "bob"),
    largeChange: (id) => bid(id, "b".repeat(60_000)),

    async snapshot(id) {
      const { auction } = await ask("query ($id: ID!) { auction(id: $id) { cursor } }", { id });
      // The example's snapshot has no number; its cursor holds one.
      return { seq: Number(auction.cursor.split(".")[1]), cursor: auction.cursor };
    },

    subscription: (id, after) => ({
      query: `subscription ($id: ID!, $after: String) {
        auction(id: $id, after: $after) {
          __typename
          ... on BidPlaced { seq amount bidder second: bidder third: bidder fourth: bidder }
          ... on Resync { reason }
        }
      }`,
      variables: { id, after: after ?? null },
    }),

    read({ auction: { __typename: name, reason } }) {
      if (name === "Ready") return { type: "ready" };
      return name === "Resync" ? { type: "resync", reason } : { type: "change" };
    },

    mutation: () => ({
      query: `mutation { openAuction(id: "lamp", title: "By GET", bidder: "ada", key: "get") { seq } }`,
    }),

    ...(cut && { cut }),

    ...createHistory({ pool, heads: "auctions", entries: "auction_log", stream: "auction_id" }),

    close: () => pool.end(),
  };
}
