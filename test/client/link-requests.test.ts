import { ApolloClient, CombinedGraphQLErrors, InMemoryCache } from "@apollo/client";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createLockstepLink, type LockstepLink } from "../../client/apollo/lockstep-link.ts";
import type { LockstepLinkOptions } from "../../client/core/lockstep-link-options.ts";
import { createProject } from "../support/board.ts";
import { document } from "../support/document.ts";
import { CreateTaskDocument, MeDocument } from "../support/generated/graphql.ts";
import { type Pair, startPair } from "../support/pair.ts";
import { type Person, requireData } from "../support/person.ts";
import { signToken } from "../support/sign-token.ts";

let pair: Pair;
let ada: Person;
let links: LockstepLink[] = [];

beforeAll(async () => {
  pair = await startPair();
  ada = await pair.one.person("ada");
});

afterAll(() => pair.close());

afterEach(() => {
  for (const link of links) link.close();
  links = [];
});

describe("the token of a request", () => {
  it("is kept until shortly before it expires, and asked for once by many", async () => {
    const asked: string[] = [];
    const lives = [20, 600, 600];
    const client = connect({
      async getToken() {
        const token = await signToken("ada", { exp: Math.floor(Date.now() / 1_000) + (lives[asked.length] ?? 0) });
        asked.push(token);
        return token;
      },
    });
    const query = () => client.query({ query: MeDocument });
    await Promise.all([query(), query(), query()]);
    expect(asked).toHaveLength(1);
    await query();
    expect(asked).toHaveLength(2);
    await query();
    expect(asked).toHaveLength(2);
  });

  it("is replaced once when the server refuses it", async () => {
    const refused = `${ada.token.slice(0, ada.token.lastIndexOf("."))}.AAAA`;
    const tokens = [refused, ada.token];
    const client = connect({ getToken: () => tokens.shift() ?? null });
    const { data } = await client.query({ query: MeDocument });
    expect(data?.me.name).toBe("ada");
    expect(tokens).toEqual([]);
  });

  it.each<[string, () => string | null, number]>([
    ["there is none", () => null, 1],
    ["the fresh one is refused, too", () => `${ada.token.slice(0, -4)}AAAA`, 2],
  ])("leads to UNAUTHENTICATED when %s", async (_case, getToken, times) => {
    let asked = 0;
    const client = connect({
      getToken() {
        asked += 1;
        return getToken();
      },
    });
    const { error } = await client.query({ query: MeDocument, errorPolicy: "all" });
    expect(CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.["code"]).toBe("UNAUTHENTICATED");
    expect(asked).toBe(times);
  });
});

describe("a request that nobody answers", () => {
  it("is sent again when it is a query, and is let go of", async () => {
    const { fetch, abandoned } = hangOnce();
    const { data } = await connect({ fetch, requestTimeout: 300 }).query({ query: MeDocument });
    expect(data?.me.name).toBe("ada");
    expect(abandoned).toHaveLength(1);
  });

  it("fails when it is a mutation without a clientMutationId", async () => {
    const { fetch } = hangOnce();
    const mutation = connect({ fetch, requestTimeout: 300 }).mutate({
      mutation: CreateTaskDocument,
      variables: { input: { projectId: await createProject(ada), title: "Once" } },
    });
    await expect(mutation).rejects.toThrow("The server did not answer within 0.3 s.");
  });

  it("because getToken hangs asks it again, and takes no late answer", async () => {
    const answers: ((token: string | null) => void)[] = [];
    const client = connect({
      answerTimeout: 300,
      getToken: () => new Promise((resolve) => answers.push(resolve)),
    });
    const answer = client.query({ query: MeDocument });
    await expect.poll(() => answers.length).toBe(2);
    answers[0]?.("of yesterday");
    answers[1]?.(ada.token);
    expect((await answer).data?.me.name).toBe("ada");
    expect((await client.query({ query: MeDocument })).data?.me.name).toBe("ada");
    expect(answers).toHaveLength(2);
  });
});

describe("a request whose answer is lost", () => {
  it("is sent again when it is a query", async () => {
    const { fetch, bodies } = loseAnswers(2);
    const { data } = await connect({ fetch }).query({ query: MeDocument });
    expect(data?.me.name).toBe("ada");
    expect(bodies).toHaveLength(3);
  });

  it("is sent again when it is a mutation with a clientMutationId, and done once", async () => {
    const projectId = await createProject(ada);
    const { fetch, bodies } = loseAnswers(1);
    const input = { projectId, title: "Once", clientMutationId: "one" };
    const { data } = await connect({ fetch }).mutate({ mutation: CreateTaskDocument, variables: { input } });
    expect(data?.createTask?.seq).toBe(2);
    expect(bodies).toHaveLength(2);
    expect(await seqOf(projectId)).toBe(2);
  });

  it.each([
    ["without a clientMutationId", {}, "mutation ($input: CreateTaskInput!) { createTask(input: $input) { seq } }"],
    [
      "with one for only some of its fields",
      { clientMutationId: "some" },
      `mutation ($input: CreateTaskInput!, $projectId: ID!) {
        one: createTask(input: $input) { seq }
        two: createTask(input: { projectId: $projectId, title: "Two" }) { seq }
      }`,
    ],
  ])("is not sent again when it is a mutation %s", async (_case, id, text) => {
    const projectId = await createProject(ada);
    const { fetch, bodies } = loseAnswers(1);
    const mutation = document<object, { input: object; projectId?: string }>(text);
    const variables = { projectId, input: { projectId, title: "One", ...id } };
    await expect(connect({ fetch }).mutate({ mutation, variables })).rejects.toThrow("The answer is lost.");
    expect(bodies).toHaveLength(1);
  });
});

describe("a request that is answered with UNAVAILABLE", () => {
  it.each([
    ["a query", () => ({ query: MeDocument }), 3],
    ["a mutation with a clientMutationId", (projectId: string) => createTask(projectId, "unavailable"), 3],
    ["a mutation without one", (projectId: string) => createTask(projectId), 1],
  ] as const)("is sent again only where that is safe: %s", async (_what, make, sent) => {
    const { fetch, bodies } = failAtFirst(2);
    const client = connect({ fetch });
    const request = make(await createProject(ada));
    const answer = "query" in request ? client.query(request) : client.mutate({ ...request, errorPolicy: "all" });
    const { error } = await answer;
    expect(bodies).toHaveLength(sent);
    expect(CombinedGraphQLErrors.is(error)).toBe(sent === 1);
  });

  it("fails with that answer in the end", async () => {
    const { fetch, bodies } = failAtFirst(5);
    const { error } = await connect({ fetch }).query({ query: MeDocument, errorPolicy: "all" });
    expect(CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.["code"]).toBe("UNAVAILABLE");
    expect(bodies).toHaveLength(5);
  });
});

it("an unavailable server is asked again, and then the failure is told", async () => {
  let count = 0;
  const client = connect({
    fetch: async () => {
      count += 1;
      return new Response("<html>", { status: 503, headers: { "content-type": "text/html" } });
    },
  });
  await expect(client.query({ query: MeDocument })).rejects.toMatchObject({ statusCode: 503 });
  expect(count).toBe(5);
});

function connect(options: Partial<LockstepLinkOptions>): ApolloClient {
  const url = `${pair.one.url}/graphql`;
  const link = createLockstepLink({ url, getToken: () => ada.token, webSocketImpl: WebSocket, ...options });
  links.push(link);
  return new ApolloClient({ link, cache: new InMemoryCache(), defaultOptions: { query: { fetchPolicy: "no-cache" } } });
}

/** Answers nothing the first time, until nobody waits any more. */
function hangOnce() {
  const abandoned: unknown[] = [];
  let count = 0;
  const hanging: typeof fetch = async (url, options) => {
    count += 1;
    if (count > 1) return fetch(url, options);
    return new Promise((_resolve, reject) => {
      options?.signal?.addEventListener("abort", () => {
        abandoned.push(url);
        reject(options.signal?.reason);
      });
    });
  };
  return { abandoned, fetch: hanging };
}

/** Does what is asked for, and loses the first answers; with what was sent. */
function loseAnswers(count: number) {
  const bodies: unknown[] = [];
  const lossy: typeof fetch = async (url, options) => {
    bodies.push(options?.body);
    const response = await fetch(url, options);
    await response.clone().text();
    if (bodies.length <= count) throw new TypeError("The answer is lost.");
    return response;
  };
  return { bodies, fetch: lossy };
}

function createTask(projectId: string, clientMutationId?: string) {
  return { mutation: CreateTaskDocument, variables: { input: { projectId, title: "A task", clientMutationId } } };
}

/** Answers the first requests as a server does whose database cannot be reached; with the requests. */
function failAtFirst(count: number) {
  const bodies: unknown[] = [];
  const failing: typeof fetch = async (url, options) => {
    bodies.push(options?.body);
    const extensions = { code: "UNAVAILABLE", outcome: "NOTHING_DONE" };
    const errors = [{ message: "The database cannot be reached.", extensions }];
    return bodies.length <= count ? Response.json({ data: null, errors }) : fetch(url, options);
  };
  return { bodies, fetch: failing };
}

async function seqOf(id: string): Promise<number> {
  const query = document<{ project: { seq: number } }, { id: string }>("query ($id: ID!) { project(id: $id) { seq } }");
  return requireData(await ada.request(query, { id })).project.seq;
}
