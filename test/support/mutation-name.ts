import type { Mutation } from "../../client/generated/schema-types.ts";

/** Names of the mutations that are about persons: they change no project, or let somebody in who is no member. */
export type PersonMutationName =
  | "createAccessToken"
  | "revokeAccessToken"
  | "markNoticesRead"
  | "focus"
  | "inviteMember"
  | "revokeInvitation"
  | "acceptInvitation";

/** Names of the mutations of webhooks, which are about a project and no change of it. */
export type WebhookMutationName = "createWebhook" | "updateWebhook" | "redeliver" | "deleteWebhook";

/** Names of all others. A table keyed by them does not compile while a mutation has no row. */
export type MutationName = Exclude<keyof Mutation, "__typename" | PersonMutationName | WebhookMutationName>;
