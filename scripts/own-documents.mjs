import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getOperationAST, parse, print } from "graphql";
import { runnerImport } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Folder of generated modules, of which those with `text` in their names hold what the client kit's core sends. */
const kitFolder = "client/generated";

/** Generated modules with the documents of other clients. */
const documentModules = [
  "web/board/generated/graphql.ts",
  "src/cli/check/generated/graphql.ts",
  "src/cli/import/generated/graphql.ts",
];

/**
 * Returns the files with the documents of the own clients, by their paths. The server imports the module. Servers of
 * other versions read the manifest of the client kit. Both follow from what codegen has written.
 */
export async function printOwnDocuments() {
  const files = (await readdir(join(root, kitFolder))).filter((name) => /-texts?\.ts$/.test(name)).sort();
  const modules = await Promise.all(files.map((name) => importSource(`${kitFolder}/${name}`)));
  const texts = modules.flatMap((module) => Object.values(module));
  return [
    ["src/server/graphql/generated/own-documents.ts", await printModule(texts)],
    ["client/persisted-query-manifest.json", printManifest(texts)],
  ];
}

async function printModule(texts) {
  const documents = await Promise.all(documentModules.map(importSource));
  const sent = [
    ...texts,
    ...documents.flatMap((module) =>
      Object.entries(module).flatMap(([name, document]) =>
        name.endsWith("Document") ? (document.kind === "Document" ? print(document) : String(document)) : [],
      ),
    ),
  ];
  return [
    "/** The documents of the client kit, the board and `lockstep check`, as they send them. */",
    `export const ownDocuments: readonly string[] = ${JSON.stringify(sent, null, 2)};`,
    "",
  ].join("\n");
}

function printManifest(texts) {
  const operations = texts.map((body) => {
    const { name, operation } = getOperationAST(parse(body));
    return { id: createHash("sha256").update(body).digest("hex"), name: name.value, type: operation, body };
  });
  return `${JSON.stringify({ format: "apollo-persisted-query-manifest", version: 1, operations }, null, 2)}\n`;
}

async function importSource(path) {
  const options = { configFile: false, root, logLevel: "error" };
  return (await runnerImport(`${root}/${path}`, options)).module;
}
