import { validate as isUuid } from "uuid";
import type { ProjectRole } from "../database/generated/enums.ts";
import { NotFoundError } from "../errors/expected-error.ts";
import { hashSecret } from "../model/access-token.ts";
import type { ActivityOf } from "../model/events.ts";
import { insertMember } from "./add-member.ts";
import { isToOwnAddress, isValid } from "./invitations.ts";
import { isMember } from "./members.ts";
import type { ProjectOperation, Unchanged } from "./operation.ts";

export interface AcceptInvitationInput {
  /** Token of the link; or the id of an invitation, for the account whose confirmed address it names. */
  readonly token: string;
  readonly clientMutationId?: string | null | undefined;
}

/** The membership that it made, or the project of a person who was a member before. */
export type AcceptedInvitation = ActivityOf<"MemberAdded"> | Unchanged<{ readonly projectId: string }>;

/**
 * SQL condition for an invitation `i` that lets the user `$3` in: by the hash `$1` of its token, or by its id `$2`. The
 * person who has accepted it finds it again.
 */
const letsIn = `
  (i.token_hash = $1 OR i.id = $2) AND (i.token_hash = $1 OR ${isToOwnAddress("$3")})
  AND (i.accepted_by_id IS NULL OR i.accepted_by_id = $3) AND ${isValid}`;

const keysOf = (token: string) => [hashSecret(token), isUuid(token) ? token : null];

/** Makes the viewer a member of the project of an invitation, which ends with it. Changes nothing for a member. */
export const acceptInvitation: ProjectOperation<AcceptInvitationInput, AcceptedInvitation> = {
  name: "acceptInvitation",
  // The invitation admits, in the transaction.
  role: null,
  changesAccess: true,
  async locate({ pool, viewer }, { token, clientMutationId = null }) {
    const { rows } = await pool.query<{ projectId: string | null }>({
      name: "invitation-locate",
      text: `
        SELECT coalesce((SELECT i.project_id FROM invitations i WHERE ${letsIn}),
          (SELECT project_id FROM activities WHERE actor_id = $3 AND client_mutation_id = $4)) AS "projectId"`,
      values: [...keysOf(token), viewer.userId, clientMutationId],
    });
    const projectId = rows[0]?.projectId ?? null;
    if (projectId === null) throw unknownInvitation();
    return projectId;
  },
  async decide(change, { token }) {
    const { projectId, client, actor, record, unchanged } = change;
    const { rows } = await client.query<{ id: string; role: ProjectRole; isAccepted: boolean }>({
      name: "invitation-take",
      text: `
        SELECT i.id, i.role, i.accepted_by_id IS NOT NULL AS "isAccepted" FROM invitations i
        WHERE ${letsIn} AND i.project_id = $4 FOR UPDATE OF i`,
      values: [...keysOf(token), actor.id, projectId],
    });
    const [invitation] = rows;
    if (!invitation) throw unknownInvitation();
    if (await isMember(client, projectId, actor.id)) return unchanged({ projectId });
    // A link works once: a person who was removed since needs another one.
    if (invitation.isAccepted) throw unknownInvitation();
    await client.query({
      name: "invitation-accepted",
      text: "UPDATE invitations SET accepted_by_id = $2 WHERE id = $1",
      values: [invitation.id, actor.id],
    });
    return record({ type: "MemberAdded", ...(await insertMember(change, actor.id, invitation.role)) });
  },
};

/** The same for every invitation that does not let the viewer in. */
function unknownInvitation(): NotFoundError {
  return new NotFoundError("The invitation is unknown or has ended. Ask for another one.");
}
