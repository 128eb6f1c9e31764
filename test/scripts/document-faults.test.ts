import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSchema, parse, Source } from "graphql";
import { expect, it, onTestFinished } from "vitest";

// A script without types.
const script = "../../scripts/document-faults.mjs";

it("findDocumentFaults: reports a fault of a file once, however many groups hold the file", async () => {
  const { findDocumentFaults } = (await import(script)) as DocumentFaults;
  const folder = await mkdtemp(join(tmpdir(), "lockstep-documents-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const schema = buildSchema("type Query { task: Task } type Task { id: ID title: String }");
  const load = async (name: string, before: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, before + text);
    return { document: parse(new Source(text, path)) };
  };
  const parts = await load("parts.graphql", "", "fragment Parts on Task {\n  id\n  titel\n}");
  const one = await load("one.ts", "// Two lines\n\n", "query One { task { ...Parts } }");
  const two = await load("two.ts", "// Two lines\n\n", "query Two { task { ...Parts nmae } }");
  const faults = await findDocumentFaults(schema, [[parts, one], [parts, two], [parts]]);
  expect(faults).toHaveLength(2);
  expect(faults[0]).toMatch(/^Cannot query field "titel" on type "Task"\. .*\n.*parts\.graphql:3:3\n/);
  expect(faults[1]).toMatch(/^Cannot query field "nmae" on type "Task"\.\n.*two\.ts:3:29\n/);
});

interface DocumentFaults {
  findDocumentFaults(schema: object, groups: readonly (readonly object[])[]): Promise<readonly string[]>;
}
