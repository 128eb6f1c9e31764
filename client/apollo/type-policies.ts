import type { FieldPolicy, FieldReadFunction, TypePolicies } from "@apollo/client";
import { guardedFields } from "./answer-guard.ts";
import type { FollowedProjects } from "./followed-projects.ts";
import { listPolicy, type Node } from "./list-policy.ts";
import { lists } from "./lists.ts";

/** Type policies of this schema. */
export function createTypePolicies(followed: FollowedProjects): TypePolicies {
  const fields: Record<string, Record<string, FieldPolicy | FieldReadFunction>> = {
    Query: {
      task: { read: (task: Node | undefined, { readField }) => (task && readField("isGone", task) ? null : task) },
    },
    Comment: { createdSeq: { merge: keepKnown } },
    Member: { joinedSeq: { merge: keepKnown } },
  };
  const isEcho = (clientMutationId: string) => followed.isEcho(clientMutationId);
  for (const [name, rule] of Object.entries(lists)) {
    if (rule === "pages") continue;
    const [owner = "", field = ""] = name.split(".");
    fields[owner] = { ...fields[owner], [field]: rule ? listPolicy({ ...rule, isEcho }) : wholeList };
  }
  // Apollo Client reports a missing field unless it has a read function, and the guard leaves fields out.
  for (const [typename, guarded] of Object.entries(guardedFields))
    for (const field of guarded) fields[typename] = { [field]: (stored: unknown) => stored, ...fields[typename] };
  return Object.fromEntries(Object.entries(fields).map(([typename, policies]) => [typename, { fields: policies }]));
}

/** A list that each answer replaces as a whole. Items that were deleted since are left out. */
const wholeList: FieldPolicy<readonly Node[]> = {
  merge: false,
  read: (items, { readField }) => items?.filter((item) => !readField("isGone", item)),
};

/** Events that were recorded before the number was kept carry 0. The number never changes. */
function keepKnown(known: number | undefined, told: number): number {
  return told || known || 0;
}
