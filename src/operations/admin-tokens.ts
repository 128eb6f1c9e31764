import type { Pool } from "pg";
import { inTransaction } from "../database/in-transaction.ts";
import { noteAction, type Operator } from "./admin-actions.ts";

/**
 * Deletes an access token of a person, or all of them for null, with a note for each. Returns the ids of those that it
 * deleted.
 */
export function revokeTokens(
  pool: Pool,
  operator: Operator,
  userId: string,
  tokenId: string | null,
): Promise<readonly string[]> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: string }>({
      name: "admin-token-revoke",
      text: "DELETE FROM access_tokens WHERE user_id = $1 AND id = coalesce($2, id) RETURNING id",
      values: [userId, tokenId],
    });
    const ids = rows.map(({ id }) => id);
    for (const target of ids) {
      await noteAction(client, operator, { action: "token revoke", target, details: { user: userId } });
    }
    return ids;
  });
}
