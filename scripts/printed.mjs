import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { getNamedType, isEnumType, printSchema } from "graphql";
import { runnerImport } from "vite";
import { z } from "zod";
import { buildStale } from "./build-stale.mjs";

const root = new URL("..", import.meta.url);

/**
 * Files that the code prints, by their paths, each with a function that returns its text. The code is read from the
 * sources, not from the build: code that already uses documents that are not generated yet does not compile.
 */
export const printed = {
  "schema/schema.graphql": printedSchema,
  "docs/configuration.md": printedConfiguration,
  "client/generated/input-types.ts": printedInputs,
};

async function printedSchema() {
  await buildStale(["database client"]);
  const { schema } = await importSource("schema/index.ts");
  return `${printSchema(schema)}\n`;
}

/** The types and ranges of the inputs of batches, and the enums. The fake server of the client kit judges by them. */
async function printedInputs() {
  const { schema } = await importSource("schema/index.ts");
  const kinds = Object.values(schema.getType("ChangeInput").getFields());
  const fields = kinds.map(({ name, type }) => [name, Object.values(getNamedType(type).getFields())]);
  const types = fields.map(([kind, own]) => [kind, Object.fromEntries(own.map(({ name, type }) => [name, `${type}`]))]);
  const ranges = fields.flatMap(([, own]) => own.flatMap(rangeOf));
  const enums = Object.values(schema.getTypeMap()).filter((type) => isEnumType(type) && !type.name.startsWith("__"));
  const values = enums.map((type) => [type.name, type.getValues().map(({ name }) => name)]);
  return [
    "/** Types of the fields of each kind of change, in the order of the schema. */",
    `export const inputTypes = ${JSON.stringify(Object.fromEntries(types), null, 2)} as const;`,
    "",
    "/** Smallest and largest number of each field that has a range. A field means the same in all inputs. */",
    `export const inputRanges = ${JSON.stringify(Object.fromEntries(ranges), null, 2)} as const;`,
    "",
    "/** Values of each enum, in the order of the schema. */",
    `export const enumValues = ${JSON.stringify(Object.fromEntries(values), null, 2)} as const;`,
    "",
  ].join("\n");
}

function rangeOf({ name, type, extensions }) {
  const { validate } = extensions.pothosOptions;
  if (`${getNamedType(type)}` !== "Int" || !validate) return [];
  const { minimum, maximum } = z.toJSONSchema(validate, { io: "input" });
  return [[name, [minimum, maximum]]];
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
