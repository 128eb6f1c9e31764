import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { projectRoot } from "../src/config/project-root.ts";
import { isLongRun } from "./support/long-run.ts";

/** Everything that `npm run generate` reads and writes, in a folder of its own. */
const parts = [
  ...["client", "docs", "prisma", "schema", "scripts", "src", "web", "test/support/generated"],
  ...["codegen.ts", "package.json", "package-lock.json", "prisma.config.ts", "tsconfig.json"],
];

// Each run generates all documents twice, on a busy machine in half a minute.
vi.setConfig({ testTimeout: 120_000 });

let checkout: string;

beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), "lockstep-generate-"));
  for (const part of parts) await cp(join(projectRoot, part), join(checkout, part), { recursive: true });
  await symlink(join(projectRoot, "node_modules"), join(checkout, "node_modules"));
});

afterAll(() => rm(checkout, { recursive: true, force: true }));

it("npm run generate: writes a new field and the documents that use it already, at once", async () => {
  const project = join(checkout, "schema/project.ts");
  const source = await readFile(project, "utf8");
  await writeFile(
    project,
    source.replace("fields: (t) => ({", 'fields: (t) => ({\n    motto: t.string({ resolve: () => "none" }),'),
  );
  await writeFile(
    join(checkout, "web/board/motto.ts"),
    `import { graphql } from "./generated/index.ts";
export const Motto = graphql(\`query BoardMotto($id: ID!) { project(id: $id) { ...BoardMotto } }\`);
export const BoardMotto = graphql(\`fragment BoardMotto on Project { id motto }\`);
`,
  );
  await appendFile(
    join(checkout, "client/operations.graphql"),
    "\nquery ClientMotto($id: ID!) { project(id: $id) { motto } }\n",
  );
  expect(await generate()).toMatchObject({ code: 0, stderr: expect.not.stringMatching(/error/i) });
  expect(await readFile(join(checkout, "schema/schema.graphql"), "utf8")).toContain("  motto: String");
  expect(await readFile(join(checkout, "web/board/generated/graphql.ts"), "utf8")).toMatch(
    /BoardMottoFragment\b.*motto/s,
  );
  expect(await readFile(join(checkout, "client/generated/graphql.ts"), "utf8")).toContain("ClientMottoDocument");
});

// `test/scripts/document-faults.test.ts` has the faults. A run more costs a quarter of a minute.
const long = isLongRun ? it : () => {};

long("npm run generate: shows the file, the line and the reason of a wrong document, and exits with 1", async () => {
  const document =
    "import { graphql } from './generated/index.ts';\n\nexport const Wrong = graphql(`\n  query Wrong {\n    nothing\n  }\n`);\n";
  await writeFile(join(checkout, "web/board/wrong.ts"), document);
  const { code, stderr } = await generate();
  expect(code).toBe(1);
  expect(stderr).toContain('Cannot query field "nothing" on type "Query"');
  expect(stderr).toMatch(/web\/board\/wrong\.ts:5:5/);
});

async function generate(): Promise<{ code: number; stderr: string }> {
  const child = spawn(process.execPath, ["scripts/generate.mjs"], {
    cwd: checkout,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  return { code, stderr };
}
