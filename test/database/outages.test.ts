import { print } from "graphql";
import { afterEach, expect, inject, it } from "vitest";
import { createRecordingLogger } from "../engine/bus/recording-logger.ts";
import { createBoard } from "../support/board.ts";
import { execute } from "../support/execute.ts";
import { CreateTaskDocument, MeDocument, ProjectsDocument } from "../support/generated/graphql.ts";
import { startInstance } from "../support/instance.ts";
import { patience } from "../support/patience.ts";
import type { Answer } from "../support/person.ts";
import { openRawSocket } from "../support/raw-socket.ts";
import { signToken } from "../support/sign-token.ts";
import { type Closers, outages, type RequestName } from "./outages.ts";

const closers: Closers = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Error of a request: null when it succeeded. */
type Failure = Readonly<Record<string, unknown>> | null;

const nothingDone = { code: "UNAVAILABLE", outcome: "NOTHING_DONE" };

it.each(Object.entries(outages))(
  "answers UNAVAILABLE on every way while PostgreSQL %s, and warns once",
  async (_how, { succeeds = [], leavesRoom = false, create }) => {
    const outage = await create(closers);
    const { logger, lines } = createRecordingLogger();
    const variables = { DATABASE_LOCK_TIMEOUT_SECONDS: "1", DATABASE_STATEMENT_TIMEOUT_SECONDS: "2" };
    const instance = await startInstance(outage.url, { REDIS_URL: inject("redisUrl"), ...variables }, {}, logger);
    closers.push(() => instance.close());
    const { url } = instance;
    const ada = await instance.person("ada");
    const board = await createBoard(ada);
    const account = { name: "Grace", email: "grace@example.com", password: "a password of tests" };
    const token = (await auth(url, "sign-up/email", account)).headers.get("set-auth-token") ?? "";
    await execute(ada.socket, { query: print(MeDocument) });
    const description = "a".repeat(60_000);

    const task = () => ({ input: { projectId: board.projectId, title: "A task", description } });
    const requests: Record<RequestName, () => Promise<Failure>> = {
      "a query over HTTP": () => overHttp(url, ada.token, print(ProjectsDocument), {}),
      "a query over WebSocket": () => overSocket(execute(ada.socket, { query: print(ProjectsDocument) })),
      "a session": () => overAuth(auth(url, "get-session", undefined, token), "NOTHING_DONE"),
      "a token of a session": () => overAuth(auth(url, "token", undefined, token), "NOTHING_DONE"),
      "a change over HTTP": () => overHttp(url, ada.token, print(CreateTaskDocument), task()),
      "a change over WebSocket": () =>
        overSocket(execute(ada.socket, { query: print(CreateTaskDocument), variables: task() })),
      "a new user over HTTP": async () => overHttp(url, await signToken("alan"), "{ me { id } }", {}, 503),
      "a new user over WebSocket": async () => connect(url, await signToken("edsger")),
      "a sign-in": () => overAuth(auth(url, "sign-in/email", account)),
      "a sign-up": () => overAuth(auth(url, "sign-up/email", { ...account, email: "barbara@example.com" })),
      "a sign-out": () => overAuth(auth(url, "sign-out", {}, token)),
    };
    const changes: readonly string[] = ["a change over HTTP", "a change over WebSocket"];

    await outage.begin();
    // A disk is full when no page is left in any file.
    while (leavesRoom && (await requests["a change over HTTP"]()) === null);
    const { "a sign-out": signOut, ...others } = requests;
    const asked = Object.entries(others).map(async ([name, ask]) => [name, await ask()] as const);
    const answers = [...(await Promise.all(asked)), ["a sign-out", await signOut()] as const];
    await outage.end();

    for (const [name, failure] of answers) {
      if (succeeds.some((each) => each === name)) expect({ name, failure }).toEqual({ name, failure: null });
      else if (!leavesRoom || failure !== null || changes.includes(name)) {
        const expected = changes.includes(name) ? nothingDone : { code: "UNAVAILABLE" };
        expect({ name, ...failure }).toMatchObject({ name, ...expected });
      }
    }
    expect(lines.filter(({ level, err }) => level >= 50 || err)).toEqual([]);
    expect(lines.filter(({ msg }) => msg.startsWith("PostgreSQL cannot be used"))).toHaveLength(1);

    const before = await untilAnswered(() => board.seq());
    await ada.expect(CreateTaskDocument, task());
    expect(await board.seq()).toBe(before + 1);
    expect((await auth(url, "sign-in/email", account)).status).toBe(200);
  },
);

/** `status`: that of the whole request when it fails. */
async function overHttp(url: string, token: string, query: string, variables: object, status = 200): Promise<Failure> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const failure = failureOf((await response.json()) as Answer<unknown>);
  if (failure === null) return null;
  const retryAfter = response.headers.get("retry-after");
  expect({ status: response.status, retryAfter, ...failure }).toMatchObject({ status, retryAfter: "1" });
  return failure;
}

async function overSocket(answer: Promise<Answer<unknown>>): Promise<Failure> {
  return failureOf(await answer);
}

function failureOf({ errors = [] }: Answer<unknown>): Failure {
  expect(errors.length).toBeLessThan(2);
  return errors[0]?.extensions ?? null;
}

/** The socket of somebody whom this instance does not know yet. */
async function connect(url: string, token: string): Promise<Failure> {
  const socket = await openRawSocket(url);
  socket.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
  const closed = await Promise.race([
    socket.closed,
    socket.next().then(
      () => null,
      () => socket.closed,
    ),
  ]);
  socket.terminate();
  if (closed === null) return null;
  expect(closed).toEqual({ code: 1013, reason: "The database cannot be reached. Nothing was done; try again." });
  return nothingDone;
}

function auth(url: string, path: string, body?: object, token?: string): Promise<Response> {
  return fetch(`${url}/auth/${path}`, {
    method: body ? "POST" : "GET",
    headers: {
      ...(body && { "content-type": "application/json" }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function overAuth(answer: Promise<Response>, outcome = "UNKNOWN"): Promise<Failure> {
  const response = await answer;
  if (response.status === 200) return null;
  const failure = (await response.json()) as Record<string, unknown>;
  expect({ status: response.status, retryAfter: response.headers.get("retry-after"), failure }).toMatchObject({
    status: 503,
    retryAfter: "1",
    failure: { code: "UNAVAILABLE", outcome },
  });
  return failure;
}

/** Tries again while the server finds back to PostgreSQL. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
