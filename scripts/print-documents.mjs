// A plugin of GraphQL Code Generator: prints operations of the client kit as texts, with the fragments that they need.
// The core sends these texts, so it needs no `graphql` at runtime.
import { concatAST, Kind, print, stripIgnoredCharacters, visit } from "graphql";

/**
 * The plugin's entry. GraphQL Code Generator calls it with the schema, the documents, and the names of the operations to
 * print or to leave out (default: all).
 */
export function plugin(_schema, documents, { only, except = [] }) {
  const { definitions } = concatAST(documents.map(({ document }) => document));
  const fragments = new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  return definitions
    .filter(({ kind, name }) => {
      if (kind !== Kind.OPERATION_DEFINITION || except.includes(name.value)) return false;
      return only === undefined || only.includes(name.value);
    })
    .map((operation) => {
      const text = [operation, ...findFragments(operation, fragments)].map(print).join("\n");
      return `export const ${toConstant(operation.name.value)} =\n  ${JSON.stringify(stripIgnoredCharacters(text))};\n`;
    })
    .join("\n");
}

/** Finds the fragments that a definition spreads, directly or not, each once. */
function findFragments(definition, fragments, found = new Set()) {
  visit(definition, {
    FragmentSpread({ name }) {
      const fragment = fragments.get(name.value);
      if (!fragment || found.has(fragment)) return;
      found.add(fragment);
      findFragments(fragment, fragments, found);
    },
  });
  return found;
}

/** `BoardStart` becomes `boardStartText`. */
function toConstant(name) {
  return `${name[0].toLowerCase()}${name.slice(1)}Text`;
}
