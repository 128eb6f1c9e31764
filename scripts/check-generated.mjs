// npm run check:generated: fails when what is generated and committed is not what the sources give.
import { readdir, readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { createContext, generate } from "@graphql-codegen/cli";
import { printedSchema, schemaFile } from "./printed-schema.mjs";

const documentsFolders = [
  "test/support/generated",
  "client/generated",
  "src/cli/check/generated",
  "web/board/generated",
];

// Documents typed by a stale schema are stale anyway.
const stale = (await isSchemaStale()) ? ["schema/schema.graphql"] : await findStaleDocuments();
if (stale.length > 0) {
  console.error(`Stale: ${stale.join(", ")}\nRun: npm run generate`);
  process.exitCode = 1;
}

async function isSchemaStale() {
  const committed = await readFile(schemaFile, "utf8").catch(() => "");
  return committed !== (await printedSchema());
}

/** Those that differ, are missing, or are generated no more. */
async function findStaleDocuments() {
  const context = await createContext({ config: "codegen.ts" });
  context.updateConfig({ silent: true });
  const outputs = await generate(context, false);
  const expected = new Map(outputs.map(({ filename, content }) => [resolve(filename), content]));
  const paths = [...new Set([...expected.keys(), ...(await Promise.all(documentsFolders.map(listFiles))).flat()])];
  const committed = await Promise.all(paths.map((path) => readFile(path, "utf8").catch(() => undefined)));
  return paths.filter((path, index) => committed[index] !== expected.get(path)).map((path) => relative(".", path));
}

async function listFiles(folder) {
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => resolve(folder, name));
}
