import type { TypePolicies } from "@apollo/client";
import { plainLists } from "../generated/store-schema.ts";
import { byColumn, byCreation, byJoining } from "./list-order.ts";
import { joinPages } from "./stored-list.ts";

/** Joins the pages of lists, so that `fetchMore` works. Lists with other filters are other lists. */
export const typePolicies: TypePolicies = {
  Project: {
    fields: {
      ...plainLists.Project,
      tasks: { keyArgs: ["filter"], merge: joinPages(byColumn) },
      members: { keyArgs: false, merge: joinPages(byJoining) },
    },
  },
  // Events have no id, and each replaces the one before.
  Subscription: { fields: { projectActivity: { merge: false } } },
  Task: { fields: { ...plainLists.Task, comments: { keyArgs: false, merge: joinPages(byCreation) } } },
};
