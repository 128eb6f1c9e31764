import { EventEmitter, once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { ApolloClient } from "@apollo/client";
import type { Client as UrqlClient } from "@urql/core";
import { parse } from "graphql";
import type { Client } from "graphql-sse";
import { Network, type RequestParameters, type SubscribeFunction } from "relay-runtime";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { isPassing } from "../../../client/core/connection/error-codes.ts";
import { multipartFormat, sseFormat } from "../../../src/engine/http/stream-formats.ts";
import { createProject } from "../../support/board.ts";
import { startCaddy } from "../../support/caddy.ts";
import { launchChromium } from "../../support/chromium.ts";
import { CreateTaskDocument } from "../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import { launch } from "../../support/launch.ts";
import { startNginx } from "../../support/nginx.ts";
import { patience } from "../../support/patience.ts";
import type { Person } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { type Relay, startRelay } from "../../support/relay.ts";
import { requireProgram } from "../../support/require-program.ts";
import { readEndings } from "./endings.ts";
import { createGuideApp, type GuideApp } from "./guide-app.ts";

interface Subscriber {
  readonly url: string;
  readonly token: string;
  readonly projectId: string;
  /** Takes the data of each result. */
  readonly show: (data: unknown) => void;
}

/** Subscribes as the page says; the client resumes by itself. Resolves with what ends it. */
type Follow = (subscriber: Subscriber) => Promise<() => unknown>;

let app: GuideApp;
let database: TestDatabase;
let instance: Instance;
let ada: Person;
const relays = new Map<string, Relay>();
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  [app, database] = [await createGuideApp(), await createTestDatabase()];
  expect(await app.compile(["fetch-stream.ts", "apollo-http.ts", "sse.ts", "urql.ts", "relay.ts"])).toEqual([]);
  const page = await readFile("docs/other-clients.md", "utf8");
  await app.write("stream.sh", /^```sh\n(#!\S+\n# stream\.sh:.*?)^```$/ms.exec(page)?.[1] ?? "");
  instance = await startInstance(database.url, { TRUSTED_PROXIES: "loopback" });
  ada = await instance.person("ada");
  const [nginx, caddy] = [await startNginx([instance.url, instance.url]), await startCaddy([instance.url])];
  closers.push(nginx.close, caddy.close);
  for (const [name, { url }] of Object.entries({ direct: instance, nginx, Caddy: caddy })) {
    relays.set(name, await startRelay(url));
  }
});

afterAll(async () => {
  await Promise.all([...relays.values()].map((relay) => relay.close()));
  for (const close of closers) await close();
  await instance.close();
  await database.close();
  await app.close();
});

const endings = await readEndings();

afterEach(() => vi.restoreAllMocks());

const activity = `subscription Changes($projectId: ID!, $after: String) {
  projectActivity(projectId: $projectId, after: $after) { __typename ... on TaskCreated { task { id title } } }
}`;

const clients: Readonly<Record<string, Follow>> = {
  async "Apollo Client with HttpLink"({ url, token, projectId, show }) {
    const { createApollo } = await load<{ createApollo: CreateWith<ApolloClient> }>("apollo-http.js");
    const client = createApollo(url, async () => token);
    const observed = client.subscribe({ query: parse(activity), variables: { projectId }, fetchPolicy: "no-cache" });
    const subscription = observed.subscribe(({ data, error }) => show(error ?? data));
    return () => subscription.unsubscribe();
  },
  async "graphql-sse"({ url, token, projectId, show }) {
    const client = await createSse(url, token);
    const payload = { query: activity, variables: { projectId } as Record<string, unknown> };
    return client.subscribe<Record<string, unknown>, { cursor: string }>(payload, {
      next({ data, extensions }) {
        if (extensions) payload.variables = { projectId, after: extensions.cursor };
        show(data);
      },
      error: show,
      complete: () => show("complete"),
    });
  },
  async "urql over graphql-sse"({ url, token, projectId, show }) {
    const { createUrql } = await load<{
      createUrql(url: string, getToken: () => string, client: Client): UrqlClient;
    }>("urql.js");
    const client = createUrql(url, () => token, await createSse(url, token));
    const { unsubscribe } = client
      .subscription(activity, { projectId })
      .subscribe(({ data, error }) => show(error ?? data));
    return unsubscribe;
  },
  async "Relay over graphql-sse"({ url, token, projectId, show }) {
    const { createSubscribe } = await load<{ createSubscribe(client: Client): SubscribeFunction }>("relay.js");
    const subscribe = createSubscribe(await createSse(url, token));
    const network = Network.create(() => Promise.reject(new Error("It only subscribes.")), subscribe);
    const request = { text: activity, name: "Changes", operationKind: "subscription" } as RequestParameters;
    const next = (result: unknown) => show((result as { data?: unknown }).data);
    return network.execute(request, { projectId }, {}).subscribe({ next, error: show }).unsubscribe;
  },
  async "fetch in Chromium"({ url, token, projectId, show }) {
    // The page comes from the server, so that its requests stay within one origin.
    const context = await (await launchChromium()).newContext({ bypassCSP: true });
    const page = await context.newPage();
    await page.goto(new URL("/healthz", url).href);
    await page.exposeFunction("show", show);
    const code = await readFile(join(app.folder, "built/fetch-stream.js"), "utf8");
    const call = JSON.stringify([url, token, { query: activity, variables: { projectId } }]);
    await page.evaluate(`(async () => {
      const { follow } = await import("data:text/javascript," + ${JSON.stringify(encodeURIComponent(code))});
      const [url, token, request] = ${call};
      const results = follow(url, async () => token, request, new AbortController().signal);
      (async () => { for await (const { data } of results) show(data); })().catch((error) => show(String(error)));
    })()`);
    return () => context.close();
  },
  async curl({ url, token, projectId, show }) {
    const packages = { "apt-get": "curl", apk: "curl", dnf: "curl", brew: "curl" };
    await requireProgram({ names: ["curl"], packages, variable: "PATH" });
    const { origin } = new URL(url);
    const env = { ...process.env, URL: origin, TOKEN: token, PROJECT: projectId, STATE: join(app.folder, projectId) };
    const { child, ended } = launch(["sh", join(app.folder, "stream.sh")], { detached: true, env });
    createInterface(child.stdout as Readable).on("line", (line) => show((JSON.parse(line) as { data: unknown }).data));
    return () => {
      process.kill(-(child.pid ?? 0));
      return ended;
    };
  },
};

describe.each(["direct", "nginx", "Caddy"])("%s", (route) => {
  it.each(Object.entries(clients))(
    "%s hears every change as it comes, and resumes after a cut",
    async (_name, follow) => {
      const relay = relays.get(route) as Relay;
      const projectId = await createProject(ada);
      const heard: string[] = [];
      const show = (data: unknown) => heard.push(titleOf(data));
      const stop = await follow({ url: `${relay.url}/graphql`, token: ada.token, projectId, show });
      const create = (title: string) => ada.expect(CreateTaskDocument, { input: { projectId, title } });
      await expect.poll(() => heard).toEqual(["Ready"]);
      for (const title of ["1", "2"]) {
        await create(title);
        // Each arrives before the next is made: nothing on the way waits for more.
        await expect.poll(() => heard.at(-1)).toBe(title);
      }
      relay.cut();
      for (const title of ["3", "4"]) await create(title);
      relay.mend();
      await expect.poll(() => heard.at(-1)).toBe("Ready");
      await create("5");
      await expect.poll(() => heard.at(-1)).toBe("5");
      expect(heard).toEqual(["Ready", "1", "2", "3", "4", "Ready", "5"]);
      await stop();
    },
  );
});

describe.each(["Apollo Client with HttpLink", "graphql-sse", "fetch"])("%s", (name) => {
  const follow = name === "fetch" ? followByFetch : (clients[name] as Follow);
  const codes = endings.map(({ code, resumes }) => ({ code, resumes, status: 200 }));
  // graphql-sse repeats every request that is refused by a status.
  const statuses = [
    { code: "TOKEN_EXPIRED", resumes: true, status: 401 },
    { code: "UNAUTHENTICATED", resumes: name === "graphql-sse", status: 401 },
    { code: "RATE_LIMITED", resumes: true, status: 429 },
    { code: "UNAVAILABLE", resumes: true, status: 503 },
  ];

  it.each([...codes, ...statuses])("resumes as docs/protocol.md says: $code, status $status", async (ending) => {
    const { code, resumes, status } = ending;
    vi.spyOn(Math, "random").mockReturnValue(0);
    const errors = [{ message: "Refused.", extensions: { code } }];
    const asked = new EventEmitter();
    let count = 0;
    const server = createServer((request, response) => {
      const isSse = request.headers.accept?.includes("text/event-stream");
      const format = isSse ? sseFormat : multipartFormat;
      const type = status === 200 ? format.contentType : "application/graphql-response+json";
      response.writeHead(status, { "content-type": type, connection: "close" });
      response.end(status === 200 ? `${format.opening}${format.failure(errors)}` : JSON.stringify({ errors }));
      count += 1;
      asked.emit("request");
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const told = once(asked, "told", { signal: AbortSignal.timeout(patience) });
    told.catch(() => {});
    const show = () => void asked.emit("told");
    const stop = await follow({ url: `http://127.0.0.1:${port}/graphql`, token: "a.b.c", projectId: "lamp", show });
    const signal = AbortSignal.timeout(patience);
    while (resumes && count < 2) await once(asked, "request", { signal });
    if (!resumes) await told;
    await stop();
    expect(count).toBe(resumes ? 2 : 1);
    server.closeAllConnections();
    server.close();
  });
});

it("the kit resumes as docs/protocol.md says", () => {
  expect(endings.map(({ code }) => ({ code, resumes: isPassing({ message: "", extensions: { code } }) }))).toEqual(
    endings,
  );
  expect(endings.length).toBeGreaterThan(12);
});

/** Tells of the end, too. */
async function followByFetch({ url, token, projectId, show }: Subscriber): Promise<() => void> {
  const sample = await load<{
    follow(
      url: string,
      getToken: () => Promise<string>,
      request: object,
      signal: AbortSignal,
    ): AsyncGenerator<{ data?: unknown }, void>;
  }>("fetch-stream.js");
  const controller = new AbortController();
  const request = { query: activity, variables: { projectId } };
  const read = async () => {
    for await (const { data } of sample.follow(url, async () => token, request, controller.signal)) show(data);
  };
  read().catch(show);
  return () => controller.abort();
}

type CreateWith<Result> = (url: string, getToken: () => Promise<string>) => Result;

async function createSse(url: string, token: string): Promise<Client> {
  const sample = await load<{ createSse: CreateWith<Client> }>("sse.js");
  return sample.createSse(url, async () => token);
}

/** Imports a block of the page, as compiled. */
async function load<Module>(name: string): Promise<Module> {
  return (await import(pathToFileURL(join(app.folder, "built", name)).href)) as Module;
}

/** Returns the title of a new task, or what else was heard. */
function titleOf(data: unknown): string {
  const { projectActivity } = (data ?? {}) as { projectActivity?: { __typename: string; task?: { title: string } } };
  return projectActivity?.task?.title ?? projectActivity?.__typename ?? String(data);
}
