import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { printSchema } from "graphql";
import { runnerImport } from "vite";
import { buildStale } from "./build-stale.mjs";

const root = new URL("..", import.meta.url);

/**
 * Files that the code prints, by their paths, each with a function that returns its text. The code is read from the
 * sources, not from the build: code that already uses documents that are not generated yet does not compile.
 */
export const printed = {
  "schema/schema.graphql": printedSchema,
  "docs/configuration.md": printedConfiguration,
};

async function printedSchema() {
  await buildStale(["database client"]);
  const { schema } = await importSource("schema/index.ts");
  return `${printSchema(schema)}\n`;
}

/** The page as it is, with its tables printed anew. */
async function printedConfiguration() {
  const page = await readFile(new URL("docs/configuration.md", root), "utf8");
  const { describeSettings } = await importSource("src/config/describe.ts");
  return page.replace(/(<!-- variables -->\n).*(<!-- \/variables -->\n)/s, (_match, start, end) =>
    [start, describeSettings(), end].join("\n"),
  );
}

async function importSource(path) {
  const options = { configFile: false, root: fileURLToPath(root), logLevel: "error" };
  return (await runnerImport(fileURLToPath(new URL(path, root)), options)).module;
}
