import { NotFoundError } from "../errors/expected-error.ts";
import type { ActivityOf } from "../model/events.ts";
import { changeProject } from "./change-project.ts";
import { requireMember } from "./members.ts";
import type { ProjectOperation, Retryable } from "./operation.ts";
import type { OperationContext } from "./operation-context.ts";
import { noteTold, type ProfileChange } from "./profile-change.ts";
import { unlimitedStorage } from "./storage-limits.ts";

/** Parts of an instance that telling needs. */
export type ProfileContext = Pick<OperationContext, "pool" | "log" | "merger" | "inbox">;

/** The next project after the last one that was told, of which the person is a member; undefined after the last. */
export async function findUntoldProject(
  { pool }: ProfileContext,
  { userId, toldThrough }: ProfileChange,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>({
    name: "profile-untold",
    text: `
      SELECT p.id FROM memberships m JOIN projects p ON p.id = m.project_id AND p.deleted_at IS NULL
      WHERE m.user_id = $1 AND m.project_id > $2 ORDER BY m.project_id LIMIT 1`,
    values: [userId, toldThrough],
  });
  return rows[0]?.id;
}

/**
 * Records MemberUpdated in a project, in the person's own name, and notes in the same transaction that this was done.
 * Each change of a person is told once, whatever crashes. False when another instance has taken the work.
 */
export async function tellProfile(
  services: ProfileContext,
  change: ProfileChange,
  projectId: string,
): Promise<boolean> {
  const { userId } = change;
  const viewer = { userId, name: "", email: null, expiresAt: Number.POSITIVE_INFINITY, sessionId: null, access: null };
  const origin = { address: null, userAgent: null };
  const itemProjects = new Map<string, string>();
  const options = { itemProjects, verifiesAddresses: false, restoreDays: 0, answeredAt: () => {} };
  const context = { ...services, viewer, origin, ...options, storageLimits: unlimitedStorage };
  const tell: ProjectOperation<Retryable, ActivityOf<"MemberUpdated"> | null> = {
    name: "tellProfile",
    role: "VIEWER",
    locate: () => projectId,
    changesAccess: true,
    byServer: true,
    async decide({ client, record }) {
      if (!(await noteTold(client, change, projectId))) return null;
      return record({ type: "MemberUpdated", member: await requireMember(client, projectId, userId) });
    },
  };
  try {
    const told = await changeProject(context, tell, {});
    return told !== null;
  } catch (error) {
    // The person has left, or the project was deleted: there is nobody to tell.
    if (error instanceof NotFoundError) return noteTold(services.pool, change, projectId);
    throw error;
  }
}
