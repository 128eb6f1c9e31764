import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { runLockstep } from "../cli/run-lockstep.ts";
import { createProject } from "../support/board.ts";
import { CreateTaskDocument } from "../support/generated/graphql.ts";
import { startInstance } from "../support/instance.ts";
import { createOwnPostgres, type OwnPostgres } from "../support/own-postgres.ts";
import { range } from "../support/range.ts";

let postgres: OwnPostgres;

beforeAll(async () => {
  postgres = await createOwnPostgres();
});

afterAll(() => postgres.close());

it("lockstep identity --renew: separates a copied volume from its original, with which it shares a Redis", async () => {
  const variables = { REDIS_URL: inject("redisUrl") };
  const original = await startInstance(postgres.url, variables);
  const projectId = await createProject(await original.person("ada"));
  await original.close();
  const copy = await postgres.copyVolume();
  const identityOf = async (url: string, ...args: string[]) =>
    (await runLockstep(["identity", ...args], { DATABASE_URL: url, AUTH_SECRET: "x".repeat(32) })).stdout.trim();
  expect(await identityOf(copy.url)).toBe(await identityOf(postgres.url));

  const renewed = await identityOf(copy.url, "--renew");

  expect(renewed).toMatch(/^[0-9a-f]{16}$/);
  expect(await identityOf(copy.url)).toBe(renewed);
  expect(await identityOf(postgres.url)).not.toBe(renewed);
  const instances = await Promise.all([postgres.url, copy.url].map((url) => startInstance(url, variables)));
  const deployments = await Promise.all(
    instances.map(async (instance, index) => {
      const person = await instance.person("ada");
      return { person, name: ["Original", "Copy"][index], stream: person.watch({ projectId }) };
    }),
  );
  for (const { stream } of deployments) expect(await stream.next()).toMatchObject({ extensions: { seq: 1 } });
  for (const number of range(1, 5)) {
    for (const { person, name } of deployments) {
      await person.expect(CreateTaskDocument, { input: { projectId, title: `${name} ${number}` } });
    }
  }
  for (const { stream, name } of deployments) {
    for (const number of range(1, 5)) {
      expect(await stream.next()).toMatchObject({
        data: { projectActivity: { __typename: "TaskCreated", task: { title: `${name} ${number}` } } },
        extensions: { seq: number + 1 },
      });
    }
  }
  for (const instance of instances) await instance.close();
  await copy.close();
});
