import { relative } from "node:path";
import {
  API,
  type Checker,
  type Project,
  SymbolFlags,
  type Type,
  type Symbol as TypeSymbol,
} from "typescript/unstable/sync";

/** The public entries of a package, and the TypeScript project that has them. */
export interface Entries {
  /** Folder against which findings are named. */
  readonly root: string;
  /** Path of the `tsconfig.json`. */
  readonly configFile: string;
  /** Paths of the entries' sources. */
  readonly files: readonly string[];
}

/**
 * Returns the exports of the entries, and the members of exported types, that show no text on hover. A member whose
 * type is one literal, such as the discriminant of a union, needs none. Exports of generated files are passed over, but
 * not what an interface of another file inherits from them.
 */
export function findUndocumented({ root, configFile, files }: Entries): string[] {
  const api = new API({ cwd: root });
  try {
    const project = api.updateSnapshot({ openProjects: [configFile] }).getProject(configFile);
    if (!project) throw new Error(`TypeScript cannot open ${configFile}.`);
    const found = new Set<string>();
    for (const file of files) for (const symbol of exportsOf(project, file)) inspect(project, root, symbol, found);
    return [...found];
  } finally {
    api.close();
  }
}

function exportsOf({ program, checker }: Project, file: string): readonly TypeSymbol[] {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} is no module of the project.`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
}

function inspect({ checker }: Project, root: string, symbol: TypeSymbol, found: Set<string>): void {
  const ownPath = pathOf(symbol);
  if (!isGenerated(ownPath)) note(symbol, symbol.name);
  if (!(symbol.flags & (SymbolFlags.Interface | SymbolFlags.Class | SymbolFlags.TypeAlias))) return;
  const inherits = !isGenerated(ownPath) && (symbol.flags & SymbolFlags.Interface) !== 0;
  for (const type of alternativesOf(checker.getDeclaredTypeOfSymbol(symbol))) {
    for (const member of checker.getPropertiesOfType(type)) {
      if (isGenerated(pathOf(member)) && !inherits) continue;
      if (!isLiteral(checker, member)) note(member, `${symbol.name}.${member.name}`);
    }
  }

  function note(of: TypeSymbol, name: string): void {
    const path = pathOf(of);
    const isOwn = path !== "" && !/^\.\.|(?:^|\/)node_modules\//.test(path);
    const needsNone = /^#|^__#|^__typename$/.test(of.name);
    if (!isOwn || needsNone || checker.getDocumentationCommentOfSymbol(of) !== "") return;
    found.add(`${isGenerated(path) ? ownPath : path}: ${name}`);
  }

  function pathOf(of: TypeSymbol): string {
    const path = of.declarations[0]?.path;
    return path === undefined ? "" : relative(root, path);
  }
}

function isGenerated(path: string): boolean {
  return /(?:^|\/)generated\//.test(path);
}

/** Primitive alternatives have members of the language alone. */
function alternativesOf(type: Type): readonly Type[] {
  const types = type.isUnionType() ? (type.getTypes() ?? []) : [type];
  return types.filter((each) => each.isObjectType() || each.isIntersectionType());
}

function isLiteral(checker: Checker, member: TypeSymbol): boolean {
  return checker.getTypeOfSymbol(member)?.isLiteralType() ?? false;
}
