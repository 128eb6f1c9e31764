import { fileURLToPath } from "node:url";
import { print } from "graphql";
import { runnerImport } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Generated modules with the texts that the core of the client kit sends, and with the documents of other clients. */
const textModules = ["document-texts", "events-text", "board-texts", "comments-text", "changes-text"];
const documentModules = ["web/board/generated/graphql.ts", "src/cli/check/generated/graphql.ts"];

export const ownDocumentsPath = "src/server/graphql/generated/own-documents.ts";

/** The module with the documents of this server's own clients, as they send them. Reads what codegen has written. */
export async function printOwnDocuments() {
  const texts = await Promise.all(textModules.map((name) => importSource(`client/generated/${name}.ts`)));
  const documents = await Promise.all(documentModules.map(importSource));
  const sent = [
    ...texts.flatMap((module) => Object.values(module)),
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

async function importSource(path) {
  const options = { configFile: false, root, logLevel: "error" };
  return (await runnerImport(`${root}/${path}`, options)).module;
}
