import { ApolloClient, InMemoryCache } from "@apollo/client";
import { expect, it, onTestFinished, vi } from "vitest";
import { connectCache } from "../../../client/apollo/connect-cache.ts";
import { createLockstepLink } from "../../../client/apollo/lockstep-link.ts";
import { FakeServer } from "../../../client/testing/index.ts";
import { isInStep } from "./apollo-scene.ts";
import { readTitle } from "./app-documents.ts";

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };
const module = "../../../client/apollo/cache-sync.ts";

it("a cache follows its projects once the code for it can be loaded", async () => {
  let failures = 0;
  vi.doMock(module, () => {
    failures += 1;
    throw new TypeError("The network cannot be reached.");
  });
  onTestFinished(() => vi.doUnmock(module));
  const server = new FakeServer([ada]);
  const project = server.addProject({ members: { ada: "OWNER" } });
  const id = crypto.randomUUID();
  project.change(ada, { kind: "createTask", input: { id, title: "First" } });
  const lockstep = server.connect("ada");
  const cache = new InMemoryCache();
  const client = new ApolloClient({ link: createLockstepLink(lockstep), cache });
  const disconnect = connectCache(lockstep, client);
  const handles = [lockstep.project(project.id), lockstep.project(project.id)];
  await expect.poll(() => failures).toBe(1);
  expect(isInStep(cache, project.id)).toBe(false);
  // The import under way has failed by then, too.
  await expect(import(module)).rejects.toThrow();
  vi.doUnmock(module);
  await expect.poll(() => readTitle(cache, id)).toBe("First");
  for (const handle of handles) handle.close();
  disconnect();
  client.stop();
  lockstep.close();
});

it("a cache is connected once, before and after the code is there, and again once that has ended", async () => {
  const server = new FakeServer([ada]);
  const project = server.addProject({ members: { ada: "OWNER" } });
  const id = crypto.randomUUID();
  project.change(ada, { kind: "createTask", input: { id, title: "First" } });
  const lockstep = server.connect("ada");
  const cache = new InMemoryCache();
  const [client, other] = [cache, cache].map(
    (shared) => new ApolloClient({ link: createLockstepLink(lockstep), cache: shared }),
  ) as [ApolloClient, ApolloClient];
  const disconnect = connectCache(lockstep, client);
  for (const each of [client, other]) expect(() => connectCache(lockstep, each)).toThrow(/unconnected/);
  const handle = lockstep.project(project.id);
  await expect.poll(() => readTitle(cache, id)).toBe("First");
  for (const each of [client, other]) expect(() => connectCache(lockstep, each)).toThrow(/unconnected/);
  const rename = (title: string) => project.change(ada, { kind: "updateTask", input: { taskId: id, title } });
  rename("Second");
  await expect.poll(() => readTitle(cache, id)).toBe("Second");

  disconnect();
  const disconnectAgain = connectCache(lockstep, client);
  // Ends nothing that was begun later.
  disconnect();
  rename("Third");
  await expect.poll(() => readTitle(cache, id)).toBe("Third");
  rename("Fourth");
  await expect.poll(() => readTitle(cache, id)).toBe("Fourth");
  disconnectAgain();
  handle.close();
  for (const each of [client, other]) each.stop();
  lockstep.close();
});
