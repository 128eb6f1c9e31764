import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { Lockstep, LockstepOptions } from "../../client/core/lockstep/index.ts";
import { projectRoot } from "../../src/config/project-root.ts";
import { createProject } from "../support/board.ts";
import { startInstance } from "../support/instance.ts";
import { launch } from "../support/launch.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { signToken } from "../support/sign-token.ts";
import { isLive, until } from "./core/lockstep/until.ts";
import { linkPackages } from "./guide/guide-app.ts";

it("docs/trusted-documents.md: the set-ups of GraphQL Code Generator and the client kit work from end to end", async () => {
  const app = await mkdtemp(join(tmpdir(), "lockstep-codegen-"));
  onTestFinished(() => rm(app, { recursive: true }));
  const page = await readFile(join(projectRoot, "docs/trusted-documents.md"), "utf8");
  for (const [, path = "", text = ""] of page.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)) {
    await mkdir(dirname(join(app, path)), { recursive: true });
    await writeFile(join(app, path), text);
  }
  await cp(join(projectRoot, "schema/schema.graphql"), join(app, "schema.graphql"));
  await linkPackages(app);
  await writeFile(join(app, "package.json"), '{ "private": true, "type": "module" }');
  const run = async (...args: string[]) => {
    const { ended, output } = launch([process.execPath, ...args], { cwd: app });
    expect([await ended, output]).toEqual([0, expect.any(Array)]);
    return output.join("\n");
  };
  await run("node_modules/@graphql-codegen/cli/esm/bin.js", "--config", "codegen.ts");
  const manifest = join(app, "src/gql/persisted-documents.json");
  expect(Object.values(JSON.parse(await readFile(manifest, "utf8")))).toHaveLength(1);
  const options = ["--strict", "--module", "preserve", "--moduleResolution", "bundler", "--target", "es2023"];
  await run(
    "node_modules/typescript/bin/tsc",
    ...options,
    "--singleThreaded",
    "--skipLibCheck",
    "--noEmit",
    "--resolveJsonModule",
    "src/viewer.ts",
    "src/lockstep.ts",
  );

  const database = await createTestDatabase();
  const instance = await startInstance(database.url, { TRUSTED_DOCUMENTS: manifest, TRUSTED_DOCUMENTS_ONLY: "true" });
  onTestFinished(async () => {
    await instance.close();
    await database.close();
  });
  const load = (path: string) => import(/* @vite-ignore */ pathToFileURL(join(app, path)).href);
  const { ask, viewer } = (await load("src/viewer.ts")) as {
    ask: (url: string, token: string, document: unknown) => Promise<unknown>;
    viewer: unknown;
  };
  const token = await signToken("ada");
  expect(await ask(instance.url, token, viewer)).toEqual({ me: { name: "ada" } });

  // The set-up of the client kit follows a project there, and names every document.
  const open = await startInstance(database.url);
  onTestFinished(() => open.close());
  const projectId = await createProject(await open.person("ada"));
  const { connect } = (await load("src/lockstep.ts")) as { connect: (options: LockstepOptions) => Lockstep };
  const bodies: string[] = [];
  const lockstep = connect({
    url: `${instance.url}/graphql`,
    getToken: () => token,
    webSocketImpl: WebSocket,
    fetch(input, init) {
      bodies.push(String(init?.body));
      return fetch(input, init);
    },
  });
  onTestFinished(() => lockstep.close());
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  project.submit({ kind: "createTask", input: { title: "First", status: "TODO" } });
  await until(() => project.state.seq === 2);
  expect(bodies).toEqual(bodies.map(() => expect.stringMatching(/^\{"documentId":"[\da-f]{64}"/)));
  expect(bodies.length).toBeGreaterThan(1);
});
