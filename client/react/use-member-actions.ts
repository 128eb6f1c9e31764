import { useMemo } from "react";
import { findFailure } from "../core/connection/request-failure.ts";
import { addMemberText, removeMemberText, updateMemberRoleText } from "../generated/document-texts.ts";
import type { AddMemberInput, ProjectRole } from "../generated/graphql.ts";
import { useLockstep } from "./lockstep-provider.ts";

/** Result of a change that works online only: done, or the reason why not. */
export type OnlineResult =
  | { readonly isDone: true }
  | {
      readonly isDone: false;
      /** Sentence to show. */
      readonly reason: string;
    };

/** The person to add, by account or by e-mail, one of the two. */
export type NewMember = Pick<AddMemberInput, "role"> &
  (
    | {
        /** Id of the person's account, as in `Member.user.id`. */
        readonly userId: string;
      }
    | {
        /** E-mail address of the person's account. */
        readonly email: string;
      }
  );

/** Actions on members. They work online only. Each resolves when the server has answered, and never rejects. */
export interface MemberActions {
  /** Adds a person who has an account, as an admin. */
  readonly add: (member: NewMember) => Promise<OnlineResult>;
  /** Changes a member's role, as an admin. */
  readonly changeRole: (userId: string, role: ProjectRole) => Promise<OnlineResult>;
  /** Removes a member; oneself, to leave. */
  readonly remove: (userId: string) => Promise<OnlineResult>;
}

/** Returns the actions on a project's members, the same object until the project is another one. */
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

/** Sentence for a project that has ended, or was never there. */
export const notFound = "Not found, or you are not a member of the project.";
