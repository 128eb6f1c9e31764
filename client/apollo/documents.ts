import type { TypedDocumentNode } from "@apollo/client";
import { parse } from "graphql";
import { projectEventsText } from "../generated/events-text.ts";
import {
  commentPartsText,
  labelPartsText,
  memberPartsText,
  taskPartsText,
  userPartsText,
} from "../generated/fragment-texts.ts";
import type {
  CommentPartsFragment,
  LabelPartsFragment,
  MemberPartsFragment,
  ProjectEventsSubscription,
  ProjectEventsSubscriptionVariables,
  TaskPartsFragment,
  UserPartsFragment,
} from "../generated/graphql.ts";

// Parsed here: `gql` takes the text of a document that it holds from its location. Those that an app leaves out are
// dropped.

/** Fragment `CommentParts` with all fields of a comment that the kit keeps. `gql` takes it in. */
export const CommentPartsFragmentDoc: TypedDocumentNode<CommentPartsFragment, unknown> =
  /* @__PURE__ */ parse(commentPartsText);

/** Fragment `LabelParts` with all fields of a label that the kit keeps. `gql` takes it in. */
export const LabelPartsFragmentDoc: TypedDocumentNode<LabelPartsFragment, unknown> =
  /* @__PURE__ */ parse(labelPartsText);

/** Fragment `MemberParts` with all fields of a member that the kit keeps. `gql` takes it in. */
export const MemberPartsFragmentDoc: TypedDocumentNode<MemberPartsFragment, unknown> =
  /* @__PURE__ */ parse(memberPartsText);

/** Fragment `TaskParts` with all fields of a task that the kit keeps. `gql` takes it in. */
export const TaskPartsFragmentDoc: TypedDocumentNode<TaskPartsFragment, unknown> = /* @__PURE__ */ parse(taskPartsText);

/** Fragment `UserParts` with all fields of a person that the kit keeps. `gql` takes it in. */
export const UserPartsFragmentDoc: TypedDocumentNode<UserPartsFragment, unknown> = /* @__PURE__ */ parse(userPartsText);

/** Subscription to a project with all its events. */
export const ProjectEventsDocument: TypedDocumentNode<ProjectEventsSubscription, ProjectEventsSubscriptionVariables> =
  /* @__PURE__ */ parse(projectEventsText);
