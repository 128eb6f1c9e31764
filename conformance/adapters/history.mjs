/**
 * Parts of an adapter that rewrite the past in the database of a server on Lockstep's engine. `stream` is the column of
 * the stream's id.
 * @param {{ pool: import("pg").Pool, heads: string, entries: string, stream: string }} options
 */
export function createHistory({ pool, heads, entries, stream }) {
  return {
    async prune(id, through) {
      await pool.query(
        `WITH last AS (SELECT token FROM ${entries} WHERE ${stream} = $1 AND seq = $2),
              pruned AS (DELETE FROM ${entries} WHERE ${stream} = $1 AND seq <= $2)
         UPDATE ${heads} SET pruned_through = $2, pruned_token = last.token FROM last WHERE ${stream} = $1`,
        [id, through],
      );
    },

    async restore(id, to) {
      await pool.query(
        `WITH lost AS (DELETE FROM ${entries} WHERE ${stream} = $1 AND seq > $2)
         UPDATE ${heads} SET seq = $2 WHERE ${stream} = $1`,
        [id, to],
      );
    },
  };
}
