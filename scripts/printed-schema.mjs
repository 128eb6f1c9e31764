import { printSchema } from "graphql";
import { buildStale } from "./build-stale.mjs";

export const schemaFile = new URL("../schema/schema.graphql", import.meta.url);

/** The schema as SDL, from the sources as they are now: the server is built first when it is stale. */
export async function printedSchema() {
  await buildStale();
  const { schema } = await import("../dist/server/schema/index.js");
  return `${printSchema(schema)}\n`;
}
