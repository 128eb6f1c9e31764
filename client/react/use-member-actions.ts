import { useMemo } from "react";
import { findFailure } from "../core/connection/load-board.ts";
import { addMemberText, removeMemberText, updateMemberRoleText } from "../generated/document-texts.ts";
import type { AddMemberInput, ProjectRole } from "../generated/graphql.ts";
import { useLockstep } from "./lockstep-provider.ts";

/** Result of a change that works online only. */
export type OnlineResult =
  | { readonly isDone: true }
  /** `reason`: sentence to show. */
  | { readonly isDone: false; readonly reason: string };

/** The person to add, by account or by e-mail, one of the two. */
export type NewMember = Pick<AddMemberInput, "role"> & ({ readonly userId: string } | { readonly email: string });

/** Actions on members. They work online only. Each resolves when the server has answered, and never rejects. */
export interface MemberActions {
  readonly add: (member: NewMember) => Promise<OnlineResult>;
  readonly changeRole: (userId: string, role: ProjectRole) => Promise<OnlineResult>;
  /** Removes a member; oneself, to leave. */
  readonly remove: (userId: string) => Promise<OnlineResult>;
}

export function useMemberActions(projectId: string): MemberActions {
  const lockstep = useLockstep();
  return useMemo(() => {
    const run = async (document: string, values: object): Promise<OnlineResult> => {
      const failure = findFailure(await lockstep.send({ document, variables: { input: { projectId, ...values } } }));
      if (!failure) return { isDone: true };
      if ("reason" in failure) return { isDone: false, reason: failure.reason };
      return { isDone: false, reason: failure.kind === "no-token" ? "Nobody is signed in." : notFound };
    };
    return {
      add: (member) => run(addMemberText, member),
      changeRole: (userId, role) => run(updateMemberRoleText, { userId, role }),
      remove: (userId) => run(removeMemberText, { userId }),
    };
  }, [lockstep, projectId]);
}

const notFound = "Not found, or you are not a member of the project.";
