// npm run generate: writes everything that is committed and follows from the code: the schema, the tables of variables and
// the typed documents. With --check it writes nothing and fails when one of them is stale.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { createContext, generate } from "@graphql-codegen/cli";
import { concatAST, NoUnusedFragmentsRule, printSourceLocation, Source, specifiedRules, validate } from "graphql";
import { printed } from "./printed.mjs";

const documentsFolders = [
  "test/support/generated",
  "client/generated",
  "src/cli/check/generated",
  "web/board/generated",
];

try {
  await (process.argv.includes("--check") ? requireFresh() : writeAll());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function writeAll() {
  for (const [path, print] of Object.entries(printed)) await writeFile(path, await print());
  await generateDocuments(true);
}

async function requireFresh() {
  const stalePages = await findStale(
    await Promise.all(Object.entries(printed).map(async ([path, print]) => [path, await print()])),
  );
  // Documents that are typed by a stale schema are stale anyway.
  const stale = stalePages.length > 0 ? stalePages : await findStaleDocuments();
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

async function generateDocuments(saveToFile) {
  const context = await createContext({ config: "codegen.ts" });
  context.updateConfig({ silent: true });
  try {
    return await generate(context, saveToFile);
  } catch (error) {
    const faults = await findFaults(context).catch(() => []);
    throw faults.length > 0 ? new Error((await Promise.all(faults.map(describe))).join("\n\n")) : error;
  }
}

async function findFaults(context) {
  const { generates, schema: pointer } = context.getConfig();
  const schema = await context.loadSchema(pointer);
  const rules = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);
  const faults = [];
  for (const { documents } of Object.values(generates)) {
    const loaded = documents ? await context.loadDocuments(documents) : [];
    faults.push(...validate(schema, concatAST(loaded.map(({ document }) => document)), rules));
  }
  return faults;
}

/** Names the place in the file: codegen counts lines from the start of each document. */
async function describe({ message, source, locations: [location] = [] }) {
  if (!source || !location) return message;
  const file = await readFile(source.name, "utf8");
  const line = file.slice(0, Math.max(0, file.indexOf(source.body))).split("\n").length;
  const inFile = new Source(source.body, relative(".", source.name), { line, column: 1 });
  return `${message}\n${printSourceLocation(inFile, location)}`;
}

async function listFiles(folder) {
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => relative(".", resolve(folder, name)));
}
