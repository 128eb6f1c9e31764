import "./scalars.ts";
import "./user.ts";
import "./access-token.ts";
import "./project.ts";
import "./project-mutations.ts";
import "./member.ts";
import "./invitation.ts";
import "./task.ts";
import "./task-mutations.ts";
import "./comment.ts";
import "./comment-mutations.ts";
import "./apply-changes.ts";
import "./activity.ts";
import "./project-activity.ts";
import "./project-changes.ts";
import "./viewer.ts";
import "./viewer-activity.ts";
import "./webhook.ts";
import { admitMutations } from "./admit-mutations.ts";
import { boundTokens } from "./bound-tokens.ts";
import { builder } from "./builder.ts";
import { reportMutations } from "./report-mutations.ts";

/** The schema that clients see; printed in schema.graphql. Unsorted: the order of an enum's values means something. */
export const schema = reportMutations(admitMutations(boundTokens(builder.toSchema({ sortSchema: false }))));
