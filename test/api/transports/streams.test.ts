import { connect } from "node:net";
import { print } from "graphql";
import { createClient } from "graphql-sse";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createProject, createTasks } from "../../support/board.ts";
import { ProjectActivityDocument } from "../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import type { Person } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";

const types = ["text/event-stream", "multipart/mixed;subscriptionSpec=1.0"];

let database: TestDatabase;
let instance: Instance;
let ada: Person;
beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ada = await instance.person("ada");
});
afterAll(async () => {
  await instance.close();
  await database.close();
});

/** Reads a stream by GET until it holds the text. */
async function readUntil(text: string, variables: object, headers: Readonly<Record<string, string>>): Promise<string> {
  const query = new URLSearchParams({ query: print(ProjectActivityDocument), variables: JSON.stringify(variables) });
  const response = await fetch(`${instance.url}/graphql?${query}`, {
    headers: { authorization: `Bearer ${ada.token}`, accept: "text/event-stream", ...headers },
  });
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store, no-transform");
  expect(response.headers.get("x-accel-buffering")).toBe("no");
  expect(response.headers.get("content-encoding")).toBeNull();
  let read = "";
  for await (const chunk of response.body ?? []) {
    read += Buffer.from(chunk).toString();
    if (read.includes(text)) break;
  }
  return read;
}

it("a stream by GET resumes after Last-Event-ID, which wins over after and since", async () => {
  const projectId = await createProject(ada);
  await createTasks(ada, projectId, 3);
  const all = await readUntil('"Ready"', { projectId, since: 0 }, { "accept-encoding": "br, gzip" });
  const ids = [...all.matchAll(/^id: (.+)$/gm)].map(([, id]) => String(id));
  expect(ids).toHaveLength(5);
  for (const start of [{ after: ids[0] }, { since: 0 }, { after: "nonsense" }]) {
    const rest = await readUntil('"Ready"', { projectId, ...start }, { "last-event-id": String(ids[2]) });
    expect([...rest.matchAll(/^id: (.+)$/gm)].map(([, id]) => id)).toEqual(ids.slice(3));
  }
  const refused = await readUntil("event: complete", { projectId }, { "last-event-id": "nonsense" });
  expect(refused).toContain('"code":"BAD_USER_INPUT"');
});

it("a query of graphql-sse's client is answered, and its subscription follows", async () => {
  const url = `${instance.url}/graphql`;
  const client = createClient({ url, headers: { authorization: `Bearer ${ada.token}` }, retryAttempts: 0 });
  const answers = client.iterate({ query: "{ me { id } }" });
  expect(await answers.next()).toMatchObject({ value: { data: { me: { id: ada.id } } } });
  expect(await answers.next()).toMatchObject({ done: true });
  const projectId = await createProject(ada);
  const query = print(ProjectActivityDocument);
  const events = client.iterate({ query, variables: { projectId } });
  expect(await events.next()).toMatchObject({ value: { data: { projectActivity: { __typename: "Ready", seq: 1 } } } });
  await createTasks(ada, projectId, 1);
  expect(await events.next()).toMatchObject({ value: { data: { projectActivity: { seq: 2 } } } });
  client.dispose();
});

it.each([...types, "application/json"])("HEAD gives a head alone, and runs no subscription: %s", async (accept) => {
  const projectId = await createProject(ada);
  const queries = ["{ me { id } }", ...(types.includes(accept) ? [subscribe(projectId)] : [])];
  for (const query of queries) {
    const { hostname, port } = new URL(instance.url);
    const socket = connect(Number(port), hostname);
    const search = new URLSearchParams({ query });
    const lines = [`HEAD /graphql?${search} HTTP/1.1`, "host: x", `accept: ${accept}`, "connection: close"];
    socket.write([...lines, `authorization: Bearer ${ada.token}`, "", ""].join("\r\n"));
    let read = "";
    for await (const chunk of socket) {
      read += String(chunk);
      if (!/\r\n\r\n$/.test(read)) break;
    }
    const [head = "", ...rest] = read.split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(head).toContain(`content-type: ${accept.split(";")[0]}`);
    expect(rest).toEqual([""]);
  }
});

const subscribe = (projectId: string) => `subscription { projectActivity(projectId: "${projectId}") { __typename } }`;

it.each(types)("a subscription as %s without a token is refused alike by GET and POST", async (accept) => {
  const projectId = await createProject(ada);
  const query = subscribe(projectId);
  const url = `${instance.url}/graphql`;
  const json = { accept, "content-type": "application/json" };
  const answers = await Promise.all([
    fetch(`${url}?${new URLSearchParams({ query })}`, { headers: { accept } }),
    fetch(`${url}?${new URLSearchParams({ query })}`, { headers: { accept, "apollo-require-preflight": "1" } }),
    fetch(url, { method: "POST", headers: json, body: JSON.stringify({ query }) }),
    fetch(url, { method: "POST", headers: { ...json, authorization: "Bearer no" }, body: JSON.stringify({ query }) }),
  ]);
  for (const answer of answers) {
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  }
});

it.each(["garbage", "person.1.0123456789abcdef"])("a Last-Event-ID that is no cursor is named: %s", async (id) => {
  const projectId = await createProject(ada);
  const refused = await readUntil("event: complete", { projectId, since: 0 }, { "last-event-id": id });
  const message = 'Last-Event-ID is not a cursor of a stream of the kind \\"project\\".';
  expect(refused).toContain(`"message":"${message}"`);
  expect(refused).toContain(`"issues":[{"path":["Last-Event-ID"],"message":"${message}"}]`);
});
