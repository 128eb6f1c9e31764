import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ApolloClient, gql } from "@apollo/client";
import { buildSchema, isObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { applyActivity } from "../../client/apollo/apply-activity.ts";
import { lockstepCache } from "../../client/apollo/lockstep-cache.ts";
import { createLockstepLink } from "../../client/apollo/lockstep-link.ts";
import { projectRoot } from "../../src/config/project-root.ts";
import {
  BoardDocument,
  type BoardQuery,
  MoveTaskDocument,
  type TaskPartsFragment,
} from "../support/generated/graphql.ts";
import { range } from "../support/range.ts";
import {
  type Answer,
  answerBoard,
  createPausedClient,
  cursorOf,
  makeEvent,
  makeTask,
  projectId,
  readTasks,
  readTitles,
  titlesOf,
  writePage,
  writeTask,
} from "./answers.ts";

const schema = buildSchema(readFileSync(join(projectRoot, "schema/schema.graphql"), "utf8"));

describe("a list", () => {
  it.each(["nodes", "edges"] as const)("read as %s has all pages, in order and without duplicates", (reader) => {
    const cache = lockstepCache();
    const tasks = range(1, 6).map((place) => makeTask({ place }));
    writePage(cache, tasks.slice(0, 2), { hasNextPage: true });
    writePage(cache, tasks.slice(1, 4), { after: cursorOf(tasks[1]), hasNextPage: true });
    writePage(cache, tasks.slice(4), { after: cursorOf(tasks[3]) });
    expect(readTitles(cache, reader)).toEqual(titlesOf(tasks));
  });

  it("keeps its other pages when the first is fetched again", () => {
    const cache = lockstepCache();
    const tasks = range(1, 6).map((place) => makeTask({ place }));
    writePage(cache, tasks.slice(0, 3), { hasNextPage: true });
    writePage(cache, tasks.slice(3), { after: cursorOf(tasks[2]) });
    const [one, , three] = tasks;
    if (!one || !three) throw new Error("There are six.");
    const added = makeTask({ place: 1.5, title: "added" });
    writePage(cache, [one, added, three], { hasNextPage: true, overwrite: true });
    expect(readTitles(cache, "nodes")).toEqual(["1", "added", "3", "4", "5", "6"]);
    expect(readTasks(cache, "nodes").pageInfo).toMatchObject({ hasNextPage: false, endCursor: cursorOf(tasks[5]) });
  });

  it("has the cursors and the totals of the server, whichever reader asked", () => {
    const cache = lockstepCache();
    const tasks = range(1, 3).map((place) => makeTask({ place }));
    writePage(cache, tasks);
    const { edges, pageInfo, totalCount } = readTasks(cache, "edges");
    expect(edges?.map(({ cursor }) => cursor)).toEqual(tasks.map(cursorOf));
    expect({ pageInfo, totalCount }).toMatchObject({
      pageInfo: { hasNextPage: false, endCursor: cursorOf(tasks[2]) },
      totalCount: 3,
    });
  });

  it("is one for equal filters, and another for others", () => {
    const cache = lockstepCache();
    writePage(cache, [makeTask({ place: 1 }), makeTask({ place: 2 })]);
    writePage(cache, [makeTask({ place: 3, status: "DONE" })], { filter: { status: ["DONE"], priority: null } });
    expect(readTitles(cache, "nodes", {})).toEqual(["1", "2"]);
    expect(readTitles(cache, "nodes", { priority: null, status: ["DONE"] })).toEqual(["3"]);
    expect(() => readTitles(cache, "nodes", { assigneeId: null })).toThrow();
  });

  it("follows what changes of its items, in place and filter", () => {
    const cache = lockstepCache();
    const tasks = range(1, 3).map((place) => makeTask({ place }));
    writePage(cache, tasks);
    writePage(cache, tasks, { filter: { status: ["TODO"] } });
    writeTask(cache, { ...makeTask({ place: 1 }), position: "a9", version: 1 });
    expect(readTitles(cache, "nodes")).toEqual(["2", "3", "1"]);
    writeTask(cache, { ...makeTask({ place: 2 }), status: "DONE", version: 1 });
    expect(readTitles(cache, "nodes")).toEqual(["3", "1", "2"]);
    expect(readTasks(cache, "nodes", { status: ["TODO"] }).totalCount).toBe(2);
  });
});

describe("an older answer", () => {
  it("overwrites no newer version, whatever it is called and wherever it stands", () => {
    const cache = lockstepCache();
    writePage(cache, [{ ...makeTask({ place: 1 }), title: "new", version: 5 }]);
    writeTask(cache, { ...makeTask({ place: 1 }), title: "old", version: 4 });
    const data = { task: { __typename: "Task", id: makeTask({ place: 1 }).id, heading: "old", v: 3 } };
    cache.writeQuery({ query: gql`query { task(id: "1") { id heading: title v: version } }`, data });
    expect(readTitles(cache, "nodes")).toEqual(["new"]);
    expect(cache.readQuery({ query: gql`query { task(id: "1") { id heading: title v: version } }` })).toMatchObject({
      task: { heading: "new", v: 5 },
    });
  });

  it("overwrites field by field only: what a newer answer did not select is taken from the older", () => {
    const cache = lockstepCache();
    writePage(cache, [{ ...makeTask({ place: 1 }), version: 1 }]);
    const { id } = makeTask({ place: 1 });
    const counts = gql`query { task(id: "1") { id version commentCount } }`;
    cache.writeQuery({ query: counts, data: { task: { __typename: "Task", id, version: 3, commentCount: 1 } } });
    writeTask(cache, { ...makeTask({ place: 1 }), title: "renamed", version: 2, commentCount: 0 });
    expect(readTitles(cache, "nodes")).toEqual(["renamed"]);
    expect(cache.readQuery({ query: counts })).toMatchObject({ task: { version: 3, commentCount: 1 } });
  });

  it("with two states of one task leaves the newest of them", () => {
    for (const versions of [
      [1, 2],
      [2, 1],
    ]) {
      const cache = lockstepCache();
      writeTask(cache, { ...makeTask({ place: 1 }), version: 0 });
      const [one, other] = versions.map((version) => ({ ...makeTask({ place: 1 }), title: `v${version}`, version }));
      const query = gql`query { one: task(id: "1") { id title version } other: task(id: "2") { id title version } }`;
      cache.writeQuery({ query, data: { one, other } });
      expect(cache.readQuery<{ one: TaskPartsFragment }>({ query })?.one.title).toBe("v2");
    }
  });

  it("about the project does not restore its name or number, nor the role of a member", () => {
    const cache = lockstepCache();
    const write = (answer: Answer) => cache.writeQuery({ query: BoardDocument, variables, data: answerBoard(answer) });
    const variables = { projectId };
    write({ seq: 7, name: "new", role: "ADMIN" });
    write({ seq: 6, name: "old", role: "VIEWER" });
    const { project } = cache.readQuery<BoardQuery>({ query: BoardDocument, variables }) ?? {};
    expect(project).toMatchObject({ seq: 7, name: "new", members: { nodes: [{ role: "ADMIN" }] } });
  });

  describe("to a query that was sent after the newer one was seen comes from another history", () => {
    const query = gql`query Board($projectId: ID!) {
      project(id: $projectId) { id seq name tasks { nodes { id title status position version } } }
    }`;
    const variables = { projectId };
    const first = makeTask({ place: 1 });

    it.each<[string, Answer]>([
      ["whose number is lower", { seq: 5, tasks: [{ ...first, title: "restored", version: 9 }] }],
      ["which has grown on, but not the version", { seq: 12, tasks: [{ ...first, title: "restored", version: 2 }] }],
    ])("%s: versions and deletions of the project are forgotten", async (_name, restored) => {
      const { client, cache, answer } = await connectCanned();
      const ask = () => client.query({ query, variables, fetchPolicy: "network-only" });
      answer({ seq: 7, name: "lost", tasks: [{ ...first, title: "lost", version: 9 }, makeTask({ place: 2 })] });
      await ask();
      applyActivity(cache, makeEvent("TaskDeleted", 8, { taskId: makeTask({ place: 2 }).id }));
      answer({ ...restored, tasks: [...(restored.tasks ?? []), { ...makeTask({ place: 2 }), title: "back" }] });
      await ask();
      const { project } = cache.readQuery<BoardQuery>({ query, variables }) ?? {};
      expect(project).toMatchObject({ seq: restored.seq, name: "Launch" });
      expect(project?.tasks.nodes.map(({ title }) => title)).toEqual(["restored", "back"]);
    });

    it("but not to one that was on its way meanwhile: that is dropped", async () => {
      const { client, cache, answer, hold } = await connectCanned();
      const ask = () => client.query({ query, variables, fetchPolicy: "network-only" });
      answer({ seq: 7, tasks: [{ ...first, version: 1 }] });
      await ask();
      const release = hold();
      const late = ask();
      await release.reached;
      applyActivity(
        cache,
        makeEvent("TaskUpdated", 8, { task: { ...first, title: "new", version: 2 }, taskChanges: ["TITLE"] }),
      );
      release();
      await late;
      const { project } = cache.readQuery<BoardQuery>({ query, variables }) ?? {};
      expect(project).toMatchObject({ seq: 8, tasks: { nodes: [{ title: "new", version: 2 }] } });
    });

    it("but not to a mutation: a retry is answered with its first outcome", async () => {
      const { client, cache, answer } = await connectCanned();
      answer({ seq: 7, tasks: [{ ...first, title: "newer", version: 9 }] });
      await client.query({ query, variables, fetchPolicy: "network-only" });
      const mutation = gql`mutation { updateTask(input: { taskId: "${first.id}", title: "mine", clientMutationId: "1" }) {
        ... on UpdateTaskPayload { task { id title version } seq }
      } }`;
      answer({
        updateTask: { __typename: "UpdateTaskPayload", task: { ...first, title: "mine", version: 3 }, seq: 4 },
      });
      await client.mutate({ mutation });
      const { project } = cache.readQuery<BoardQuery>({ query, variables }) ?? {};
      expect(project).toMatchObject({ seq: 7, tasks: { nodes: [{ title: "newer", version: 9 }] } });
    });

    it("but not when an entry of the log shows the older state", async () => {
      const { client, cache, answer } = await connectCanned();
      answer({ seq: 7, tasks: [{ ...first, title: "newer", version: 9 }] });
      await client.query({ query, variables, fetchPolicy: "network-only" });
      const history = gql`query { project(id: "${projectId}") { id seq activity { nodes {
        ... on Activity { seq } ... on TaskUpdated { task { id title version } }
      } } } }`;
      const nodes = [{ __typename: "TaskUpdated", seq: 4, task: { ...first, title: "older", version: 3 } }];
      answer({
        project: {
          __typename: "Project",
          id: projectId,
          seq: 7,
          activity: { __typename: "ActivityConnection", nodes },
        },
      });
      await client.query({ query: history });
      const { project } = cache.readQuery<BoardQuery>({ query, variables }) ?? {};
      expect(project).toMatchObject({ seq: 7, tasks: { nodes: [{ title: "newer", version: 9 }] } });
    });
  });
});

/** A client of the kit whose server gives the answers that the test names. */
async function connectCanned() {
  let data: object = {};
  let held: Promise<void> | undefined;
  let reach = () => {};
  const cache = lockstepCache();
  const link = createLockstepLink({
    url: "http://localhost/graphql",
    getToken: () => null,
    webSocketImpl: WebSocket,
    fetch: async () => {
      reach();
      const body = JSON.stringify({ data });
      await held;
      return new Response(body, { headers: { "content-type": "application/json" } });
    },
  });
  return {
    cache,
    client: new ApolloClient({ cache, link }),
    answer: (next: Answer | object) => {
      data = "seq" in next ? answerBoard(next) : next;
    },
    /** Requests wait for their answer until it is released. */
    hold() {
      let release = () => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      const reached = new Promise<void>((resolve) => {
        reach = resolve;
      });
      return Object.assign(() => release(), { reached });
    },
  };
}

describe("an older list", () => {
  it("overwrites no newer one, although its document does not select how new it is", async () => {
    const { client, cache, settle } = createPausedClient();
    const query = gql`query Titles($projectId: ID!) {
      project(id: $projectId) { ...Titles }
    }
    fragment Titles on Project { name tasks { nodes { id title status position version } } }`;
    const [one, two, three] = range(1, 3).map((place) => makeTask({ place }));
    if (!one || !two || !three) throw new Error("There are three.");
    const answer = (seq: number, tasks: readonly TaskPartsFragment[]) => ({
      data: { project: answerBoard({ seq, tasks }).project },
    });
    const ask = () => client.query({ query, variables: { projectId }, fetchPolicy: "network-only" });
    const first = ask();
    settle(answer(2, [one, two]));
    await first;
    const late = ask();
    applyActivity(cache, makeEvent("TaskDeleted", 3, { taskId: one.id }));
    applyActivity(cache, makeEvent("TaskCreated", 4, { task: three }));
    settle(answer(2, [one, two]));
    await late;
    const { project } = client.readQuery<BoardQuery>({ query, variables: { projectId } }) ?? {};
    expect(project?.tasks.nodes.map(({ title }) => title)).toEqual(["2", "3"]);
  });

  it("is told from others by names that only a project's and a task's lists have", () => {
    const owners: Record<string, string[]> = {};
    for (const type of Object.values(schema.getTypeMap()).filter(isObjectType))
      for (const name of Object.keys(type.getFields())) owners[name] = [...(owners[name] ?? []), type.name];
    const { tasks, members, activity, comments } = owners;
    expect([tasks, members, activity, comments]).toEqual([["Project"], ["Project"], ["Project"], ["Task"]]);
  });
});

describe("an optimistic answer", () => {
  it("is shown although its version is no newer, and is gone without a trace when it was wrong", async () => {
    const { client, cache, settle } = createPausedClient();
    writePage(cache, [makeTask({ place: 1 }), makeTask({ place: 2 })]);
    const moved = { ...makeTask({ place: 1 }), status: "DONE" as const };
    const mutation = client.mutate({
      mutation: MoveTaskDocument,
      variables: { input: { taskId: moved.id, status: "DONE" } },
      optimisticResponse: { moveTask: { __typename: "MoveTaskPayload", task: moved, seq: 0, clientMutationId: null } },
    });
    expect(readTitles(cache, "nodes", undefined, true)).toEqual(["2", "1"]);
    // Others change the same task meanwhile: the optimistic state stays until it is known better.
    writeTask(cache, { ...makeTask({ place: 1 }), title: "renamed", version: 1 });
    expect(readTitles(cache, "nodes", undefined, true)).toEqual(["2", "1"]);
    settle({ errors: [{ message: "No." }] });
    await expect(mutation).rejects.toThrow("No.");
    expect(readTitles(cache, "nodes", undefined, true)).toEqual(["renamed", "2"]);
  });
});
