import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, type GraphQLSchema } from "graphql";
import { projectRoot } from "../../src/config/project-root.ts";

/** Lockstep's own SDL, which the GraphQL peers serve as well. */
export const typeDefs: string = readFileSync(join(projectRoot, "schema/schema.graphql"), "utf8");

/** Message on the peers' buses: the event as the contract's subscription selects it, so that plain fields answer it. */
export interface PeerEvent {
  readonly projectActivity: object;
}

/** The schema with a source of events. */
export function createPeerSchema(watch: (projectId: string) => AsyncIterable<PeerEvent>): GraphQLSchema {
  const schema = buildSchema(typeDefs);
  const field = schema.getSubscriptionType()?.getFields()["projectActivity"];
  if (!field) throw new Error("The schema has no projectActivity.");
  field.subscribe = (_root: unknown, { projectId }: { readonly projectId: string }) => watch(projectId);
  return schema;
}
