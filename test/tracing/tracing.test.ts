import { print } from "graphql";
import { createClient } from "graphql-sse";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { administer } from "../support/administer.ts";
import { createProject, createTasks } from "../support/board.ts";
import { CreateTaskDocument, ProjectActivityDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type Person, post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { transports } from "../support/transports.ts";
import { type Collector, type ReceivedSpan, startCollector } from "./collector.ts";

const title = "Unmistakable words of a person";
let collector: Collector;
let database: TestDatabase;
let one: Instance;
let two: Instance;
let ada: Person;
let grace: Person;
let projectId: string;

beforeAll(async () => {
  [collector, database] = await Promise.all([startCollector(), createTestDatabase()]);
  const variables = {
    REDIS_URL: inject("redisUrl"),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_SERVICE_NAME: "board",
  };
  [one, two] = await Promise.all([
    startInstance(database.url, { ...variables, TRUSTED_PROXIES: "loopback" }),
    startInstance(database.url, variables),
  ]);
  [ada, grace] = await Promise.all([one.person("ada"), two.person("ada")]);
  projectId = await createProject(ada);
});

afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await Promise.all([collector.close(), database.close()]);
});

/** Names of a step and of all above it, from the top, each with the instance that sent it: `one` or `two`. */
function pathOf(span: ReceivedSpan, writer: string): string[] {
  const parent = collector.spans.find(({ spanId }) => spanId === span.parentSpanId);
  const place = span.instance === writer ? "one" : "two";
  return [...(parent ? pathOf(parent, writer) : []), `${place}: ${span.name}`];
}

const ways = [
  ["HTTP", "POST /graphql"],
  ["WebSocket", "WebSocket operation"],
] as const;

describe("one trace", () => {
  it.each(ways)("leads from a mutation by %s to the deliveries of another instance", async (way, top) => {
    const socket = grace.watch({ projectId });
    const client = createClient({
      url: `${two.url}/graphql`,
      headers: { authorization: `Bearer ${grace.token}` },
      retryAttempts: 0,
    });
    const stream = client.iterate({ query: print(ProjectActivityDocument), variables: { projectId } });
    await Promise.all([socket.next(), stream.next()]);
    const before = collector.spans.length;
    await transports[way](ada).expect(CreateTaskDocument, { input: { projectId, title } });
    await Promise.all([socket.next(), stream.next()]);
    socket.stop();
    client.dispose();

    const news = (spans: readonly ReceivedSpan[]) => spans.slice(before);
    await collector.until((spans) =>
      ["deliver websocket", "deliver sse", "mutation createTask", top].every((name) =>
        news(spans).some((span) => span.name === name),
      ),
    );
    const mutation = news(collector.spans).find(({ name }) => name === "mutation createTask");
    const { traceId, instance: writer = "" } = mutation ?? {};
    const trace = collector.spans.filter((span) => span.traceId === traceId);
    const paths = trace.map((span) => pathOf(span, writer).join(" > "));
    const upToMutation = `one: ${top} > one: mutation createTask`;
    const upToBus = `${upToMutation} > one: publish project`;
    expect(paths).toEqual(expect.arrayContaining([upToMutation, upToBus]));
    for (const transport of ["websocket", "sse"]) {
      expect(paths).toContain(`${upToBus} > two: receive project > two: deliver ${transport}`);
    }
    expect(paths.filter((path) => path === `${upToMutation} > one: COMMIT`)).toHaveLength(1);
    expect(paths).toContain(`${upToMutation} > one: BEGIN`);
    const [delivery] = trace.filter(({ name }) => name === "deliver websocket");
    expect(delivery?.attributes).toEqual({ "lockstep.transport": "websocket", "lockstep.deliveries": 1 });
    expect(delivery?.service).toBe("board");
  });

  it("belongs to each of the changes that one transaction makes", async () => {
    const socket = grace.watch({ projectId });
    await socket.next();
    const before = collector.spans.length;
    const requests = range(1, 12).map(() => ada.expect(CreateTaskDocument, { input: { projectId, title } }));
    await Promise.all(requests);
    for (const _ of requests) await socket.next();
    socket.stop();
    const named = (name: string) => collector.spans.slice(before).filter((span) => span.name === name);
    const tracesOf = (name: string) => new Set(named(name).map(({ traceId }) => traceId));
    await collector.until(() => tracesOf("deliver websocket").size === 12 && tracesOf("POST /graphql").size === 12);
    for (const name of ["mutation createTask", "publish project", "receive project"]) {
      expect(tracesOf(name)).toEqual(tracesOf("deliver websocket"));
    }
  });

  it("goes on from a trusted proxy, and begins anew for anybody else", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer ${ada.token}`,
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    };
    const body = JSON.stringify({ query: "{ viewer { id } }" });
    const before = collector.spans.length;
    for (const { url } of [one, two]) await fetch(`${url}/graphql`, { method: "POST", headers, body });
    const tops = () => collector.spans.slice(before).filter(({ name }) => name === "POST /graphql");
    await collector.until(() => tops().length === 2);
    expect(tops().map((span) => span.traceId === traceId)).toEqual(expect.arrayContaining([true, false]));
    expect(tops().find((span) => span.traceId === traceId)?.parentSpanId).toBe("00f067aa0ba902b7");
  });
});

describe("a collector", () => {
  it("gets the codes of faults", async () => {
    const before = collector.spans.length;
    const input = { projectId: "01890000-0000-7000-8000-000000000000", title };
    await ada.request(CreateTaskDocument, { input });
    const failed = () =>
      collector.spans.slice(before).find(({ name, attributes }) => name === "mutation createTask" && attributes);
    await collector.until(() => failed() !== undefined);
    expect(failed()?.attributes["error.type"]).toBe("NOT_FOUND");
  });

  it("gets nothing of people: no text, name, address, token, variable or id", async () => {
    const secretName = "unmistakableOperation";
    const query = `query ${secretName}($a: ID!) { alias: project(id: $a) { name } }`;
    const before = collector.spans.length;
    await post(one.url, ada.token, { query, variables: { a: projectId } });
    await collector.until((spans) => spans.slice(before).some(({ name }) => name === "query project"));
    const sent = collector.bodies.join("\n");
    const hidden = [title, ada.email, ada.token, ada.id, projectId, secretName, "alias", "127.0.0.1"];
    expect(hidden.filter((text) => sent.includes(text))).toEqual([]);
  });
});

it("the stored log knows nothing of traces", async () => {
  const stored = JSON.stringify(await administer(database.url, "SELECT * FROM activities"));
  expect(stored).toContain(title);
  for (const { traceId } of collector.spans) expect(stored).not.toContain(traceId);
});

it("a collector that fails is told of once, and keeps nobody waiting", async () => {
  const broken = await startCollector();
  broken.answerWith(400);
  const lines: { readonly level: number; readonly msg: string }[] = [];
  const logger = pino({ level: "warn" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const instance = await startInstance(database.url, { OTEL_EXPORTER_OTLP_ENDPOINT: `${broken.url}/` }, {}, logger);
  const person = await instance.person("ada");
  await createTasks(person, projectId, 1);
  await broken.until(() => broken.bodies.length >= 1);
  const known = broken.bodies.length;
  await createTasks(person, projectId, 1);
  await broken.until(() => broken.bodies.length > known);
  await instance.close();
  await broken.close();
  expect(lines.map(({ msg }) => msg)).toEqual(["Traces are lost: the collector does not take them."]);
  expect(broken.spans).toEqual([]);
});
