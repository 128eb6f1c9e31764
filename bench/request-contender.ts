import { Client } from "pg";
import { startPostgresProxy } from "../test/support/postgres-proxy.ts";
import { jwtSecret } from "../test/support/sign-token.ts";
import type { Bench, Contender } from "./bench.ts";
import { contractDocument } from "./documents.ts";
import type { LoadCommands } from "./load/load.ts";
import type { RequestSubject } from "./load/requests.ts";
import { startLockstep } from "./lockstep.ts";
import { startChild } from "./process/child.ts";
import { type Server, startServer } from "./process/server.ts";
import { type Seed, type SeedOptions, seed } from "./seed.ts";

export const perSecondUnit = "requests a second";
export const perCpuSecondUnit = "requests a CPU second of the server";
export const cpuUnit = "µs CPU of the server a request";
export const allCpuUnit = "µs CPU of server and PostgreSQL a request";

export type ApiName = "lockstep" | "usual-way";

export const apiLabels: Readonly<Record<ApiName, string>> = { lockstep: "Lockstep", "usual-way": "the usual way" };

export interface RequestsContenderOptions {
  readonly units: readonly string[];
  readonly seed: SeedOptions;
  /** Called with the database before the server starts. */
  readonly prepare?: (databaseUrl: string, seed: Seed) => Promise<void>;
  /** Milliseconds by which each answer of PostgreSQL comes later; default 0. */
  readonly databaseDelay?: number;
  /** The operation of the contract that is sent. */
  readonly operation: "UpdateTask" | "ApplyChanges" | "Board";
  /** Number of changes that each request makes. */
  readonly changesEach: number;
  /** Number of requests in flight; default 16. */
  readonly concurrency?: number;
  readonly subjects: (seed: Seed) => readonly RequestSubject[];
  /** Text that every answer must hold. */
  readonly expected: string;
}

const modules = {
  load: new URL("./load/load.js", import.meta.url),
  usualWay: new URL("./peers/usual-way/server.js", import.meta.url),
};

/**
 * A server that answers requests over HTTP. Every round checks that what it says to have changed is in the database.
 */
export function requestContender(bench: Bench, name: ApiName, options: RequestsContenderOptions): Contender {
  return {
    label: apiLabels[name],
    units: options.units,
    async start() {
      const databaseUrl = await bench.services.createDatabase();
      const seeded = await seed(databaseUrl, options.seed);
      await options.prepare?.(databaseUrl, seeded);
      const { databaseDelay: delay = 0 } = options;
      const proxy = delay > 0 ? await startPostgresProxy(databaseUrl, { delay }) : null;
      const server = await startApi(bench, name, proxy?.url ?? databaseUrl);
      const load = startChild<LoadCommands>({ module: modules.load, core: "load" });
      const subjects = options.subjects(seeded);
      const tokens = [...new Set(subjects.map(({ token }) => token))];
      const query = contractDocument(options.operation);

      async function send(seconds: number) {
        const { expected, concurrency = 16 } = options;
        return load.call("requests", { url: server.url, query, subjects, expected, concurrency, seconds });
      }

      async function readCpu() {
        return { server: await server.cpuSeconds(), database: await bench.services.databaseCpuSeconds() };
      }

      async function round() {
        const changesBefore = await countChanges(databaseUrl);
        const cpuBefore = await readCpu();
        const { answered, seconds } = await send(bench.isQuick ? 1 : 4);
        const cpuAfter = await readCpu();
        const ofServer = cpuAfter.server - cpuBefore.server;
        const ofAll = ofServer + cpuAfter.database - cpuBefore.database;
        const changes = (await countChanges(databaseUrl)) - changesBefore;
        if (changes !== answered * options.changesEach) {
          throw new Error(`${answered} answers, and ${changes} changes in the database`);
        }
        return {
          [perSecondUnit]: answered / seconds,
          [perCpuSecondUnit]: answered / ofServer,
          [cpuUnit]: (ofServer * 1e6) / answered,
          [allCpuUnit]: (ofAll * 1e6) / answered,
        };
      }

      await send(bench.isQuick ? 1 : 5);
      return {
        server,
        // Both remember a token for a while. Else the slower one would verify each token anew.
        prepare: () => load.call("present", { url: server.url, tokens }),
        round,
        async close() {
          await Promise.all([load.stop(), server.stop()]);
          await proxy?.close();
        },
      };
    },
  };
}

function startApi({ services }: Bench, name: ApiName, databaseUrl: string): Promise<Server> {
  const { redisUrl } = services;
  if (name === "lockstep") return startLockstep(databaseUrl, redisUrl);
  return startServer({ module: modules.usualWay, argument: { databaseUrl, redisUrl, jwtSecret } });
}

/** By the projects' numbers and by the rows of the log, which must agree. */
async function countChanges(databaseUrl: string): Promise<number> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    const { rows } = await client.query<{ seqs: number; rows: number }>(
      "SELECT (SELECT sum(seq)::int FROM project_heads) AS seqs, (SELECT count(*)::int FROM activities) AS rows",
    );
    const [counts] = rows;
    if (!counts || counts.seqs !== counts.rows) throw new Error("the log does not have as many rows as changes");
    return counts.seqs;
  } finally {
    await client.end();
  }
}

/** Every task of every project, project after project in turn, each asked for by the project's first member. */
export function taskSubjects({ projects, tokens }: Seed): RequestSubject[] {
  const [{ taskIds = [] } = {}] = projects;
  return taskIds.flatMap((_, position) =>
    projects.map(({ taskIds: ids, members }) => ({
      taskId: ids[position] ?? "",
      token: tokens[members[0] ?? 0] ?? "",
    })),
  );
}

/** Every project with all of its tasks, changed by its first member. */
export function batchSubjects({ projects, tokens }: Seed): RequestSubject[] {
  return projects.map(({ id, taskIds, members }) => ({
    changedProjectId: id,
    taskIds,
    token: tokens[members[0] ?? 0] ?? "",
  }));
}

/** Every project, asked for by each of its members in turn. */
export function memberSubjects({ projects, tokens }: Seed): RequestSubject[] {
  return projects.flatMap(({ id, members }) =>
    members.map((member) => ({ projectId: id, token: tokens[member] ?? "" })),
  );
}

/** Every project, asked for by its first member. */
export function projectSubjects({ projects, tokens }: Seed): RequestSubject[] {
  return projects.map(({ id, members }) => ({ projectId: id, token: tokens[members[0] ?? 0] ?? "" }));
}
