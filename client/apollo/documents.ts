import type { TypedDocumentNode } from "@apollo/client";
import { parse } from "graphql";
import { projectEventsText } from "../generated/events-text.ts";
import type { ProjectEventsSubscription, ProjectEventsSubscriptionVariables } from "../generated/graphql.ts";

/** Subscription to a project with all its events. */
export const ProjectEventsDocument: TypedDocumentNode<ProjectEventsSubscription, ProjectEventsSubscriptionVariables> =
  /* @__PURE__ */ parse(projectEventsText);
