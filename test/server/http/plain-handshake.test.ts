import { once } from "node:events";
import { request } from "node:http";
import { json } from "node:stream/consumers";
import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { startInstance } from "../../support/instance.ts";
import { createTestDatabase } from "../../support/postgres.ts";

it("tells clients and the log of a proxy that makes plain requests of handshakes", async () => {
  const database = await createTestDatabase();
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: "warn" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const instance = await startInstance(database.url, {}, {}, logger);
  onTestFinished(async () => {
    await instance.close();
    await database.close();
  });
  // As nginx passes them on without a configuration for WebSockets.
  const headers = {
    connection: "close",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-version": "13",
    "sec-websocket-protocol": "graphql-transport-ws",
  };
  for (let count = 0; count < 3; count += 1) {
    const sent = request(`${instance.url}/graphql`, { headers }).end();
    const [response] = await once(sent, "response");
    expect([response.statusCode, response.headers.upgrade, await json(response)]).toEqual([
      426,
      "websocket",
      {
        errors: [
          {
            message: expect.stringMatching(/^A proxy .* Upgrade and Connection/),
            extensions: expect.objectContaining({ code: "BAD_REQUEST" }),
          },
        ],
      },
    ]);
  }
  expect(lines).toMatchObject([{ level: 40, address: "127.0.0.1", msg: expect.stringMatching(/^A proxy /) }]);
  expect(lines).toHaveLength(1);
});
