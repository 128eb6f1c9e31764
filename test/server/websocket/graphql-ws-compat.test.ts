import { buildSchema } from "graphql";
import { makeServer } from "graphql-ws";
import { describe, expect, it } from "vitest";
import { asData, frameHead } from "../../../src/server/websocket/graphql-ws-compat.ts";

const schema = buildSchema("type Query { greeting: String }");

describe("graphql-ws", () => {
  it("takes a parsed message, and begins what it sends of an operation with id and type", async () => {
    const sent: string[] = [];
    let hand: (message: object) => Promise<void> = () => Promise.reject(new Error("Nobody listens."));
    const server = makeServer({ schema, roots: { query: { greeting: "Hello" } } });
    server.opened(
      {
        protocol: "graphql-transport-ws",
        send: async (text) => void sent.push(text),
        close: (code, reason) => {
          throw new Error(`${code} ${reason}`);
        },
        onMessage(listener) {
          hand = (message) => listener(asData(message));
        },
      },
      {},
    );
    const id = '1:"\\';
    await hand({ type: "connection_init" });
    await hand({ type: "subscribe", id, payload: { query: "{ greeting }" } });
    await hand({ type: "subscribe", id, payload: { query: "{ nothing }" } });
    const heads = sent.slice(1).map((text) => frameHead.exec(text)?.slice(1));
    const quoted = JSON.stringify(id);
    expect(heads).toEqual([
      [quoted, "next"],
      [quoted, "complete"],
      [quoted, "error"],
    ]);
  });
});
