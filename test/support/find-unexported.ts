import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseSync } from "vite";

/**
 * Returns the types that exported declarations of a package's entry name and that the entry does not export itself. A
 * user cannot write them down. `entry` is a built `index.d.ts` that exports by name; types of other packages are left
 * out.
 */
export function findUnexported(entry: string): string[] {
  const modules = new Map<string, Module>();
  const read = (path: string): Module => {
    const known = modules.get(path) ?? readModule(path);
    modules.set(path, known);
    return known;
  };
  const exported = new Set([...read(entry).imports.values()].map(nameOf));
  const found = new Set<string>();
  for (const { path, name } of read(entry).imports.values()) {
    const module = read(path);
    const declaration = module.declarations.get(name);
    if (!declaration) throw new Error(`${path} does not declare ${name}.`);
    for (const used of typeNames(declaration)) {
      const place = module.imports.get(used) ?? (module.declarations.has(used) ? { path, name: used } : null);
      if (place && !exported.has(nameOf(place))) {
        found.add(`${name} names ${place.name} of ${relative(dirname(entry), place.path)}`);
      }
    }
  }
  return [...found].sort();
}

interface Place {
  readonly path: string;
  readonly name: string;
}

interface Module {
  /** Local name → place that it comes from; of files of the package alone. Names of re-exports among them. */
  readonly imports: ReadonlyMap<string, Place>;
  readonly declarations: ReadonlyMap<string, Node>;
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

function nameOf({ path, name }: Place): string {
  return `${path} ${name}`;
}

function readModule(path: string): Module {
  const { program, module, errors } = parseSync(path, readFileSync(path, "utf8"));
  if (errors[0]) throw new Error(`${path} does not parse: ${errors[0].message}`);
  const imports = new Map<string, Place>();
  const note = (from: string, local: string | null, name: string | null) => {
    if (!from.startsWith(".") || local === null || name === null) return;
    imports.set(local, { path: join(dirname(path), from.replace(/\.(?:ts|js)$/, ".d.ts")), name });
  };
  for (const { moduleRequest, entries } of module.staticImports) {
    for (const { localName, importName } of entries) note(moduleRequest.value, localName.value, importName.name);
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, exportName, importName } of entries) {
      if (moduleRequest) note(moduleRequest.value, exportName.name, importName.name);
    }
  }
  const declarations = new Map<string, Node>();
  for (const statement of program.body as unknown as readonly Node[]) {
    const declaration = ((statement["declaration"] as Node | null | undefined) ?? statement) as Node;
    const id = declaration["id"] as { readonly name?: string } | null | undefined;
    if (id?.name) declarations.set(id.name, declaration);
    for (const each of (declaration["declarations"] ?? []) as readonly { readonly id: { readonly name: string } }[]) {
      declarations.set(each.id.name, each as unknown as Node);
    }
  }
  return { imports, declarations };
}

/** Names in the places of types, and those that a class or an interface extends. */
function* typeNames(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* typeNames(item);
  if (typeof (value as Node | null)?.type !== "string") return;
  const node = value as Node;
  const named = { TSTypeReference: "typeName", TSInterfaceHeritage: "expression", TSClassImplements: "expression" };
  const key = named[node.type as keyof typeof named] ?? (node.type === "ClassDeclaration" ? "superClass" : null);
  const name = key === null ? null : (node[key] as { readonly name?: string } | null);
  if (name?.name) yield name.name;
  for (const child of Object.values(node)) yield* typeNames(child);
}
