import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { startInstance } from "../support/instance.ts";
import { launch } from "../support/launch.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { signToken } from "../support/sign-token.ts";

it("docs/trusted-documents.md: the set-up of GraphQL Code Generator works from end to end", async () => {
  const app = await mkdtemp(join(tmpdir(), "lockstep-codegen-"));
  onTestFinished(() => rm(app, { recursive: true }));
  const page = await readFile(join(projectRoot, "docs/trusted-documents.md"), "utf8");
  for (const [, path = "", text = ""] of page.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)) {
    await mkdir(dirname(join(app, path)), { recursive: true });
    await writeFile(join(app, path), text);
  }
  await cp(join(projectRoot, "schema/schema.graphql"), join(app, "schema.graphql"));
  await symlink(join(projectRoot, "node_modules"), join(app, "node_modules"));
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
  await run("node_modules/typescript/bin/tsc", ...options, "--skipLibCheck", "--noEmit", "src/viewer.ts");

  const database = await createTestDatabase();
  const instance = await startInstance(database.url, { TRUSTED_DOCUMENTS: manifest, TRUSTED_DOCUMENTS_ONLY: "true" });
  onTestFinished(async () => {
    await instance.close();
    await database.close();
  });
  const { ask, viewer } = (await import(/* @vite-ignore */ pathToFileURL(join(app, "src/viewer.ts")).href)) as {
    ask: (url: string, token: string, document: unknown) => Promise<unknown>;
    viewer: unknown;
  };
  expect(await ask(instance.url, await signToken("ada"), viewer)).toEqual({ me: { name: "ada" } });
});
