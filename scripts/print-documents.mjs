// A plugin of GraphQL Code Generator: prints documents of the client kit as texts, with the fragments that they need.
// The core sends these texts, so it needs no `graphql` at runtime.
import { createHash } from "node:crypto";
import { concatAST, Kind, print, stripIgnoredCharacters, visit } from "graphql";

/**
 * The plugin's entry. GraphQL Code Generator calls it with the schema, the documents, and the names of the operations
 * to print. By default these are all but those of `except`. With `ofEntities` it prints the fragments `<Type>Parts` of
 * types with an id, as documents of Apollo Client. With `asHash` it prints a number for each in place of the text.
 * It changes with the text.
 */
export function plugin(schema, documents, { only, except = [], ofEntities = false, asHash = false }) {
  const { definitions } = concatAST(documents.map(({ document }) => document));
  const fragments = new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const content = definitions
    .filter((definition) => {
      if (definition.kind !== Kind.OPERATION_DEFINITION) return ofEntities && isOfEntity(schema, definition);
      const { value } = definition.name;
      return !ofEntities && (only ? only.includes(value) : !except.includes(value));
    })
    .map((definition) => {
      const printed = [definition, ...findFragments(definition, fragments)].map(print).join("\n");
      const text = stripIgnoredCharacters(printed);
      const constant = toConstant(definition.name.value);
      if (ofEntities) return printFragment(definition.name.value, text);
      return asHash
        ? `export const ${constant}Hash = ${createHash("sha256").update(text).digest().readUInt32BE()};\n`
        : `export const ${constant}Text =\n  ${JSON.stringify(text)};\n`;
    })
    .join("\n");
  return ofEntities ? { prepend: fragmentImports, content } : content;
}

const fragmentImports = [
  'import type { TypedDocumentNode } from "@apollo/client";',
  'import { parse } from "graphql";',
  'import type * as types from "../../generated/graphql.ts";',
];

/**
 * Parsed at runtime: `gql` takes the text of a document that it holds from its location. Those that an app leaves out
 * are dropped.
 */
function printFragment(name, text) {
  return [
    `/** Fragment \`${name}\`: all fields of the type that the kit keeps. \`gql\` takes it in. */`,
    `export const ${name}FragmentDoc: TypedDocumentNode<types.${name}Fragment, unknown> =`,
    `  /* @__PURE__ */ parse(${JSON.stringify(text)});\n`,
  ].join("\n");
}

function isOfEntity(schema, { name, typeCondition }) {
  const type = typeCondition.name.value;
  return name.value === `${type}Parts` && schema.getType(type).getFields?.()["id"] !== undefined;
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
