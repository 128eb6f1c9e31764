import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { GraphQLError } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { createSchema, createYoga, maskError } from "graphql-yoga";
import { ExpectedError, FanOut, serveStreams, shareSubscriptions, subscriptionTransports } from "lockstep/engine";
import { WebSocketServer } from "ws";
import { openAuctions } from "./auctions.js";

const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, PORT = "4001" } = process.env;
const read = (name) => readFile(new URL(name, import.meta.url), "utf8");

const auctions = openAuctions({ databaseUrl, redisUrl });
await auctions.createTables(await read("tables.sql"));

const schema = createSchema({
  typeDefs: await read("schema.graphql"),
  resolvers: {
    Query: { auction: (_, { id }) => auctions.find(id) },
    Mutation: {
      openAuction: (_, args) => auctions.open(args),
      bid: (_, args) => auctions.bid(args),
    },
    Subscription: {
      auction: {
        // Over HTTP a client may resume by `Last-Event-ID`.
        subscribe: (_, { id, after }, context) => auctions.follow(id, context?.lastEventId ?? after),
        resolve: ({ event }) => event,
      },
    },
    AuctionEvent: { __resolveType: ({ type }) => type },
  },
});

/** Yoga masks every error that is no GraphQLError. Those of the engine are for users. */
function showExpected(error, message) {
  const cause = error.originalError ?? error;
  if (!(cause instanceof ExpectedError)) return maskError(error, message);
  return error instanceof GraphQLError ? error : new GraphQLError(cause.message, { originalError: cause });
}

/** Yoga gets subscriptions only from requests whose `Accept` names no stream. */
const refuseSubscriptions = {
  onSubscribe({ setResultAndStopExecution }) {
    const extensions = { code: "BAD_REQUEST", transports: subscriptionTransports, http: { status: 400 } };
    setResultAndStopExecution({ errors: [new GraphQLError("Name a type of stream in Accept.", { extensions })] });
  },
};

const maskedErrors = { maskError: showExpected };
const yoga = createYoga({ schema, logging: "warn", maskedErrors, plugins: [refuseSubscriptions] });
// The engine's part: each event is executed and serialised once for all subscribers that select the same.
const fanOut = new FanOut();
const streams = serveStreams({ schema, fanOut });
const server = createServer((request, response) => streams.handle(request, response) || yoga(request, response));
const sockets = new WebSocketServer({ server, path: "/graphql", maxPayload: 1_048_576 });
useServer({ schema, ...shareSubscriptions({ fanOut }) }, sockets);

server.listen(Number(PORT), "127.0.0.1");
await once(server, "listening");
console.log(`Auctions at http://127.0.0.1:${server.address().port}/graphql`);

process.once("SIGTERM", async () => {
  for (const socket of sockets.clients) socket.close(1012, "Server restarts; reconnect.");
  streams.close();
  server.close();
  await auctions.close();
});
