import { once } from "node:events";
import { WebSocket } from "ws";
import { within } from "../faults/deadline.ts";
import { patience } from "../support/patience.ts";
import type { SocketAttack } from "./hostile-input.ts";
import { findAnswerFault, isRefusal, type Reaction } from "./reaction.ts";

/** Close codes for a client's faults: the contract's, and those of the WebSocket protocol for bad frames and sizes. */
const allowedCodes: ReadonlySet<number> = new Set([1007, 1009, 1013, 4400, 4401, 4408, 4409, 4429]);

/**
 * The id of the operation whose answer shows that the others have begun, and that the mutations among them are
 * answered.
 */
const lastId = "last";
const lastQuery = 'mutation { deleteComment(input: { commentId: "last" }) { commentId } }';

/**
 * Sends all frames at once, each with a ping behind it that tells whether the server came so far. Rejects when there is
 * no reaction.
 */
export async function attackBySocket(
  url: string,
  token: string | undefined,
  { frames }: SocketAttack,
): Promise<Reaction> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  const closed = new Promise<string>((resolve) => {
    socket.once("close", (code, reason) => resolve(`close ${code} ${reason}`));
  });
  socket.on("error", () => undefined);
  const answered = new Set<string>();
  const outcomes: string[] = [];
  const faults: string[] = [];
  let handled = 0;
  let onLast = () => {};
  const finished = new Promise<"stays open">((resolve) => {
    onLast = () => resolve("stays open");
  });
  socket.on("message", (data) => {
    const text = String(data);
    const { id, type, payload } = JSON.parse(text);
    if (type === "pong") handled = payload?.handled ?? handled;
    if (type !== "next" && type !== "error") return;
    const fault = findAnswerFault(text, type === "error" ? payload : payload.errors, payload.data);
    if (fault !== undefined) faults.push(fault);
    if (id === lastId) onLast();
    else if (!answered.has(id)) outcomes.push(type === "next" && !isRefusal(payload) ? "accepted" : "refused");
    answered.add(id);
  });
  await once(socket, "open");
  const send = (data: object | Buffer, binary = false) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(Buffer.isBuffer(data) ? data : JSON.stringify(data), { binary }, () => undefined);
  };
  if (token) {
    send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
    await Promise.race([closed, once(socket, "message")]);
  }
  for (const [index, { data, isBinary }] of frames.entries()) {
    send(data, isBinary);
    send({ type: "ping", payload: { handled: index + 1 } });
  }
  // Nobody without a token has operations; the pong before is the end.
  send({ id: lastId, type: "subscribe", payload: { query: lastQuery } });
  const reaction = Promise.race([closed, finished]);
  const end = await within(patience, "The reaction of the server", reaction).finally(() => socket.terminate());
  const [, code] = /^close (\d+)/.exec(end) ?? [];
  if (code && (!allowedCodes.has(Number(code)) || end.includes("Internal"))) faults.push(`It was closed: ${end}`);
  if (code) outcomes.push("refused", `close ${code}`);
  else outcomes.push(end);
  // The one by which the server closes it has no pong.
  return { handled: Math.min(frames.length, code ? handled + 1 : handled), outcomes, faults };
}
