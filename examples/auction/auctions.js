import { BadUserInputError, createLog, createRedisBus, Feeds } from "lockstep/engine";
import pg from "pg";

/** An entry's body holds the event's own fields. */
const codec = {
  encode: ({ type, ...body }) => ({ type, body }),
  decode: ({ type, seq, body }) => ({ type, seq, ...body }),
};

const columns = { streamId: "auction_id", actorId: "bidder", idempotencyKey: "key" };
const tables = { heads: "auctions", entries: "auction_log", columns };

/** Everything that can be done with auctions. Its owner closes it. */
export function openAuctions({ databaseUrl, redisUrl }) {
  const pool = new pg.Pool({ connectionString: databaseUrl, pipeline: true });
  // Connections that break while idle are replaced.
  pool.on("error", (error) => console.warn(error.message));
  const bus = createRedisBus({ url: redisUrl, namespace: "auctions" });
  const log = createLog({ kind: "auction", tables, codec, pool });
  const feeds = new Feeds({ log, bus });

  const change = async (id, actorId, idempotencyKey, request, work) => {
    const { result } = await log.change({ streamId: id, actorId, idempotencyKey, ...request }, work);
    return result;
  };

  return {
    async find(id) {
      const { rows } = await pool.query(
        `SELECT auction_id AS id, title, price, leader, ${log.cursorSql("a")} AS cursor
         FROM auctions a WHERE auction_id = $1`,
        [id],
      );
      return rows[0] ?? null;
    },

    follow: (id, after) => feeds.open(id, { viewer: null, after }),

    open({ id, title, bidder, key }) {
      const create = (client) =>
        client.query("INSERT INTO auctions (auction_id, title) VALUES ($1, $2) ON CONFLICT DO NOTHING", [id, title]);
      return change(id, bidder, key, { operation: "open", input: { title }, create }, ({ before, append }) => {
        if (before > 0) throw new BadUserInputError("An auction with this id exists.");
        return append({ type: "AuctionOpened", title });
      });
    },

    bid({ id, amount, bidder, key }) {
      return change(id, bidder, key, { operation: "bid", input: { amount } }, async ({ client, append }) => {
        // The auction is locked: no other bid comes between this statement and the commit.
        const { rowCount } = await client.query(
          "UPDATE auctions SET price = $2, leader = $3 WHERE auction_id = $1 AND price < $2",
          [id, amount, bidder],
        );
        if (rowCount === 0) throw new BadUserInputError("A bid must be higher than the price.");
        return append({ type: "BidPlaced", amount, bidder });
      });
    },

    createTables: (sql) => pool.query(sql),

    async close() {
      await feeds.close();
      await bus.close();
      await pool.end();
    },
  };
}
