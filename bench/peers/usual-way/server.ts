// The same API written the usual way: Apollo Server on Fastify, resolvers with Prisma's model calls, events published
// once the transaction is through.
import { ApolloServer } from "@apollo/server";
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from "@as-integrations/fastify";
import { PrismaPg } from "@prisma/adapter-pg";
import Fastify from "fastify";
import { GraphQLScalarType } from "graphql";
import { RedisPubSub } from "graphql-redis-subscriptions";
import { Redis } from "ioredis";
import { PrismaClient } from "../../../src/database/generated/client.ts";
import { readArgument } from "../../process/commands.ts";
import { typeDefs } from "../graphql-schema.ts";
import { projectResolvers } from "./board.ts";
import { type Context, createAuthenticate } from "./context.ts";
import { updateTask } from "./update-task.ts";

export interface UsualWayOptions {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly jwtSecret: string;
}

const { databaseUrl, redisUrl, jwtSecret } = readArgument<UsualWayOptions>();
// As many connections as Lockstep has for requests.
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl, max: 20 }) });
const pubsub = new RedisPubSub({ publisher: new Redis(redisUrl), subscriber: new Redis(redisUrl) });
const authenticate = createAuthenticate(prisma, jwtSecret);
const app = Fastify();

const apollo = new ApolloServer<Context>({
  typeDefs,
  resolvers: {
    DateTime: new GraphQLScalarType({ name: "DateTime", serialize: (value) => (value as Date).toISOString() }),
    UpdateTaskResult: {
      __resolveType: (result: object) => ("conflictingFields" in result ? "TaskConflict" : "UpdateTaskPayload"),
    },
    Mutation: { updateTask },
    ...projectResolvers,
  },
  plugins: [fastifyApolloDrainPlugin(app)],
});
await apollo.start();

app.route({
  url: "/graphql",
  method: ["GET", "POST"],
  handler: fastifyApolloHandler(apollo, {
    context: async ({ headers, ip }) => ({
      prisma,
      pubsub,
      user: await authenticate(headers.authorization),
      address: ip,
      userAgent: headers["user-agent"] ?? null,
    }),
  }),
});
console.log(await app.listen({ port: 0, host: "127.0.0.1" }));
