// graphql-ws with graphql-redis-subscriptions: graphql-js executes each event for each subscriber.
import { createServer } from "node:http";
import { RedisPubSub } from "graphql-redis-subscriptions";
import { useServer } from "graphql-ws/use/ws";
import { Redis } from "ioredis";
import { WebSocketServer } from "ws";
import { readArgument } from "../process/commands.ts";
import { createPeerSchema, type PeerEvent } from "./graphql-schema.ts";
import { channelOf, listen, type PeerOptions, toPerMessageDeflate } from "./peer.ts";

const options = readArgument<PeerOptions>();
const { redisUrl } = options;
const perMessageDeflate = toPerMessageDeflate(options);
const pubsub = new RedisPubSub({ publisher: new Redis(redisUrl), subscriber: new Redis(redisUrl) });
const schema = createPeerSchema((projectId) => pubsub.asyncIterableIterator<PeerEvent>(channelOf(projectId)));
const server = createServer();

useServer({ schema }, new WebSocketServer({ server, path: "/graphql", perMessageDeflate }));
await listen(server);
