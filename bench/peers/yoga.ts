// GraphQL Yoga with its Redis event target, its WebSockets by graphql-ws as Yoga's manual has it.
import { createServer } from "node:http";
import { createRedisEventTarget } from "@graphql-yoga/redis-event-target";
import type { ExecutionArgs, execute, subscribe } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { createPubSub, createYoga } from "graphql-yoga";
import { Redis } from "ioredis";
import { WebSocketServer } from "ws";
import { readArgument } from "../process/commands.ts";
import { createPeerSchema, type PeerEvent } from "./graphql-schema.ts";
import { listen, type PeerOptions } from "./peer.ts";

type Envelop = { readonly execute: typeof execute; readonly subscribe: typeof subscribe };

const { redisUrl } = readArgument<PeerOptions>();
const eventTarget = createRedisEventTarget({
  publishClient: new Redis(redisUrl),
  subscribeClient: new Redis(redisUrl),
});
const pubsub = createPubSub<{ project: [projectId: string, event: PeerEvent] }>({
  eventTarget: eventTarget as never,
});
const yoga = createYoga({
  schema: createPeerSchema((projectId) => pubsub.subscribe("project", projectId)),
  graphiql: false,
  logging: false,
});
const server = createServer(yoga);

useServer(
  {
    execute: (args) => (args.rootValue as Envelop).execute(args as ExecutionArgs),
    subscribe: (args) => (args.rootValue as Envelop).subscribe(args as ExecutionArgs),
    async onSubscribe(context, _id, params) {
      const enveloped = yoga.getEnveloped({
        ...context,
        req: context.extra.request,
        socket: context.extra.socket,
        params,
      });
      const { schema, execute, subscribe, contextFactory, parse, validate } = enveloped;
      const document = parse(params.query);
      const errors = validate(schema, document);
      if (errors.length > 0) return errors;
      return {
        schema,
        document,
        operationName: params.operationName,
        variableValues: params.variables,
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe },
      } as ExecutionArgs;
    },
  },
  new WebSocketServer({ server, path: yoga.graphqlEndpoint }),
);
await listen(server);
