import { ApolloClient, CombinedGraphQLErrors, InMemoryCache } from "@apollo/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProjectEventsDocument } from "../../../../client/apollo/documents.ts";
import { createLockstepLink } from "../../../../client/apollo/lockstep-link.ts";
import type { StreamOptions } from "../../../../client/core/connection/connection.ts";
import type { Lockstep, ProjectHandle } from "../../../../client/core/lockstep/lockstep.ts";
import { projectEventsText } from "../../../../client/generated/events-text.ts";
import { type FakeProject, FakeServer } from "../../../../client/testing/index.ts";
import { createStillTime, isLive, type StillTime, until } from "./until.ts";

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };

let server: FakeServer;
let shared: FakeProject;
let person: string | null;
let time: StillTime;
let lockstep: Lockstep;

beforeEach(() => {
  server = new FakeServer([ada]);
  time = createStillTime(server);
  shared = server.addProject({ members: { ada: "OWNER" } });
  person = "ada";
  lockstep = connect(() => person);
});

afterEach(() => lockstep.close());

describe("close", () => {
  it("leaves the connection idle, and says so", async () => {
    const project = await openProject();
    const shown: unknown[] = [];
    lockstep.connection.subscribe(() => shown.push(lockstep.connection.state));
    lockstep.close();
    expect(lockstep.connection.state).toEqual({ status: "idle" });
    expect(shown).toEqual([{ status: "idle" }]);
    lockstep.reconnect();
    server.goOffline();
    server.goOnline();
    expect(lockstep.project(shared.id).state.status).toBe("empty");
    await time.settle();
    expect([lockstep.connection.state, project.state.status, shown.length]).toEqual([{ status: "idle" }, "empty", 1]);
  });

  it("leaves the connection idle before anybody is known, and while the app gets no token", async () => {
    const unknown = connect(() => person);
    const tokenless = connect(() => JSON.parse("<html>"));
    for (const early of [unknown, tokenless]) early.project(shared.id);
    expect(unknown.connection.state).toEqual({ status: "connecting" });
    unknown.close();
    await until(() => tokenless.connection.state.status === "offline");
    tokenless.close();
    for (const early of [unknown, tokenless]) expect(early.connection.state).toEqual({ status: "idle" });
  });

  it("completes every subscription once: open, waiting for a person, and begun afterwards", async () => {
    const ends: string[] = [];
    await openProject();
    const heard = subscribe(ends, "open");
    await until(() => heard.results > 0);
    const nobody = connect(() => null);
    nobody.subscribe(streamOf(ends, "waiting"));
    await until(() => nobody.connection.state.status === "parked");
    nobody.close();
    lockstep.close();
    lockstep.subscribe(streamOf(ends, "late"));
    lockstep.subscribe(streamOf(ends, "left"))();
    await until(() => ends.length >= 3);
    await time.settle();
    expect(ends.sort()).toEqual(["late completed", "open completed", "waiting completed"]);
  });

  it("completes the subscriptions of an Apollo Client, also one that begins afterwards", async () => {
    const told: string[] = [];
    const open = watch(told, "open");
    await until(() => open.results > 0);
    lockstep.close();
    watch(told, "late");
    await until(() => told.length === 2);
    expect(told.sort()).toEqual(["late completed", "open completed"]);
  });
});

describe("signOut", () => {
  it("parks the connection until the app asks again, whatever token it still has", async () => {
    const project = await openProject();
    const shown: unknown[] = [];
    lockstep.connection.subscribe(() => shown.push(lockstep.connection.state.status));
    await lockstep.signOut();
    expect(lockstep.connection.state).toEqual({ status: "parked", reason: "Nobody is signed in." });
    expect(shown).toEqual(["parked"]);
    lockstep.reconnect();
    await until(() => isLive(project) && lockstep.connection.state.status === "live");
    person = null;
    await lockstep.signOut();
    lockstep.reconnect();
    await time.settle();
    expect(lockstep.connection.state).toEqual({ status: "parked", reason: "Nobody is signed in." });
  });

  it("refuses open subscriptions, those of an Apollo Client included", async () => {
    const [ends, told]: [string[], string[]] = [[], []];
    await openProject();
    const [heard, watched] = [subscribe(ends, "open"), watch(told, "open")];
    await until(() => heard.results > 0 && watched.results > 0);
    await lockstep.signOut();
    await until(() => told.length === 1);
    expect([ends, told]).toEqual([["open refused UNAUTHENTICATED"], ["open failed UNAUTHENTICATED"]]);
  });
});

function connect(findPerson: () => string | null): Lockstep {
  return server.connect(findPerson, { environment: time.environment });
}

async function openProject(): Promise<ProjectHandle> {
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  return project;
}

interface Heard {
  results: number;
}

function streamOf(ends: string[], name: string, heard: Heard = { results: 0 }): StreamOptions {
  return {
    request: () => ({ query: projectEventsText, variables: { projectId: shared.id, announce: false, after: null } }),
    next: () => {
      heard.results += 1;
    },
    refused([error]) {
      ends.push(`${name} refused ${error?.extensions?.["code"]}`);
      return null;
    },
    completed: () => ends.push(`${name} completed`),
    interrupted: () => {},
  };
}

function subscribe(ends: string[], name: string): Heard {
  const heard: Heard = { results: 0 };
  lockstep.subscribe(streamOf(ends, name, heard));
  return heard;
}

/** Subscribes by an Apollo Client. */
function watch(told: string[], name: string): Heard {
  const heard: Heard = { results: 0 };
  const client = new ApolloClient({ link: createLockstepLink(lockstep), cache: new InMemoryCache() });
  const variables = { projectId: shared.id, announce: false, after: null };
  client.subscribe({ query: ProjectEventsDocument, variables }).subscribe({
    next({ error }) {
      heard.results += 1;
      if (CombinedGraphQLErrors.is(error)) told.push(`${name} failed ${error.errors[0]?.extensions?.["code"]}`);
    },
    complete() {
      if (!told.some((each) => each.startsWith(`${name} failed`))) told.push(`${name} completed`);
    },
  });
  return heard;
}
