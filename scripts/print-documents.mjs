// A plugin of GraphQL Code Generator: prints documents of the client kit as texts, with the fragments that they need.
// The core sends these texts, so it needs no `graphql` at runtime.
import { createHash } from "node:crypto";
import { concatAST, Kind, print, stripIgnoredCharacters, visit } from "graphql";

/**
 * The plugin's entry. GraphQL Code Generator calls it with the schema, the documents, and the names of the operations and
 * fragments to print. By default these are all operations but those of `except`. With `asHash` it prints a number for each
 * in place of the text. It changes with the text.
 */
export function plugin(_schema, documents, { only, except = [], asHash = false }) {
  const { definitions } = concatAST(documents.map(({ document }) => document));
  const fragments = new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  return definitions
    .filter(({ kind, name }) =>
      only ? only.includes(name.value) : kind === Kind.OPERATION_DEFINITION && !except.includes(name.value),
    )
    .map((definition) => {
      const printed = [definition, ...findFragments(definition, fragments)].map(print).join("\n");
      const text = stripIgnoredCharacters(printed);
      const constant = toConstant(definition.name.value);
      return asHash
        ? `export const ${constant}Hash = ${createHash("sha256").update(text).digest().readUInt32BE()};\n`
        : `export const ${constant}Text =\n  ${JSON.stringify(text)};\n`;
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

/** `BoardStart` becomes `boardStart`. */
function toConstant(name) {
  return `${name[0].toLowerCase()}${name.slice(1)}`;
}
