import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { administer } from "../support/administer.ts";
import { dropDatabase } from "../support/drop-database.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { type Launched, launch } from "../support/launch.ts";
import { runAfterDeath } from "../support/run-after-death.ts";
import { buildImage, type Image } from "./build-image.ts";

let folder: string;
let image: Image;
let buildStage: Image;
let databaseUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-image-"));
  await chmod(folder, 0o755);
  const built = await buildImage(projectRoot, folder);
  image = built.image;
  buildStage = built.stage("build");
  const name = `lockstep_image_${Date.now()}`;
  await administer(inject("postgres").url, `CREATE DATABASE ${name}`);
  databaseUrl = Object.assign(new URL(inject("postgres").url), { pathname: name }).href;
});

afterAll(async () => {
  await dropDatabase(inject("postgres").url, new URL(databaseUrl).pathname.slice(1));
  await rm(folder, { recursive: true });
});

it("is built and run on the same slim Node 24, as an ordinary user", () => {
  expect([buildStage.base, image.base, image.user]).toEqual(["node:24-slim", "node:24-slim", "1000:1000"]);
});

it("takes into the build nothing but what it reads", async () => {
  expect(await readdir(inside(buildStage, "."))).toEqual([...read, "node_modules"].sort());
});

it("holds what runs, and of the packages those of production alone", async () => {
  expect(await readdir(inside(image, "."))).toEqual(["dist", "node_modules", "package.json", "prisma"]);
  const installed = await readLocked(inside(image, "node_modules/.package-lock.json"));
  const needed = Object.entries(await readLocked(join(projectRoot, "package-lock.json"))).filter(
    ([path, { dev = false, devOptional = false, optional = false }]) => path && !dev && !devOptional && !optional,
  );
  expect(new Set(Object.keys(installed))).toEqual(new Set(needed.map(([path]) => path)));
  expect(Object.keys(installed)).toContain("node_modules/fastify");
});

it("wants a database of its own in one sentence", async () => {
  const { output, ended } = start(image.command, secrets);
  expect(await ended).toBe(1);
  expect(output).toEqual([expect.stringMatching(/^DATABASE_URL must be set in production\.$/)]);
});

it.each([
  ["none", "", /^AUTH_SECRET must be set .*\.$/],
  ["one of an example", "please-change-me-before-you-deploy-this", /^AUTH_SECRET is too easily guessed .*\.$/],
])("does not start with a secret that protects nothing: %s", async (_which, secret, sentence) => {
  const { output, ended } = start(image.command, { DATABASE_URL: databaseUrl, AUTH_SECRET: secret });
  expect(await ended).toBe(1);
  expect(output).toEqual([expect.stringMatching(sentence)]);
});

it("migrates by a command of its own, serves as an ordinary user, tells its health, and stops in order", async () => {
  const variables = { ...secrets, DATABASE_URL: databaseUrl, REDIS_URL: inject("redisUrl") };
  const migration = start(["node", "dist/server/src/main.js", "migrate"], variables);
  expect([await migration.ended, ...migration.output]).toEqual([0, expect.stringMatching(/^Applied \d{14}_init/)]);

  const port = String(await findFreePort());
  const server = start(image.command, { ...variables, PORT: port });
  const check = () => start(image.healthCheck, { PORT: port }).ended;
  expect(await check()).toBe(1);
  await server.line(/listens on http:\/\/0\.0\.0\.0:/);
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect(await ready.json()).toEqual({ status: "ready", database: "up", redis: "up", mail: "none", issuer: "none" });
  const page = await fetch(`http://127.0.0.1:${port}/graphql`, { headers: { accept: "text/html" } });
  expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/html")]);
  expect(await check()).toBe(0);
  expect((await stat(`/proc/${server.child.pid}`)).uid).toBe(account.uid ?? process.getuid?.());

  server.child.kill();
  expect(await server.ended).toBe(0);
});

/** Files that .dockerignore lets through. */
const read = [
  "client",
  "package-lock.json",
  "package.json",
  "prisma",
  "prisma.config.ts",
  "schema",
  "scripts",
  "src",
  "tsconfig.engine.json",
  "tsconfig.json",
  "vite.config.ts",
  "web",
];

type Locked = Readonly<Record<string, { readonly dev?: true; readonly devOptional?: true; readonly optional?: true }>>;

async function readLocked(path: string): Promise<Locked> {
  return (JSON.parse(await readFile(path, "utf8")) as { readonly packages: Locked }).packages;
}

const secrets = { AUTH_SECRET: randomBytes(32).toString("hex"), DRAIN_SECONDS: "0" };

/** The number of the user `node` in Node's images; who is not root runs it in the own name. */
const account = process.getuid?.() === 0 ? { uid: 1_000, gid: 1_000 } : {};

function inside({ root, workdir }: Image, path: string): string {
  return join(root, workdir, path);
}

/** Runs a command of the image with its own variables and no others than those given. */
function start(command: readonly string[], variables: Readonly<Record<string, string>>): Launched {
  const { PATH } = process.env;
  const env = { PATH, ...image.variables, ...variables };
  const launched = launch(command, { ...account, cwd: inside(image, "."), env });
  const callOff = runAfterDeath(`kill -9 ${launched.child.pid}`);
  void launched.ended.then(callOff);
  return launched;
}
