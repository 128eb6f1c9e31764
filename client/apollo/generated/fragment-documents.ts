import type { TypedDocumentNode } from "@apollo/client";
import { parse } from "graphql";
import type * as types from "../../generated/graphql.ts";
/** Fragment `UserParts`: all fields of the type that the kit keeps. `gql` takes it in. */
export const UserPartsFragmentDoc: TypedDocumentNode<types.UserPartsFragment, unknown> =
  /* @__PURE__ */ parse("fragment UserParts on User{id name email}");

/** Fragment `TaskParts`: all fields of the type that the kit keeps. `gql` takes it in. */
export const TaskPartsFragmentDoc: TypedDocumentNode<types.TaskPartsFragment, unknown> =
  /* @__PURE__ */ parse("fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}");

/** Fragment `LabelParts`: all fields of the type that the kit keeps. `gql` takes it in. */
export const LabelPartsFragmentDoc: TypedDocumentNode<types.LabelPartsFragment, unknown> =
  /* @__PURE__ */ parse("fragment LabelParts on Label{id name color version}");

/** Fragment `CommentParts`: all fields of the type that the kit keeps. `gql` takes it in. */
export const CommentPartsFragmentDoc: TypedDocumentNode<types.CommentPartsFragment, unknown> =
  /* @__PURE__ */ parse("fragment CommentParts on Comment{id body version createdSeq createdAt updatedAt author{...UserParts}}fragment UserParts on User{id name email}");

/** Fragment `MemberParts`: all fields of the type that the kit keeps. `gql` takes it in. */
export const MemberPartsFragmentDoc: TypedDocumentNode<types.MemberPartsFragment, unknown> =
  /* @__PURE__ */ parse("fragment MemberParts on Member{id role joinedSeq joinedAt user{...UserParts}}fragment UserParts on User{id name email}");
