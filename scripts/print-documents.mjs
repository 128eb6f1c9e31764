// A plugin of GraphQL Code Generator: prints documents of the client kit as texts, with the fragments that they need.
// The core sends these texts, so it needs no `graphql` at runtime.
import { concatAST, Kind, print, stripIgnoredCharacters, visit } from "graphql";

/**
 * The plugin's entry. GraphQL Code Generator calls it with the schema, the documents, and the names of the operations and
 * fragments to print. By default these are all operations but those of `except`.
 */
export function plugin(_schema, documents, { only, except = [] }) {
  const { definitions } = concatAST(documents.map(({ document }) => document));
  const fragments = new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  return definitions
    .filter(({ kind, name }) =>
      only ? only.includes(name.value) : kind === Kind.OPERATION_DEFINITION && !except.includes(name.value),
    )
    .map((definition) => {
      const text = [definition, ...findFragments(definition, fragments)].map(print).join("\n");
      return `export const ${toConstant(definition.name.value)} =\n  ${JSON.stringify(stripIgnoredCharacters(text))};\n`;
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
