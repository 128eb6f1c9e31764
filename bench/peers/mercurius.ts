// Mercurius with mqemitter-redis and JIT, its subscriptions by its own WebSocket.
import Fastify from "fastify";
import mercurius from "mercurius";
import createEmitter from "mqemitter-redis";
import { readArgument } from "../process/commands.ts";
import { typeDefs } from "./graphql-schema.ts";
import { channelOf, type PeerOptions } from "./peer.ts";

const { redisUrl } = readArgument<PeerOptions>();
const app = Fastify();

await app.register(mercurius, {
  schema: typeDefs,
  resolvers: {
    ProjectEvent: { resolveType: typeNameOf },
    Activity: { resolveType: typeNameOf },
    Subscription: {
      projectActivity: {
        subscribe: (_root: unknown, { projectId }: { readonly projectId: string }, { pubsub }) =>
          pubsub.subscribe(channelOf(projectId)),
      },
    },
  },
  jit: 1,
  subscription: { emitter: createEmitter({ connectionString: redisUrl }) },
});
console.log(await app.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }));

function typeNameOf(value: { readonly __typename: string }): string {
  return value.__typename;
}
