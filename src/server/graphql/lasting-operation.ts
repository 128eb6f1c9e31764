import { type DocumentNode, GraphQLError, separateOperations } from "graphql";

/** Maximum bytes of a subscription's variables as JSON: they are kept as long as it lasts. */
const variablesLimit = 16 * 1024;

/** Returns why a subscription is not kept, or undefined. */
export function findRetentionError(variables: object): GraphQLError | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes <= variablesLimit) return undefined;
  const message = `The variables of a subscription may measure ${variablesLimit} bytes; these measure ${bytes}.`;
  return new GraphQLError(message, { extensions: { code: "BAD_USER_INPUT", issues: [] } });
}

const lasting = new WeakMap<DocumentNode, Map<string, DocumentNode>>();

/**
 * Returns the part of a document that its subscription keeps: the operation with its fragments. It has no locations,
 * through which a document keeps its text and all tokens. All subscriptions of one document share one object.
 */
export function toLastingDocument(document: DocumentNode, operationName = ""): DocumentNode {
  const known = lasting.get(document) ?? new Map<string, DocumentNode>();
  lasting.set(document, known);
  let found = known.get(operationName);
  if (!found) {
    const separated = separateOperations(document);
    found = withoutLocations(separated[operationName] ?? Object.values(separated)[0] ?? document);
    known.set(operationName, found);
  }
  return found;
}

/** Recurses as deep as the document is, which is bounded before it is parsed. */
function withoutLocations<Node>(node: Node): Node {
  if (Array.isArray(node)) return node.map(withoutLocations) as Node;
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).filter(([name]) => name !== "loc");
  return Object.fromEntries(entries.map(([name, value]) => [name, withoutLocations(value)])) as Node;
}
