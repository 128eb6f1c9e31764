import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { concatAST, NoUnusedFragmentsRule, printSourceLocation, Source, specifiedRules, validate } from "graphql";

const rules = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);

/**
 * Returns a text for each fault of documents, with its place in the file. A file that several groups hold is reported
 * once.
 *
 * @param {import("graphql").GraphQLSchema} schema
 * @param {{ document: import("graphql").DocumentNode }[][]} groups Documents that are typed together.
 */
export async function findDocumentFaults(schema, groups) {
  const faults = groups.flatMap((loaded) => validate(schema, concatAST(loaded.map(({ document }) => document)), rules));
  return [...new Set(await Promise.all(faults.map(describe)))];
}

/** Names the place in the file: codegen counts lines from the start of each document. */
async function describe({ message, source, locations: [location] = [] }) {
  if (!source || !location) return message;
  const file = await readFile(source.name, "utf8");
  const line = file.slice(0, Math.max(0, file.indexOf(source.body))).split("\n").length;
  const inFile = new Source(source.body, relative(".", source.name), { line, column: 1 });
  return `${message}\n${printSourceLocation(inFile, location)}`;
}
