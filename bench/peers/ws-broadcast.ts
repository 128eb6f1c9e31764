// Plain `ws`: an event is written out once and handed to `send` for everybody in the room.
import { createServer } from "node:http";
import { Redis } from "ioredis";
import { type WebSocket, WebSocketServer } from "ws";
import { readArgument } from "../process/commands.ts";
import { channelOf, listen, type PeerOptions, toPerMessageDeflate } from "./peer.ts";

const options = readArgument<PeerOptions>();
const { redisUrl } = options;
const perMessageDeflate = toPerMessageDeflate(options);
const subscriber = new Redis(redisUrl);
const rooms = new Map<string, Set<WebSocket>>();
const server = createServer();

subscriber.on("message", (channel: string, message: string) => {
  const text = JSON.stringify(JSON.parse(message));
  for (const socket of rooms.get(channel) ?? []) socket.send(text);
});

new WebSocketServer({ server, perMessageDeflate }).on("connection", (socket, request) => {
  const channel = channelOf(new URL(request.url ?? "/", "http://localhost").searchParams.get("project") ?? "");
  const room = rooms.get(channel) ?? new Set();
  if (room.size === 0) void subscriber.subscribe(channel);
  rooms.set(channel, room.add(socket));
  socket.on("close", () => {
    room.delete(socket);
    if (room.size > 0) return;
    rooms.delete(channel);
    void subscriber.unsubscribe(channel);
  });
});

await listen(server);
