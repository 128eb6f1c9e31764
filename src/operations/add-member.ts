import type { ClientBase } from "pg";
import { v7 as uuidv7 } from "uuid";
import type { ProjectRole } from "../database/generated/enums.ts";
import { sendTogether } from "../database/send-together.ts";
import { onlyRow } from "../database/sql.ts";
import { BadUserInputError } from "../errors/expected-error.ts";
import type { ActivityOf } from "../model/events.ts";
import { givenProject } from "./locate.ts";
import { findMember, requireMember, requireRank } from "./members.ts";
import type { ProjectChange, ProjectOperation } from "./operation.ts";

/** By account id or by e-mail, one of the two. */
export interface AddMemberInput {
  readonly projectId: string;
  readonly userId?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly role: ProjectRole;
  readonly clientMutationId?: string | null | undefined;
}

export const addMember: ProjectOperation<AddMemberInput, ActivityOf<"MemberAdded">> = {
  name: "addMember",
  role: "ADMIN",
  changesAccess: true,
  locate: givenProject,
  async decide(change, input) {
    const { projectId, client, role: ownRole, verifiesAddresses, record } = change;
    const { role } = input;
    requireRank(ownRole, role);
    const userId = await requireAccount(client, input, verifiesAddresses);
    if (await findMember(client, projectId, userId)) {
      throw BadUserInputError.at(["input"], "This account is a member of the project already.");
    }
    const added = await insertMember(change, userId, role);
    return record({ type: "MemberAdded", ...added }, [{ to: userId, notice: { type: "AddedToProject" } }]);
  },
};

/** Makes a membership of a person who has none. */
export async function insertMember(
  { client, projectId, seq, at }: Pick<ProjectChange, "client" | "projectId" | "seq" | "at">,
  userId: string,
  role: ProjectRole,
): Promise<Pick<ActivityOf<"MemberAdded">, "member" | "sinceSeq">> {
  const insert = {
    name: "member-insert",
    // Changes made while a person was no member are never replayed to them.
    text: `
      INSERT INTO memberships (id, project_id, user_id, role, since_seq, joined_seq, joined_at)
      SELECT $1, $2, $3, $4, CASE WHEN EXISTS (
        SELECT FROM former_members WHERE project_id = $2 AND user_id = $3) THEN $5 ELSE 1 END, $5, $6
      RETURNING since_seq AS "sinceSeq"`,
    values: [uuidv7(), projectId, userId, role, seq, at],
  };
  const [{ rows }, member] = await sendTogether(client, [
    () => client.query<{ sinceSeq: number }>(insert),
    () => requireMember(client, projectId, userId),
  ]);
  return { member, sinceSeq: onlyRow(rows).sinceSeq };
}

async function requireAccount(
  client: ClientBase,
  { userId, email }: AddMemberInput,
  verifiesAddresses: boolean,
): Promise<string> {
  if ((userId == null) === (email == null)) {
    throw BadUserInputError.at(["input"], "Give either userId or email.");
  }
  const { rows } = await client.query<{ id: string }>({
    name: "member-account",
    text: `
      SELECT id FROM users u
      WHERE (id = $1 OR email = $2) AND anonymized_at IS NULL AND NOT ($3::boolean AND EXISTS (
        SELECT FROM auth_users a WHERE a.email = u.email AND a.id::text = u.subject AND NOT a.email_verified))
      LIMIT 2 FOR KEY SHARE OF u`,
    values: [userId ?? null, email?.trim().toLowerCase() ?? null, verifiesAddresses],
  });
  const [account, another] = rows;
  const field = userId == null ? "email" : "userId";
  if (!account) {
    // The same text for both, so that it does not tell who signed up.
    const otherwise = verifiesAddresses ? ", or its address was not confirmed yet" : "";
    throw BadUserInputError.at(["input", field], `There is no account with this ${field}${otherwise}.`);
  }
  if (another) throw BadUserInputError.at(["input", field], "Several accounts have this email: give userId instead.");
  return account.id;
}
