import type { ClientBase } from "pg";
import type { ProjectRole } from "../database/generated/enums.ts";
import { isoTime, userJson } from "../database/sql.ts";
import { type EntryRow, entrySql } from "../engine/log/activity-log.ts";
import type { UserSnapshot } from "../model/snapshots.ts";

/** Where a project and a user in it stand. */
export interface Standing {
  /** The number of the project's newest change. */
  readonly seq: number;
  /** Now, ISO 8601, but not before the newest change. */
  readonly at: string;
  readonly isDeleted: boolean;
  /** Null for whoever is no member. */
  readonly role: ProjectRole | null;
  readonly actor: UserSnapshot;
  /** Whether the actor's account was deleted. */
  readonly isErased: boolean;
  /** The user's change of the `clientMutationId`, in whichever project. */
  readonly remembered: RememberedChange | null;
}

export interface RememberedChange {
  /** SHA-256 in hexadecimal. */
  readonly requestHash: string;
  readonly row: EntryRow;
}

/**
 * To be read under the project's lock, and not in the statement that takes it; what is remembered never changes and may
 * be read without. Undefined: no such project.
 */
export async function readStanding(
  client: ClientBase,
  projectId: string,
  userId: string,
  clientMutationId: string | null,
): Promise<Standing | undefined> {
  const { rows } = await client.query<Standing>({
    name: "change-standing",
    text: `
      SELECT h.seq, ${isoTime("greatest(clock_timestamp(), h.at)")} AS at, p.deleted_at IS NOT NULL AS "isDeleted",
        m.role, ${userJson("u")} AS actor, u.anonymized_at IS NOT NULL AS "isErased",
        (SELECT json_build_object(
           'requestHash', encode(a.request_hash, 'hex'),
           'row', (SELECT row_to_json(e) FROM (SELECT ${entrySql}) e))
         FROM activities a
         WHERE a.actor_id = $2 AND a.client_mutation_id = $3) AS remembered
      FROM project_heads h JOIN projects p ON p.id = h.project_id JOIN users u ON u.id = $2
        LEFT JOIN memberships m ON m.project_id = h.project_id AND m.user_id = $2
      WHERE h.project_id = $1`,
    values: [projectId, userId, clientMutationId],
  });
  return rows[0];
}
