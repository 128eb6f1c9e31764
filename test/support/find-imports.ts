import { parseSync } from "vite";

/** Returns the imports of a TypeScript module, as written: static, dynamic, re-exported, and those of types alone. */
export function findImports(path: string, source: string): string[] {
  const { program, errors } = parseSync(path, source);
  if (errors[0]) throw new Error(`${path} does not parse: ${errors[0].message}`);
  const found: string[] = [];
  visit(program, (node) => {
    if (importing.has(node["type"]) && isRecord(node["source"])) found.push(String(node["source"]["value"]));
  });
  return found;
}

/** The kinds of node whose `source` is a module. */
const importing = new Set<unknown>([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
]);

function visit(value: unknown, look: (node: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, look);
  else if (isRecord(value)) {
    look(value);
    visit(Object.values(value), look);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
