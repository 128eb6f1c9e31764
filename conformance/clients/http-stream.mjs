import { request as openRequest } from "node:http";
import { text as readAll } from "node:stream/consumers";
import { Inbox } from "./inbox.mjs";
import { Signs } from "./signs.mjs";

/**
 * Sends a request of GraphQL and returns the answer once its headers are here. `token` and `lastEventId` become
 * headers. The request has no connection in common with others.
 */
export function send(target, operation, { token, method = "POST", accept = "application/json", lastEventId } = {}) {
  const url = new URL(target.url);
  const headers = { accept, ...(token && { authorization: `Bearer ${token}` }) };
  if (lastEventId !== undefined) headers["last-event-id"] = lastEventId;
  if (method === "POST") headers["content-type"] = "application/json";
  else {
    for (const name of ["query", "documentId"]) {
      if (operation[name] !== undefined) url.searchParams.set(name, operation[name]);
    }
    url.searchParams.set("variables", JSON.stringify(operation.variables ?? {}));
  }
  const request = openRequest(url, { method, headers, agent: false });
  request.end(method === "POST" ? JSON.stringify(operation) : undefined);
  const response = new Promise((resolve, reject) => {
    request.once("response", resolve).once("error", reject);
  });
  return { response, cut: () => request.destroy() };
}

/** The body of an answer of JSON, with the status. */
export async function ask(target, operation, options) {
  const response = await send(target, operation, options).response;
  const body = await readAll(response);
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(body) };
}

/**
 * One subscription by a request. `createParser(contentType)` returns a function from text to messages: results,
 * `{ type: "heartbeat" }`, `{ type: "retry" }`, `{ type: "complete" }`.
 */
export function subscribeByHttp(target, operation, options, createParser) {
  const inbox = new Inbox(target.patience);
  const { response, cut } = send(target, operation, options);
  const signs = new Signs();
  let endOfBody;
  const settled = new Promise((resolve) => {
    endOfBody = resolve;
  });
  const lose = () => {
    inbox.end({ how: "closed" });
    endOfBody();
  };
  const take = (message) => {
    if (message.type === "complete") inbox.complete();
    else if (message.type) signs.note(message.type);
    else inbox.takeResult(message);
  };
  const read = async () => {
    const answer = await response;
    const type = answer.headers["content-type"] ?? "";
    if (!/^(text\/event-stream|multipart\/mixed)/.test(type)) {
      const body = JSON.parse(await readAll(answer));
      inbox.end({ how: "refused", status: answer.statusCode, errors: body.errors ?? [], headers: answer.headers });
      return endOfBody();
    }
    const parse = createParser(type);
    answer.setEncoding("utf8");
    answer.on("data", (text) => {
      try {
        for (const message of parse(text)) take(message);
      } catch (error) {
        inbox.end({ how: "lost", message: `The stream is malformed: ${error.message}` });
        cut();
      }
    });
    answer.on("error", lose).on("close", lose);
  };
  read().catch(lose);
  return {
    next: () => inbox.next(),
    late: inbox.late,
    cut,
    response,
    signs,
    settle: () => settled,
    async pause() {
      (await response).pause();
    },
    async readOn() {
      (await response).resume();
    },
  };
}
