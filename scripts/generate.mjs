// npm run generate: writes everything that is committed and follows from the code: the schema, the tables of variables
// and the documents of clients. With --check it writes nothing and fails when one of them
// is stale.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { createContext, generate } from "@graphql-codegen/cli";
import { GraphQLError, parse, Source } from "graphql";
import { findDocumentFaults } from "./document-faults.mjs";
import { printOwnDocuments } from "./own-documents.mjs";
import { printed } from "./printed.mjs";

const documentsFolders = [
  "test/support/generated",
  "client/apollo/generated",
  "client/generated",
  "src/cli/check/generated",
  "src/cli/import/generated",
  "src/server/mcp/generated",
  "web/board/generated",
];

try {
  await (process.argv.includes("--check") ? requireFresh() : writeAll());
} catch (error) {
  console.error(error instanceof GraphQLError ? String(error) : error.message);
  process.exitCode = 1;
}

async function writeAll() {
  for (const [path, print] of Object.entries(printed)) await writeFile(path, await print());
  await generateDocuments(true);
  for (const [path, text] of await printOwnDocuments()) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

async function requireFresh() {
  const stalePages = await findStale(
    await Promise.all(Object.entries(printed).map(async ([path, print]) => [path, await print()])),
  );
  // Documents that are typed by a stale schema are stale anyway.
  const staleTypes = stalePages.length > 0 ? stalePages : await findStaleDocuments();
  const stale = staleTypes.length > 0 ? staleTypes : await findStale(await printOwnDocuments());
  if (stale.length > 0) throw new Error(`Stale: ${stale.join(", ")}\nRun: npm run generate`);
}

/** Finds documents that differ, are missing, or are generated no more. */
async function findStaleDocuments() {
  const outputs = await generateDocuments(false);
  const expected = new Map(outputs.map(({ filename, content }) => [relative(".", filename), content]));
  const committed = (await Promise.all(documentsFolders.map(listFiles))).flat().filter((path) => !(path in printed));
  return findStale([...new Set([...expected.keys(), ...committed])].map((path) => [path, expected.get(path)]));
}

async function findStale(files) {
  const committed = await Promise.all(files.map(([path]) => readFile(path, "utf8").catch(() => undefined)));
  return files.filter(([, content], index) => content !== committed[index]).map(([path]) => path);
}

/** Looks for faults first: codegen reports one of a shared file once for each output, and advises to ignore it. */
async function generateDocuments(saveToFile) {
  const context = await createContext({ config: "codegen.ts" });
  context.updateConfig({ silent: true });
  const { generates, schema } = context.getConfig();
  const groups = await Promise.all(
    Object.values(generates).map(async ({ documents }) => {
      if (!documents) return [];
      await Promise.all([documents].flat().map(requireSyntax));
      return context.loadDocuments(documents);
    }),
  );
  const faults = await findDocumentFaults(await context.loadSchema(schema), groups);
  if (faults.length > 0) throw new Error(faults.join("\n\n"));
  return generate(context, saveToFile);
}

/** Codegen passes over a file that does not parse when it loads several. */
async function requireSyntax(path) {
  if (path.endsWith(".graphql")) parse(new Source(await readFile(path, "utf8"), path));
}

async function listFiles(folder) {
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => relative(".", resolve(folder, name)));
}
