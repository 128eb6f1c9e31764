// Publishes to a peer the way that the peer's own library does, from another process.
import { createRedisEventTarget } from "@graphql-yoga/redis-event-target";
import { createAdapter } from "@socket.io/redis-adapter";
import { RedisPubSub } from "graphql-redis-subscriptions";
import { createPubSub } from "graphql-yoga";
import { Redis } from "ioredis";
import createEmitter from "mqemitter-redis";
import { Server } from "socket.io";
import { createToken } from "../../src/engine/log/cursor.ts";
import type { NextMessage } from "../next-message.ts";
import { channelOf } from "../peers/peer.ts";
import type { PeerName } from "../peers/peers.ts";
import { now, readArgument, serveCommands } from "../process/commands.ts";
import { titleOf } from "../title.ts";
import type { PublisherCommands } from "./publisher.ts";

export interface PeerPublisherOptions {
  readonly peer: PeerName;
  readonly redisUrl: string;
  readonly projects: readonly string[];
  /** A `next` message of Lockstep, as it was received. */
  readonly message: NextMessage;
}

type Publish = (projectId: string, message: NextMessage) => void;

const { peer, redisUrl, projects, message } = readArgument<PeerPublisherOptions>();
const publish = createPublish(peer);
/** As in Lockstep after the creation of a project. */
let seq = 1;

serveCommands({
  async publish({ projects: indexes }) {
    const messages = indexes.map(nextMessage);
    const at = now();
    for (const [position, index] of indexes.entries()) {
      publish(projects[index] ?? "", messages[position] ?? message);
    }
    return at;
  },
} satisfies PublisherCommands);
console.log("ready");

/** Each event is another one, in all that differs between Lockstep's: else it would be compressed better. */
function nextMessage(): NextMessage {
  seq += 1;
  const at = new Date().toISOString();
  const { data, extensions } = message.payload;
  const activity = data.projectActivity as { readonly task: object };
  const task = { ...activity.task, title: titleOf(seq), version: seq, updatedAt: at };
  return {
    ...message,
    payload: {
      data: { projectActivity: { ...activity, seq, at, clientMutationId: `repeated-${seq}`, task } },
      extensions: { ...extensions, seq, cursor: `project.${seq}.${createToken()}` },
    },
  };
}

function createPublish(name: PeerName): Publish {
  switch (name) {
    case "ws": {
      const redis = new Redis(redisUrl);
      return (projectId, event) => void redis.publish(channelOf(projectId), JSON.stringify(event));
    }
    case "socket.io": {
      const io = new Server({ adapter: createAdapter(new Redis(redisUrl), new Redis(redisUrl)) });
      return (projectId, event) => void io.to(channelOf(projectId)).emit("activity", event);
    }
    case "graphql-ws": {
      const pubsub = new RedisPubSub({ publisher: new Redis(redisUrl), subscriber: new Redis(redisUrl) });
      return (projectId, { payload }) => void pubsub.publish(channelOf(projectId), payload.data);
    }
    case "yoga": {
      const eventTarget = createRedisEventTarget({
        publishClient: new Redis(redisUrl),
        subscribeClient: new Redis(redisUrl),
      });
      const pubsub = createPubSub<{ project: [projectId: string, event: object] }>({
        eventTarget: eventTarget as never,
      });
      return (projectId, { payload }) => pubsub.publish("project", projectId, payload.data);
    }
    case "mercurius": {
      const emitter = createEmitter({ connectionString: redisUrl });
      return (projectId, { payload }) => void emitter.emit({ topic: channelOf(projectId), payload: payload.data });
    }
  }
}
