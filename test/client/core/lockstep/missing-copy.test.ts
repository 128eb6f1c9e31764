import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createLockstep, type LockstepOptions } from "../../../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep } from "../../../../client/core/lockstep/lockstep.ts";
import { createTestStorage } from "../../../../client/testing/fake-server.ts";
import { findFreePort } from "../../../support/find-free-port.ts";
import { signToken } from "../../../support/sign-token.ts";
import { setCoreScene } from "../connection/core-scene.ts";

const scene = setCoreScene();
let closings: (() => void)[] = [];

afterEach(() => {
  for (const close of closings) close();
  closings = [];
});

interface Start {
  readonly url?: string;
  readonly getToken?: LockstepOptions["getToken"];
}

const starts: readonly [string, () => Start | Promise<Start>, RegExp][] = [
  [
    "the token has a wrong signature",
    async () => {
      const token = await signToken("ada");
      return { getToken: () => `${token.slice(0, token.lastIndexOf("."))}.AAAA` };
    },
    /^parked$/,
  ],
  [
    "the token has expired",
    async () => {
      const now = Math.floor(Date.now() / 1_000);
      const token = await signToken("ada", { iat: now - 100, exp: now - 50 });
      return { getToken: () => token };
    },
    // The request or the socket may be refused first.
    /^(parked|offline)$/,
  ],
  ["the server is away", async () => ({ url: `http://127.0.0.1:${await findFreePort()}/graphql` }), /^offline$/],
  ["a proxy answers 502 with HTML", () => answerHtml(502), /^offline$/],
  ["a captive portal answers 200 with HTML", () => answerHtml(200), /^offline$/],
  ["the app has no token", () => ({ getToken: () => null }), /^parked$/],
  ["the app's getToken rejects", () => ({ getToken: () => Promise.reject(new Error("502")) }), /^offline$/],
  ["the app's getToken throws", () => ({ getToken: () => JSON.parse("<html>") }), /^offline$/],
  ["the app's token names nobody", () => ({ getToken: () => "opaque" }), /^offline$/],
];

it.each(starts)("without a copy on disk, the connection says so when %s", async (_name, start, status) => {
  const lockstep = open(await start());
  const project = lockstep.project(scene.projectId);
  await expect.poll(() => lockstep.connection.state.status).toMatch(status);
  expect(lockstep.connection.state).toMatchObject({ reason: expect.stringMatching(/\w+\./) });
  expect(project.state.status).toBe("empty");
  project.close();
});

it("without a copy on disk, a person who was parked goes on with a good token", async () => {
  const token = await signToken("ada");
  let given = `${token.slice(0, token.lastIndexOf("."))}.AAAA`;
  const lockstep = open({ getToken: () => given });
  const project = lockstep.project(scene.projectId);
  await expect.poll(() => lockstep.connection.state.status).toBe("parked");
  given = token;
  lockstep.reconnect();
  await expect.poll(() => project.state.status).toBe("loaded");
  expect(lockstep.connection.state).toEqual({ status: "live", transport: "websocket" });
});

it("without a copy on disk, an app that gets no token at first is asked again, and says since when", async () => {
  let isAway = true;
  const lockstep = open({
    async getToken() {
      if (isAway) throw new Error("502");
      return scene.ada.token;
    },
  });
  const begun = Date.now();
  const project = lockstep.project(scene.projectId);
  const statuses: string[] = [];
  lockstep.connection.subscribe(() => statuses.push(lockstep.connection.state.status));
  await expect.poll(() => lockstep.connection.state.status).toBe("offline");
  const { state } = lockstep.connection;
  const since = "since" in state ? state.since : 0;
  expect(state).toEqual({ status: "offline", since, reason: "The app could not get a token." });
  expect([since >= begun, since <= Date.now()]).toEqual([true, true]);
  isAway = false;
  await expect.poll(() => project.state.status).toBe("loaded");
  expect([statuses[0], statuses.at(-1)]).toEqual(["offline", "live"]);
});

function open({
  url = `http://127.0.0.1:${scene.proxy.port}/graphql`,
  getToken = () => scene.ada.token,
}: Start): Lockstep {
  const storage = () => createTestStorage();
  const lockstep = createLockstep({ url, getToken, webSocketImpl: WebSocket, storage });
  closings.push(() => lockstep.close());
  return lockstep;
}

async function answerHtml(status: number): Promise<Start> {
  const server = createServer((_request, response) => void response.writeHead(status).end("<h1>Welcome</h1>"));
  await once(server.listen(0, "127.0.0.1"), "listening");
  closings.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` };
}

it("a platform without a WebSocket is refused at once", () => {
  const known = globalThis.WebSocket;
  Object.assign(globalThis, { WebSocket: undefined });
  try {
    expect(() => createLockstep({ url: "http://127.0.0.1/graphql", getToken: () => null })).toThrow(
      "The platform has no WebSocket; pass `webSocketImpl`.",
    );
  } finally {
    Object.assign(globalThis, { WebSocket: known });
  }
});
