import { CombinedGraphQLErrors } from "@apollo/client";
import { describe, expect, it } from "vitest";
import { createTasks } from "../support/board.ts";
import { CreateProjectDocument, ProjectActivityDocument } from "../support/generated/graphql.ts";
import { signToken } from "../support/sign-token.ts";
import { type Followed, follow } from "./follow.ts";
import { setLinkScene } from "./link-scene.ts";

const scene = setLinkScene();

describe("a subscription to projectActivity", () => {
  it("reconnects with a fresh token when the old one expires", async () => {
    const { ada, projectId, connect } = scene;
    const soon = { exp: Math.floor(Date.now() / 1_000) + 2 };
    const tokens = [await signToken("ada", soon), await signToken("ada")];
    const { client, states } = connect({ getToken: () => tokens.shift() ?? null });
    const followed = follow(client, ProjectActivityDocument, { projectId, since: 1, announce: false });
    await followed.until(() => followed.data.length === 2);
    expect(tokens).toEqual([]);
    expect(states.map(({ status }) => status)).toEqual(["idle", "connecting", "live", "offline", "live"]);
    await createTasks(ada, projectId, 1);
    await followed.until(() => followed.seqs.length === 1);
  });

  it("waits for a token as for a server", async () => {
    const { ada, projectId, connect } = scene;
    let asked = 0;
    const { client, states } = connect({
      getToken: async () => {
        asked += 1;
        if (asked < 3) throw new Error("The sign-in cannot be reached.");
        return ada.token;
      },
    });
    const followed = follow(client, ProjectActivityDocument, { projectId });
    await followed.until(() => followed.data.length === 1);
    expect(states).toContainEqual({
      status: "offline",
      since: expect.any(Date),
      reason: "The sign-in cannot be reached.",
    });
    expect(states.at(-1)).toEqual({ status: "live" });
  });

  it("does not wait for ever for a token", async () => {
    const { ada, projectId, connect } = scene;
    let asked = 0;
    const { client, states } = connect({
      answerTimeout: 500,
      getToken: () => {
        asked += 1;
        return asked < 3 ? new Promise(() => undefined) : ada.token;
      },
    });
    const followed = follow(client, ProjectActivityDocument, { projectId });
    await followed.until(() => followed.data.length === 1);
    const reason = "getToken did not answer within 0.5 s.";
    expect(states).toContainEqual({ status: "offline", since: expect.any(Date), reason });
    expect(states.at(-1)).toEqual({ status: "live" });
  });

  it("ends with UNAUTHENTICATED, once and for all, when nobody is signed in", async () => {
    const { projectId, connect } = scene;
    let asked = 0;
    const { client, states } = connect({
      getToken: () => {
        asked += 1;
        return null;
      },
    });
    const followed = follow(client, ProjectActivityDocument, { projectId });
    await followed.until(() => followed.isComplete);
    expect(codesOf(followed)).toEqual(["UNAUTHENTICATED"]);
    expect(asked).toBe(1);
    expect(states.at(-1)).toEqual({ status: "idle" });
  });

  it("ends with the server's error when it is refused", async () => {
    const { pair, projectId, connect } = scene;
    const grace = await pair.one.person("grace");
    const { client } = connect({ getToken: () => grace.token });
    const followed = follow(client, ProjectActivityDocument, { projectId });
    await followed.until(() => followed.isComplete);
    expect(codesOf(followed)).toEqual(["NOT_FOUND"]);
  });

  it("ends with UNAUTHENTICATED when the session behind it is signed out", async () => {
    const { pair, connect } = scene;
    const session = await signUp(pair.one.url);
    const { client } = connect({ getToken: session.getToken });
    const { createProject: created } =
      (
        await client.mutate({
          mutation: CreateProjectDocument,
          variables: { input: { name: "Until sign-out" } },
        })
      ).data ?? {};
    const followed = follow(client, ProjectActivityDocument, { projectId: created?.project.id });
    await followed.until(() => followed.data.length === 1);
    await session.signOut();
    await followed.until(() => followed.isComplete);
    expect(codesOf(followed)).toEqual(["UNAUTHENTICATED"]);
  });
});

function codesOf({ error }: Followed): unknown[] {
  if (!CombinedGraphQLErrors.is(error)) throw new Error(`It has no errors of GraphQL: ${String(error)}`);
  return error.errors.map(({ extensions }) => extensions?.["code"]);
}

/** Somebody with an account and a session of the server's own. */
async function signUp(url: string) {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ name: "Eve", email: "eve@example.com", password: "a good password" });
  const response = await fetch(`${url}/auth/sign-up/email`, { method: "POST", headers, body });
  const authorization = `Bearer ${response.headers.get("set-auth-token")}`;
  return {
    async getToken() {
      const answer = await fetch(`${url}/auth/token`, { headers: { authorization } });
      return answer.ok ? ((await answer.json()) as { token: string }).token : null;
    },
    signOut: () =>
      fetch(`${url}/auth/sign-out`, { method: "POST", headers: { ...headers, authorization }, body: "{}" }),
  };
}
