import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isLongRun } from "../support/long-run.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { openConnection } from "../support/raw-socket.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { jwtSecret, signToken } from "../support/sign-token.ts";
import { startBystander } from "./bystander.ts";

let database: TestDatabase;
let server: ServerProcess;
beforeAll(async () => {
  database = await createTestDatabase();
  server = await startServerProcess({
    PORT: "0",
    DATABASE_URL: database.url,
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
  });
});
afterAll(async () => {
  expect(await server.stop("SIGTERM")).toBe(0);
  await database.close();
});

const copies = (count: number, field: (number: number) => string) => `{ ${range(1, count).map(field).join(" ")} }`;

const attacks = {
  "a field 450 times": copies(450, () => "me { id }"),
  "the schema 99 times": copies(
    99,
    (n) => `a${n}: __schema { types { name description fields { name description } } }`,
  ),
  "fields that are none": copies(900, (n) => `nothing${n}`),
  "the whole schema": getIntrospectionQuery(),
  "300 fragments": `${copies(300, (n) => `...F${n}`)} ${range(1, 300)
    .map((n) => `fragment F${n} on Query { me { id } }`)
    .join(" ")}`,
};

/** With a token, the others take the same way to the same refusal. */
const everyCaller: ReadonlySet<string> = new Set(["a field 450 times", "the whole schema"]);

describe.each([
  ["without a token", async () => undefined],
  ["with a token", () => signToken("greedy")],
])("pipelined on twenty connections %s", (who, makeToken) => {
  it.each(Object.entries(attacks).filter(([what]) => isLongRun || everyCaller.has(what) || who === "without a token"))(
    "%s leaves everybody else alone",
    async (_what, query) => {
      const token = await makeToken();
      const bystander = await startBystander(server.url);
      await bystander.untilWrites(10);
      const attackers = await Promise.all(range(1, 20).map(() => startAttack(query, token)));
      await bystander.untilWrites(20);
      for (const path of ["/healthz", "/readyz", "/metrics"]) {
        expect((await fetch(server.url + path)).status).toBe(200);
      }
      const answers = attackers.reduce((sum, attacker) => sum + attacker.end(), 0);
      await bystander.expectUnharmed();
      expect(answers).toBeGreaterThan(0);
    },
    100_000,
  );
});

it("a socket full of queries leaves everybody else alone, the other socket of its user included", async () => {
  const token = await signToken("greedy");
  const bystander = await startBystander(server.url);
  const flooded = await openConnection(server.url, token);
  const query = copies(90, (n) => `a${n}: __type(name: "Task") { name fields { name description args { name } } }`);
  for (const id of range(1, 99)) flooded.send({ id: `${id}`, type: "subscribe", payload: { query } });
  await bystander.untilWrites(20);
  flooded.terminate();
  await bystander.expectUnharmed();
});

interface Attack {
  /** Ends it; returns how many answers came. */
  end(): number;
}

/** Keeps sixteen requests under way on one connection, and opens another when the server ends it. */
async function startAttack(query: string, token: string | undefined): Promise<Attack> {
  const { port, hostname } = new URL(server.url);
  const body = JSON.stringify({ query });
  const request = [
    "POST /graphql HTTP/1.1",
    "host: x",
    "content-type: application/json",
    ...(token ? [`authorization: Bearer ${token}`] : []),
    `content-length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
  let answers = 0;
  let isOver = false;
  let socket: Socket;

  async function open(): Promise<void> {
    socket = connect(Number(port), hostname).on("error", () => undefined);
    await once(socket, "connect");
    socket.write(request.repeat(16));
    socket.on("data", (data) => {
      const count = data.toString("latin1").split("HTTP/1.1 ").length - 1;
      answers += count;
      if (!isOver && count > 0) socket.write(request.repeat(count));
    });
    socket.once("close", () => {
      if (!isOver) void open();
    });
  }

  await open();
  return {
    end() {
      isOver = true;
      socket.destroy();
      return answers;
    },
  };
}
