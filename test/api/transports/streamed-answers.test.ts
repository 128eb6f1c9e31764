import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { closeGrace } from "../../../src/engine/fanout/socket-writer.ts";
import { scrape, total } from "../../metrics/scrape.ts";
import { createProject, createTasks } from "../../support/board.ts";
import { holdTimers } from "../../support/hold-timers.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import { patience } from "../../support/patience.ts";
import type { Person } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { range } from "../../support/range.ts";

const types = ["text/event-stream", "multipart/mixed;subscriptionSpec=1.0", "application/json"];

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let query: string;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ada = await instance.person("ada");
  const projectId = await createProject(ada);
  await createTasks(ada, projectId, 25, "a".repeat(50_000));
  // 15 MB: more than the sockets on their way take.
  const fields = range(1, 12).map((n) => `_${n}: tasks(first: 25) { nodes { description } }`);
  query = `{ project(id: "${projectId}") { ${fields.join(" ")} } }`;
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

/** Asks for the long answer, and resolves when it begins. Nothing of it is read yet. */
async function ask(accept: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${ada.token}`, "content-type": "application/json", accept };
  const asking = request(`${instance.url}/graphql`, { method: "POST", headers, agent: false });
  asking.end(JSON.stringify({ query }));
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  return response;
}

/** The answers that servers of this process begin during the test. */
function noteResponses(): readonly ServerResponse[] {
  const responses: ServerResponse[] = [];
  const note = (message: unknown) => void responses.push((message as { readonly response: ServerResponse }).response);
  subscribe("http.server.request.start", note);
  onTestFinished(() => void unsubscribe("http.server.request.start", note));
  return responses;
}

it.each(types)("a long answer as %s arrives whole at a client that pauses", async (accept) => {
  const grace = holdTimers(closeGrace);
  const sent = noteResponses();
  const response = await ask(accept);
  await vi.waitFor(() => expect(sent.map(({ writableEnded }) => writableEnded)).toEqual([true]));
  grace.fire();
  let text = "";
  for await (const chunk of response.setEncoding("latin1")) text += chunk;
  expect(response.complete).toBe(true);
  expect(text.match(/"description":"a{50000}"/g)).toHaveLength(300);
});

it("a client that never reads its answer is cut", { timeout: 2 * patience }, async () => {
  const responses = await Promise.all(types.slice(0, 2).map(ask));
  const countOpen = async () => total(await scrape(instance.url), "lockstep_sockets");
  await vi.waitFor(async () => expect(await countOpen()).toBe(0), { timeout: patience, interval: 500 });
  for (const response of responses) response.destroy();
});
