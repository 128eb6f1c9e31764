import { createHash } from "node:crypto";
import { CombinedGraphQLErrors, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { RetryLink } from "@apollo/client/link/retry";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { RequestFailed } from "../../../client/apollo/request-failed.ts";
import { CreateTaskDocument, MeDocument, ProjectActivityDocument } from "../../support/generated/graphql.ts";
import { setApolloScene, until } from "./apollo-scene.ts";
import { tasksDocument } from "./app-documents.ts";

const createWithoutId = gql`
  mutation Create($projectId: ID!) {
    createTask(input: { projectId: $projectId, title: "Once" }) {
      seq
    }
  }
`;

const scene = setApolloScene();

describe("a request", () => {
  it("waits until the app has told who is signed in, and goes as that person", async () => {
    let signIn = (_token: string) => {};
    const signedIn = new Promise<string>((resolve) => {
      signIn = resolve;
    });
    const { client } = scene.connect({ getToken: () => signedIn });
    const answer = client.query({ query: MeDocument });
    signIn(scene.ada.token);
    expect((await answer).data?.me.name).toBe(scene.ada.name);
  });

  it("fails with UNAUTHENTICATED when nobody is signed in", async () => {
    const { client } = scene.connect({ getToken: () => null });
    const { error } = await client.query({ query: MeDocument, errorPolicy: "all" });
    expect(CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.["code"]).toBe("UNAUTHENTICATED");
  });

  it("is refused as the server says", async () => {
    const { client } = scene.connect();
    const { error } = await client.query({
      query: tasksDocument,
      variables: { projectId: crypto.randomUUID() },
      errorPolicy: "all",
    });
    expect(CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.["code"]).toBe("NOT_FOUND");
  });

  it("has data and errors when the server answers a part of it", async () => {
    const { client } = scene.connect();
    const { data, error } = await client.query<{ me: { name: string }; project: null }>({
      query: gql`query Both($projectId: ID!) { me { name } project(id: $projectId) { id } }`,
      variables: { projectId: crypto.randomUUID() },
      errorPolicy: "all",
    });
    expect(data).toMatchObject({ me: { name: scene.ada.name }, project: null });
    expect(CombinedGraphQLErrors.is(error)).toBe(true);
  });

  it("is sent again when nobody answered and that is safe: the server does it once", async () => {
    let losses = 2;
    const asked: string[] = [];
    const { client } = scene.connect({
      async fetch(input, init) {
        asked.push(String(init?.body));
        const response = await fetch(input, init);
        losses -= 1;
        if (losses >= 0) throw new TypeError("The answer was lost.");
        return response;
      },
    });
    const { data } = await client.mutate({
      mutation: CreateTaskDocument,
      variables: { input: { projectId: scene.projectId, title: "Once", clientMutationId: "once" } },
    });
    expect(asked).toHaveLength(3);
    expect(data?.createTask?.seq).toBe(await scene.board.seq());
    losses = 1;
    const failure = client.mutate({ mutation: createWithoutId, variables: { projectId: scene.projectId } });
    await expect(failure).rejects.toMatchObject({ name: "RequestFailed", kind: "unreachable", status: null });
    expect(asked).toHaveLength(4);
  });

  it("fails with the status of a proxy that answers in the server's place", async () => {
    const { client } = scene.connect({
      fetch: async () => new Response("<html>Sign in to the hotel's network</html>", { status: 200 }),
    });
    const failure = await client.query({ query: MeDocument }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RequestFailed);
    expect(failure).toMatchObject({ kind: "http", status: 200 });
  });

  it("has the headers of its context", async () => {
    const seen: (string | null)[] = [];
    const { client } = scene.connect({
      fetch: (input, init) => {
        seen.push(new Headers(init?.headers).get("x-trace"));
        return fetch(input, init);
      },
    });
    await client.query({ query: MeDocument, context: { headers: { "x-trace": "7" } } });
    expect(seen).toEqual(["7"]);
  });
});

describe("an aborted request", () => {
  it("fails at once and is never sent again, also by a RetryLink before it", async () => {
    let asked = 0;
    const { client } = scene.connect({
      before: [new RetryLink({ attempts: { max: 3, retryIf: (error) => error.name !== "AbortError" } })],
      fetch: (_input, init) => {
        asked += 1;
        return new Promise((_resolve, reject) => {
          init?.signal?.addEventListener("abort", () => reject(new DOMException("Aborted.", "AbortError")));
        });
      },
    });
    const controller = new AbortController();
    const answer = client.query({ query: MeDocument, context: { fetchOptions: { signal: controller.signal } } });
    await until(() => asked === 1);
    controller.abort();
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
    expect(asked).toBe(1);
  });

  it("fails at once while it waits to be sent again", async () => {
    let asked = 0;
    const { client } = scene.connect({
      fetch: async () => {
        asked += 1;
        return new Response("", { status: 503, headers: { "retry-after": "3600" } });
      },
    });
    const controller = new AbortController();
    const answer = client.query({ query: MeDocument, context: { fetchOptions: { signal: controller.signal } } });
    await until(() => asked === 1);
    controller.abort(new Error("The page has changed."));
    await expect(answer).rejects.toThrow("The page has changed.");
    expect(asked).toBe(1);
  });

  it("is let go of when nobody waits for it any more", async () => {
    const ended: unknown[] = [];
    let asked = 0;
    const { client } = scene.connect({
      fetch: (_input, init) => {
        asked += 1;
        return new Promise((_resolve, reject) => {
          init?.signal?.addEventListener("abort", () => {
            ended.push("aborted");
            reject(new DOMException("Aborted.", "AbortError"));
          });
        });
      },
    });
    const watching = client.watchQuery({ query: MeDocument }).subscribe({});
    await until(() => asked === 1);
    watching.unsubscribe();
    await until(() => ended.length === 1);
    expect(asked).toBe(1);
  });
});

it("persisted documents are named by their hashes, and told once", async () => {
  const bodies: Record<string, unknown>[] = [];
  const { client } = scene.connect({
    before: [new PersistedQueryLink({ sha256: async (text) => createHash("sha256").update(text).digest("hex") })],
    fetch: (input, init) => {
      bodies.push(JSON.parse(String(init?.body)));
      return fetch(input, init);
    },
  });
  const ask = () =>
    client.query({ query: tasksDocument, variables: { projectId: scene.projectId }, fetchPolicy: "no-cache" });
  await ask();
  await ask();
  expect(bodies.map((body) => "query" in body)).toEqual([false, true, false]);
  expect((await ask()).data?.project?.id).toBe(scene.projectId);
});

describe("a subscription", () => {
  it("shares the connection, and hears each change once through lost connections", async () => {
    let sockets = 0;
    class CountedSocket extends WebSocket {
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args);
        sockets += 1;
      }
    }
    const { client, lockstep, open } = scene.connect({ webSocketImpl: CountedSocket });
    await open();
    const heard: number[] = [];
    let isReady = false;
    const subscription = client
      .subscribe({ query: ProjectActivityDocument, variables: { projectId: scene.projectId } })
      .subscribe(({ data }) => {
        const event = data?.projectActivity;
        if (event && "at" in event) heard.push(event.seq);
        if (event?.__typename === "Ready") isReady = true;
      });
    // It tells of changes from its start on.
    await until(() => isReady);
    await scene.board.createTask();
    await until(() => heard.length === 1);
    expect(sockets).toBe(1);
    scene.proxy.turn({ kind: "refusing" });
    scene.proxy.cut();
    await until(() => lockstep.connection.state.status === "offline");
    await scene.board.createTask();
    await scene.board.createTask();
    scene.proxy.turn({ kind: "fair" });
    await until(() => heard.length === 3);
    expect(heard).toEqual([3, 4, 5]);
    subscription.unsubscribe();
  });

  it("fails when it is refused for good, and the connection stays live", async () => {
    const { client, lockstep, open } = scene.connect();
    await open();
    const { error } = await new Promise<{ error?: unknown }>((resolve) => {
      client
        .subscribe({ query: ProjectActivityDocument, variables: { projectId: crypto.randomUUID() } })
        .subscribe(resolve);
    });
    expect(CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.["code"]).toBe("NOT_FOUND");
    expect(lockstep.connection.state.status).toBe("live");
  });

  it("ends with UNAUTHENTICATED when the person signs out", async () => {
    const { client, lockstep, open } = scene.connect();
    await open();
    const ended = new Promise<{ error?: unknown }>((resolve) => {
      client
        .subscribe({ query: ProjectActivityDocument, variables: { projectId: scene.projectId } })
        .subscribe(resolve);
    });
    await lockstep.signOut();
    const { error } = await ended;
    expect(CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.["code"]).toBe("UNAUTHENTICATED");
  });
});
