import type { LabelColor } from "../database/generated/enums.ts";
import type { Reads } from "./reads.ts";

/** PostgreSQL's form of an account's id. The people of a restored export may have anything for one. */
const accountId = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

/**
 * The colors that people have chosen for their own accounts, in the order of `userIds`, in one statement. Null: none
 * was chosen, the account is of the outside issuer, or the person is disabled or deleted.
 */
export async function listColors(reads: Reads, userIds: readonly string[]): Promise<(LabelColor | null)[]> {
  const { rows } = await reads.query<{ readonly id: string; readonly color: LabelColor }>({
    name: "color-list",
    text: `
      SELECT u.id, a.color FROM users u
        JOIN auth_users a
          ON a.id = CASE WHEN u.issuer = 'lockstep' AND u.subject ~ '${accountId}' THEN u.subject::uuid END
          AND a.color IS NOT NULL
      WHERE u.id = ANY($1::uuid[]) AND u.anonymized_at IS NULL AND u.disabled_at IS NULL`,
    values: [userIds],
  });
  const byId = new Map(rows.map(({ id, color }) => [id, color]));
  return userIds.map((id) => byId.get(id) ?? null);
}
