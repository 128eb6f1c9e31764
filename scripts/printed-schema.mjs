import { fileURLToPath } from "node:url";
import { printSchema } from "graphql";
import { runnerImport } from "vite";
import { buildStale } from "./build-stale.mjs";

export const schemaFile = new URL("../schema/schema.graphql", import.meta.url);

/**
 * The schema as SDL. It is read from the sources, not from the build: code that already uses documents that are not
 * generated yet does not compile.
 */
export async function printedSchema() {
  await buildStale(["database client"]);
  const root = fileURLToPath(new URL("..", import.meta.url));
  const options = { configFile: false, root, logLevel: "error" };
  const { module } = await runnerImport(fileURLToPath(new URL("../schema/index.ts", import.meta.url)), options);
  return `${printSchema(module.schema)}\n`;
}
