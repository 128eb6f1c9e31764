import { WebSocket } from "ws";
import { Inbox } from "./inbox.mjs";
import { Signs } from "./signs.mjs";

/** A socket of which the test writes and reads each message itself. `answersPings` is about those of RFC 6455. */
export function openSocket({ url, patience }, { protocols = "graphql-transport-ws", answersPings = true } = {}) {
  const socket = new WebSocket(url.replace(/^http/, "ws"), protocols, {
    perMessageDeflate: false,
    autoPong: answersPings,
  });
  const inbox = new Inbox(patience);
  const signs = new Signs();
  const opened = new Promise((resolve) => {
    socket.once("open", () => resolve(true));
    socket.once("close", () => resolve(false));
  });
  socket.on("message", (text) => inbox.push(JSON.parse(String(text))));
  socket.on("ping", () => signs.note("heartbeat"));
  socket.on("error", (error) => inbox.end({ how: "lost", message: error.message }));
  socket.on("close", (code) => inbox.end({ how: "closed", code }));
  return {
    opened,
    late: inbox.late,
    signs,
    next: () => inbox.next(),
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    /** Does nothing on a socket that is closed. */
    ping: () => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify({ type: "ping" })),
    cut: () => socket.terminate(),
    pause: () => socket.pause(),
    readOn: () => socket.resume(),
  };
}

/** Sends `connection_init` and waits for the answer: `connection_ack`, or the end. */
export async function initialise(socket, token) {
  await socket.opened;
  socket.send({ type: "connection_init", ...(token && { payload: { authorization: `Bearer ${token}` } }) });
  return socket.next();
}

/** One subscription on a socket of its own. */
export function subscribeByWebSocket(target, operation, { token } = {}) {
  const inbox = new Inbox(target.patience);
  // The patience is the reader's; the socket lives until the rule is over.
  const socket = openSocket({ ...target, patience: 2 ** 31 - 1 });
  let tellPong;
  const settled = new Promise((resolve) => {
    tellPong = resolve;
  });
  const read = async () => {
    const answer = await initialise(socket, token);
    if (answer.type !== "connection_ack") {
      tellPong();
      return inbox.end(answer.type === "end" ? answer : { how: "lost", message: `Unexpected ${answer.type}.` });
    }
    socket.send({ id: "1", type: "subscribe", payload: operation });
    for (;;) {
      const message = await socket.next();
      if (message.type === "next") inbox.takeResult({ payload: message.payload });
      else if (message.type === "complete") inbox.complete();
      else if (message.type === "error") inbox.end({ how: "refused", errors: message.payload });
      else if (message.type === "pong") tellPong();
      else if (message.type === "ping") {
        socket.signs.note("heartbeat");
        socket.send({ type: "pong" });
      } else if (message.type === "end") {
        tellPong();
        return inbox.end(message);
      }
    }
  };
  void read();
  return {
    next: () => inbox.next(),
    late: inbox.late,
    signs: socket.signs,
    cut: socket.cut,
    pause: socket.pause,
    readOn: socket.readOn,
    /** Resolves when all that the server sent before its answer to a ping is here. */
    settle() {
      socket.ping();
      return settled;
    },
  };
}
