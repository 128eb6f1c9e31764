import type { FieldReadFunction, TypePolicies } from "@apollo/client";
import { byColumn, byCreation, byJoining, type ListOrder, newestChangeFirst, newestFirst } from "../core/list-order.ts";
import { matchTask, type ReadTask } from "../core/match-task.ts";
import type { TaskFilter } from "../generated/graphql.ts";
import { guardedFields } from "./answer-guard.ts";
import type { FollowedProjects } from "./followed-projects.ts";
import { type ListRules, listPolicy, type Node, type StoredList } from "./list-policy.ts";

/** How this schema lies in the cache. */
export function createTypePolicies(followed: FollowedProjects): TypePolicies {
  const isEcho = (clientMutationId: string) => followed.isEcho(clientMutationId);
  const list = (order: ListOrder, rules: Partial<ListRules> = {}) => listPolicy({ order, isEcho, ...rules });

  const policies: TypePolicies = {
    Query: {
      fields: {
        projects: list(newestFirst),
        task: { read: (task: Node | undefined, { readField }) => (task && readField("isGone", task) ? null : task) },
      },
    },
    Project: {
      fields: {
        members: list(byJoining),
        tasks: list(byColumn, {
          keyArgs: (args) => `tasks:${JSON.stringify(toFilter(args))}`,
          matches: (args) => {
            const filter = toFilter(args);
            return (read) => matchTask(filter, read as ReadTask);
          },
          takesPending: true,
        }),
        activity: list(newestChangeFirst),
        present: { merge: false },
      },
    },
    Task: { fields: { comments: list(byCreation, { takesPending: true }) } },
    Comment: { fields: { createdSeq: { merge: keepKnown } } },
    Member: { fields: { joinedSeq: { merge: keepKnown } } },
  };
  for (const [typename, fields] of Object.entries(guardedFields)) {
    const policy = policies[typename] ?? {};
    policies[typename] = { ...policy, fields: { ...policy.fields, ...Object.fromEntries(fields.map(readAsStored)) } };
  }
  return policies;
}

/** A filter in the one form that equal filters have; of all fields only the assignee may be null on purpose. */
export function toFilter(args: StoredList["args"]): TaskFilter {
  const filter = (args?.["filter"] ?? {}) as TaskFilter;
  const fields = Object.entries(filter).filter(
    ([name, value]) => value !== undefined && (value !== null || name === "assigneeId"),
  );
  return Object.fromEntries(fields.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Events that were recorded before the number was kept tell 0, and the number never changes. */
function keepKnown(known: number | undefined, told: number): number {
  return told || known || 0;
}

/** Apollo Client holds a missing field for a mistake unless it has a read function, and the guard leaves fields out. */
function readAsStored(field: string): [string, FieldReadFunction] {
  return [field, (stored) => stored];
}
