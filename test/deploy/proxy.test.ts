import { print } from "graphql";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { createBoard } from "../support/board.ts";
import { type Caddy, startCaddy } from "../support/caddy.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { CreateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { writeOverHttp } from "../support/persistent-writer.ts";
import { createPerson, type Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { subscribeResuming } from "../support/resuming-subscriber.ts";

let database: TestDatabase;
let one: Instance;
let two: Instance;
let caddy: Caddy;
let ada: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  [one, two] = await Promise.all([start(), start()]);
  caddy = await startCaddy([one.url, two.url]);
  ada = await createPerson(caddy.url, "ada");
});

afterAll(async () => {
  await ada.leave();
  await caddy.close();
  await Promise.all([one.close(), two.close()]);
  await database.close();
});

it("spreads WebSockets evenly over the instances, and everybody hears every change", async () => {
  const board = await createBoard(ada);
  const people = await Promise.all(range(1, 6).map((index) => createPerson(caddy.url, `reader ${index}`)));
  for (const person of people) await board.addMember(person, "VIEWER");
  const since = await board.seq();
  const streams: ReturnType<Person["watch"]>[] = [];
  for (const person of people) {
    // Requests count as well, until Caddy has done with them: the turn is decided between WebSockets alone.
    while (sum(await caddy.underWay()) > streams.length);
    const stream = person.watch({ projectId: board.projectId, since });
    await stream.until(({ data }) => data?.projectActivity.__typename === "Ready");
    streams.push(stream);
  }
  expect(await caddy.underWay()).toEqual([3, 3]);

  for (const title of ["One", "Two", "Three"]) await board.createTask({ title });
  for (const stream of streams) {
    const heard = await stream.until(({ extensions }) => extensions?.["seq"] === since + 3);
    expect(heard.map(({ extensions }) => extensions?.["seq"])).toEqual(range(since + 1, since + 3));
  }
  await Promise.all(people.map((person) => person.leave()));
});

it("lets an instance stop and return while people write and read: nothing is lost, nothing twice", async () => {
  const { projectId } = await createBoard(ada);
  const findUrl = () => caddy.url;
  const findToken = async () => ada.token;
  const readers = range(1, 4).map(() => subscribeResuming({ projectId, since: 1, findUrl, findToken }));
  const writer = writeOverHttp({ name: "writer", projectId, token: ada.token, findUrl });
  await Promise.all(readers.map((reader) => reader.reach(20)));

  const { port } = new URL(one.url);
  await one.close();
  const movedAt = Math.max(...readers.flatMap(({ seqs }) => seqs));
  await Promise.all(readers.map((reader) => reader.reach(movedAt + 20)));
  expect((await caddy.underWay())[0]).toBe(0);
  const codes = readers.flatMap(({ closings }) => closings.map(({ code }) => code));
  expect(new Set(codes)).toEqual(new Set([1012]));

  one = await start({ PORT: port });
  // Changes of the writer go there as soon as Caddy has seen it: the other has all the readers.
  while ((await caddy.underWay())[0] === 0);
  await writer.stop();
  const last = Math.max(...writer.acknowledged.values());
  await Promise.all(readers.map((reader) => reader.reach(last)));
  expect(writer.otherAnswers).toEqual([]);
  for (const { seqs, resyncs } of readers) expect([seqs, resyncs]).toEqual([range(2, last), []]);
  await Promise.all(readers.map((reader) => reader.leave()));
});

it("answers what is sent once, and not again, while an instance stops", async () => {
  const [staying, stopping] = await Promise.all([start(), start({ DRAIN_SECONDS: "2" })]);
  const proxy = await startCaddy([staying.url, stopping.url]);
  const { projectId } = await createBoard(ada);
  let hasStopped = false;
  void stopping.close().then(() => {
    hasStopped = true;
  });

  const statuses: number[] = [];
  for (let index = 1, after = 0; after < 10; index += 1) {
    if (hasStopped) after += 1;
    const input = { projectId, title: `Task ${index}`, clientMutationId: `once ${index}` };
    const response = await postOnce(proxy.url, { query: print(CreateTaskDocument), variables: { input } });
    statuses.push(response.status);
    await response.text();
  }
  expect(new Set(statuses)).toEqual(new Set([200]));
  await proxy.close();
  await staying.close();
});

it("tells clients when to ask again while no instance is ready", async () => {
  const proxy = await startCaddy([`http://127.0.0.1:${await findFreePort()}`]);
  const { status, headers } = await fetch(`${proxy.url}/graphql?query=%7B__typename%7D`);
  // 503 once its check has found the instance down, 502 before that.
  expect([502, 503]).toContain(status);
  expect(headers.get("retry-after")).toBe("1");
  const hidden = await fetch(`${proxy.url}/metrics`);
  expect([hidden.status, hidden.headers.get("retry-after")]).toEqual([404, null]);
  await proxy.close();
});

it("lets no client name its request", async () => {
  const response = await postOnce(caddy.url, { query: "{ me { id } }" }, { "x-request-id": "from-a-client" });
  expect([response.status, response.headers.get("x-request-id")]).toEqual([
    200,
    expect.stringMatching(/^[\da-f-]{36}$/),
  ]);
});

/** Sends a request as Ada, and not again. */
function postOnce(url: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${ada.token}`, ...headers },
    body: JSON.stringify(body),
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function start(variables: Readonly<Record<string, string>> = {}): Promise<Instance> {
  return startInstance(database.url, {
    REDIS_URL: inject("redisUrl"),
    DRAIN_SECONDS: "1",
    TRUSTED_PROXIES: "loopback",
    ...variables,
  });
}
