// Socket.IO with its Redis adapter: a room for each project.
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import { readArgument } from "../process/commands.ts";
import { channelOf, listen, type PeerOptions, toPerMessageDeflate } from "./peer.ts";

const options = readArgument<PeerOptions>();
const { redisUrl } = options;
const perMessageDeflate = toPerMessageDeflate(options);
const server = createServer();
const io = new Server(server, {
  adapter: createAdapter(new Redis(redisUrl), new Redis(redisUrl)),
  transports: ["websocket"],
  serveClient: false,
  perMessageDeflate,
});

io.on("connection", (socket) => {
  void socket.join(channelOf(String(socket.handshake.auth["project"])));
});

await listen(server);
