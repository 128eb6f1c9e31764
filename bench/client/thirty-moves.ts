import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { createLockstep } from "../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep, ProjectHandle } from "../../client/core/lockstep/lockstep.ts";
import { createMemoryCopies, createMemoryOutbox } from "../../client/core/storage/memory-storage.ts";
import { figureBar } from "../bar.ts";
import { compare, type Started } from "../bench.ts";
import { startLockstep } from "../lockstep.ts";
import type { Measurement } from "../measurement.ts";
import { seed } from "../seed.ts";
import type { Services } from "../services.ts";

const contender = "Lockstep core";
const units = {
  all: "ms of CPU, client and server",
  client: "ms of CPU, client",
  server: "ms of CPU, server",
  requests: "requests",
};

/** Times that 30 tasks are moved in a round: the kernel counts the server's time in ticks of 10 ms. */
const repeats = 10;

export const thirtyMoves: Measurement = {
  name: "thirty-moves",
  title: "2,000 tasks, 30 of them moved at once, Node to the server and back",
  async measure(bench) {
    const figures = await compare(bench, this.name, [
      { label: contender, units: Object.values(units), start: () => start(bench.services) },
    ]);
    const bar = (unit: string, text: string, limit: number) =>
      figureBar(figures, { contender, unit, text, bound: "most", limit });
    return { figures, bars: [bar(units.requests, "one request", 1), bar(units.all, "≤ 200 ms of CPU", 200)] };
  },
};

async function start(services: Services): Promise<Started> {
  const databaseUrl = await services.createDatabase();
  const { projects, tokens } = await seed(databaseUrl, { projects: 1, tasksEach: 2_000, users: 1, membersEach: 1 });
  const [{ id: projectId, taskIds } = { id: "", taskIds: [] }] = projects;
  const server = await startLockstep(databaseUrl, services.redisUrl);
  let requests = 0;
  const lockstep = createLockstep({
    url: `${server.url}/graphql`,
    getToken: () => tokens[0] ?? null,
    webSocketImpl: WebSocket,
    storage: () => ({
      copies: createMemoryCopies(Date.now),
      outbox: createMemoryOutbox(),
      persist: async () => true,
      wipe: async () => {},
      close: () => {},
    }),
    fetch: (url, request) => {
      requests += 1;
      return fetch(url, request);
    },
  });
  const project = lockstep.project(projectId);
  await until(project, () => project.stream.kind === "following" && project.stream.isLive);
  let isDone = false;
  return {
    server,
    async round() {
      requests = 0;
      const [clientBefore, serverBefore] = [process.cpuUsage(), await server.cpuSeconds()];
      for (let count = 0; count < repeats; count += 1) {
        isDone = !isDone;
        await moveThirty(lockstep, project, taskIds, isDone ? "DONE" : "TODO");
      }
      const { user, system } = process.cpuUsage(clientBefore);
      const ofClient = (user + system) / 1_000 / repeats;
      const ofServer = ((await server.cpuSeconds()) - serverBefore) * (1_000 / repeats);
      return {
        [units.all]: ofClient + ofServer,
        [units.client]: ofClient,
        [units.server]: ofServer,
        [units.requests]: requests / repeats,
      };
    },
    async close() {
      lockstep.close();
      await server.stop();
    },
  };
}

/** Resolves when the server has confirmed the moves and their events have arrived. */
async function moveThirty(
  lockstep: Lockstep,
  project: ProjectHandle,
  taskIds: readonly string[],
  status: "DONE" | "TODO",
): Promise<void> {
  const expected = project.state.seq + 30;
  for (const taskId of taskIds.slice(0, 30)) project.submit({ kind: "moveTask", input: { taskId, status } });
  await until(project, () => project.state.seq >= expected);
  while (lockstep.outbox.intents.length > 0) await sleep(1);
}

function until(project: ProjectHandle, isReached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isReached()) return;
      end();
      resolve();
    };
    const end = project.subscribe("state", look);
    look();
  });
}
