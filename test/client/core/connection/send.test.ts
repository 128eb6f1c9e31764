import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { signToken } from "../../../support/sign-token.ts";
import { setCoreScene } from "./core-scene.ts";

const scene = setCoreScene();
const me = { document: "{ me { name } }", variables: {} };

it.each<[string, Readonly<Record<string, string>>]>([
  ["authorization", { authorization: "Bearer foreign" }],
  ["Authorization", { Authorization: "Bearer foreign" }],
  ["AUTHORIZATION", { AUTHORIZATION: "Bearer foreign" }],
  ["two of them", { Authorization: "Bearer foreign", authoriZation: "Basic Zm9v" }],
  ["Content-Type", { "Content-Type": "text/plain" }],
  ["Accept", { Accept: "text/html" }],
])("the client's own header wins over the caller's: %s", async (_name, headers) => {
  const { connect } = scene;
  const link = connect();
  for (let round = 0; round < 3; round += 1) {
    expect(await link.send({ ...me, headers })).toMatchObject({ kind: "data", data: { me: { name: "ada" } } });
  }
  expect(link.session.state.kind).toBe("signed-in");
});

it("other headers of the caller are sent", async () => {
  const { connect } = scene;
  const seen: (string | null)[] = [];
  const noting: typeof fetch = (input, init) => {
    seen.push(new Headers(init?.headers).get("x-trace"));
    return fetch(input, init);
  };
  await connect({ fetch: noting }).send({ ...me, headers: { "X-Trace": "one" } });
  expect(seen).toEqual(["one"]);
});

it("a request that was aborted while the token was awaited ends at once and is never sent", async () => {
  const { ada, connect } = scene;
  const tokens = new EventEmitter();
  let sent = 0;
  const counting: typeof fetch = (input, init) => {
    sent += 1;
    return fetch(input, init);
  };
  const getToken = () => new Promise<string>((resolve) => tokens.once("given", () => resolve(ada.token)));
  const link = connect({ getToken, fetch: counting });
  const abort = new AbortController();
  const outcome = link.send({ ...me, signal: abort.signal });
  const other = link.send(me);
  // The app is asked in a later turn.
  await expect.poll(() => tokens.listenerCount("given")).toBe(1);
  abort.abort();
  expect(await outcome).toEqual({ kind: "aborted" });
  tokens.emit("given");
  expect(await other).toMatchObject({ kind: "data" });
  expect(sent).toBe(1);
});

it.each([{ code: "UNAUTHENTICATED", expired: true }, { code: "TOKEN_EXPIRED" }])(
  "a token that has expired is replaced by a fresh one: $code",
  async (extensions) => {
    const { ada, connect } = scene;
    const used: (string | null)[] = [];
    let token = await signToken("ada", { iat: Math.floor(Date.now() / 1_000) - 100 });
    const link = connect({
      getToken: () => token,
      fetch(input, init) {
        used.push(new Headers(init?.headers).get("authorization"));
        if (used.length > 1) return fetch(input, init);
        token = ada.token;
        return Promise.resolve(Response.json({ errors: [{ message: "Expired.", extensions }] }, { status: 401 }));
      },
    });
    const first = token;
    expect(await link.send(me)).toMatchObject({ kind: "data" });
    expect(used).toEqual([`Bearer ${first}`, `Bearer ${ada.token}`]);
    expect(link.session.state.kind).toBe("signed-in");
  },
);
