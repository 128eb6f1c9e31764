import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { administer } from "../support/administer.ts";
import { copyFiles } from "../support/copy-files.ts";
import { dropDatabase } from "../support/drop-database.ts";
import { findServerFolder } from "../support/find-server-folder.ts";
import {
  BoardDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  ProjectsDocument,
  type ProjectsQuery,
} from "../support/generated/graphql.ts";
import { isLongRun } from "../support/long-run.ts";
import { post } from "../support/person.ts";
import { range } from "../support/range.ts";
import { failToStart, type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { jwtSecret, signToken } from "../support/sign-token.ts";

let dataDir: string;
let variables: Record<string, string>;
let running: ServerProcess[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(await findServerFolder(), "lockstep-start-"));
  variables = { PORT: "0", DATA_DIR: dataDir, DATABASE_URL: "", REDIS_URL: "" };
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((server) => server.stop("SIGTERM")));
  await rm(dataDir, { recursive: true, force: true });
});

describe("a server with nothing but a data folder", () => {
  it("makes a demo project that the printed token and accounts open", async () => {
    const server = await start();
    const projects = await findProjects(server);
    expect(projects).toMatchObject([{ name: "Launch", viewerRole: "OWNER" }]);

    const accounts = await server.line(/Demo accounts/);
    const [, email = "", password = ""] = /and (\S+), password (\S+)/.exec(accounts) ?? [];
    const signedIn = await fetch(`${server.url}/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((value) => value.split(";")[0])
      .join("; ");
    const issued = await fetch(`${server.url}/auth/token`, { headers: { cookie } });
    const { token } = (await issued.json()) as { token: string };
    const answer = await send(server, ProjectsDocument, {}, token);
    expect(answer.projects.nodes).toMatchObject([{ name: "Launch", viewerRole: "MEMBER" }]);
  });

  it("does not start in production, and makes no files", async () => {
    Object.assign(variables, { NODE_ENV: "production", AUTH_SECRET: randomBytes(32).toString("hex") });
    expect(await failToStart(variables)).toEqual({ code: 1, output: ["DATABASE_URL must be set in production."] });
    expect(await readdir(dataDir)).toEqual([]);
  });

  it("ends in order at signals, recovers after kill -9, and keeps what was written", async () => {
    await takeMigratedData();
    const titles: string[] = [];
    let server = await start();
    const signals = [["SIGINT", 0] as const, ["SIGTERM", 0] as const, ["SIGKILL", null] as const];
    for (const [signal, code] of isLongRun ? signals : signals.slice(1)) {
      titles.push(await writeTask(server, `Written before ${signal}`));
      expect(await server.stop(signal)).toBe(code);
      server = await start();
      expect(await readTitles(server)).toEqual(expect.arrayContaining(titles));
    }
  });

  it("refuses a second server on its data folder or its port, each in one sentence", async () => {
    await takeMigratedData();
    const { url } = await start();
    const second = await failToStart(variables);
    expect(second.code).toBe(1);
    expect(second.output).toEqual([expect.stringContaining(dataDir)]);

    const other = await mkdtemp(join(await findServerFolder(), "lockstep-start-"));
    const { code, output } = await failToStart({ ...variables, PORT: new URL(url).port, DATA_DIR: other });
    await rm(other, { recursive: true });
    expect(code).toBe(1);
    expect(output).toEqual([expect.stringMatching(/^Port \d+ on 127\.0\.0\.1 is in use: .*\.$/)]);
  });

  it.each([
    "file/data",
    "/proc/lockstep/data",
    ...(isLongRun ? ["file", "/proc", "/dev/null/data", "/sys/lockstep"] : []),
  ])("refuses the data folder %s, which cannot be one, in one sentence", async (path) => {
    await writeFile(join(dataDir, "file"), "");
    const { code, output } = await failToStart({ ...variables, DATA_DIR: resolve(dataDir, path) });
    expect(code).toBe(1);
    expect(output).toEqual([expect.stringMatching(/^DATA_DIR \/.* cannot be used: .*\.$/)]);
  });
});

describe("servers that start at the same moment on one empty database", () => {
  it("all come up and serve the same project", async () => {
    const { url: adminUrl } = inject("postgres");
    const name = `lockstep_start_${randomBytes(8).toString("hex")}`;
    await administer(adminUrl, `CREATE DATABASE ${name}`);
    const databaseUrl = new URL(adminUrl);
    databaseUrl.pathname = name;
    Object.assign(variables, {
      DATABASE_URL: databaseUrl.href,
      REDIS_URL: inject("redisUrl"),
      AUTH_SECRET: "a secret of tests that is long enough to be taken",
      AUTH_JWT_SECRET: jwtSecret,
    });
    const servers = await Promise.all(range(1, isLongRun ? 3 : 2).map(start));
    const token = await signToken("Ada");
    const [first] = servers;
    if (first) await send(first, CreateProjectDocument, { input: { name: "Shared" } }, token);
    for (const server of servers) {
      const { projects } = await send(server, ProjectsDocument, {}, token);
      expect(projects.nodes).toMatchObject([{ name: "Shared" }]);
    }
    await Promise.all(servers.map((server) => server.stop("SIGTERM")));
    await dropDatabase(adminUrl, name);
  });
});

/** Leaves out the set-up of a cluster, which takes longer than a start. */
async function takeMigratedData(): Promise<void> {
  await copyFiles(join(inject("postgres").dataDir, "postgres"), join(dataDir, "postgres"));
}

async function start(): Promise<ServerProcess> {
  const server = await startServerProcess(variables);
  running.push(server);
  return server;
}

async function findProjects(server: ServerProcess): Promise<ProjectsQuery["projects"]["nodes"]> {
  return (await send(server, ProjectsDocument, {})).projects.nodes;
}

async function writeTask(server: ServerProcess, title: string): Promise<string> {
  const [project] = await findProjects(server);
  await send(server, CreateTaskDocument, { input: { projectId: project?.id ?? "", title } });
  return title;
}

async function readTitles(server: ServerProcess): Promise<string[] | undefined> {
  const [project] = await findProjects(server);
  const board = await send(server, BoardDocument, { projectId: project?.id ?? "" });
  return board.project?.tasks.nodes.map((task) => task.title);
}

/** Sends an operation with the token that the server printed, or another one. */
async function send<TData, TVariables>(
  server: ServerProcess,
  document: TypedDocumentNode<TData, TVariables>,
  variables: TVariables,
  token?: string,
): Promise<TData> {
  const shown = token ?? /Bearer ([^"]+)/.exec(await server.line(/^\{"Authorization"/))?.[1];
  const { data, errors } = await post<TData>(server.url, shown, { query: print(document), variables });
  if (!data) throw new Error(JSON.stringify(errors));
  return data;
}
