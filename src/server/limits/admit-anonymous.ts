import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  Lexer,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
  Source,
  TokenKind,
} from "graphql";
import { LRUCache } from "lru-cache";
import { UnauthenticatedError } from "../../errors/expected-error.ts";

/** Maximum characters and tokens of a document without a token: five times those of GraphiQL and code generators. */
const textLimit = 16_384;
const tokenLimit = 1_000;

/** Number of texts that are remembered as admitted. */
const rememberedTexts = 100;

/** Throws why a document is not answered without a token; takes little time, whatever the document holds. */
export type AdmitAnonymous = (text: string) => void;

/**
 * Admits documents that ask for nothing but the schema and `__typename`, before they are validated. Everything else
 * needs a token and is refused as a whole, with one error.
 */
export function createAdmitAnonymous(): AdmitAnonymous {
  const admitted = new LRUCache<string, true>({ max: rememberedTexts });
  return (text) => {
    if (admitted.has(text)) return;
    if (text.length > textLimit) throw new UnauthenticatedError(tooLarge(`${textLimit} characters`));
    if (needsToken(readSmall(text))) throw new UnauthenticatedError(missingToken);
    admitted.set(text, true);
  };
}

export const missingToken = "This needs a token: send the header Authorization: Bearer <JWT>.";

function readSmall(text: string): DocumentNode {
  try {
    if (hasManyTokens(text)) throw new UnauthenticatedError(tooLarge(`${tokenLimit} tokens`));
    return parse(text, { noLocation: true });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { message, source, positions } = error;
    const extensions = { code: "GRAPHQL_PARSE_FAILED" };
    throw new GraphQLError(message, { source, positions, extensions });
  }
}

function hasManyTokens(text: string): boolean {
  const lexer = new Lexer(new Source(text));
  for (let count = 0; lexer.advance().kind !== TokenKind.EOF; count += 1) if (count === tokenLimit) return true;
  return false;
}

function tooLarge(limit: string): string {
  return `Without a token a document has at most ${limit}: send the header Authorization: Bearer <JWT>.`;
}

/** True when an operation of the document changes or watches something, or asks for more than the schema. */
export function needsToken({ definitions }: DocumentNode): boolean {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const pending: SelectionSetNode[] = [];
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (definition.operation !== OperationTypeNode.QUERY) return true;
    pending.push(definition.selectionSet);
  }
  for (let set = pending.pop(); set; set = pending.pop()) {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        if (!openFields.has(selection.name.value)) return true;
      } else if (selection.kind === Kind.INLINE_FRAGMENT) pending.push(selection.selectionSet);
      else {
        const fragment = fragments.get(selection.name.value);
        // Each once, so that one which contains itself does no harm.
        fragments.delete(selection.name.value);
        if (fragment) pending.push(fragment.selectionSet);
      }
    }
  }
  return false;
}

const openFields: ReadonlySet<string> = new Set(["__schema", "__type", "__typename"]);
