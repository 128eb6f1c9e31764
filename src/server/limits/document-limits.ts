import {
  type DocumentNode,
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationRule,
  visit,
} from "graphql";
import type { ClientLimits } from "../../config/limits.ts";
import { exceedsComparisons } from "./count-comparisons.ts";

export interface DocumentLimits {
  readonly limits: Pick<ClientLimits, "documentFields" | "documentAliases" | "documentDepth">;
  /** False: queries for the schema are refused. */
  readonly introspection: boolean;
}

/** Rules of validation that both transports hold documents to, beside those of the specification. */
export function documentLimits({ limits, introspection }: DocumentLimits): readonly ValidationRule[] {
  const rules = [limitSize(limits), limitDepth(limits.documentDepth)];
  return introspection ? rules : [...rules, NoSchemaIntrospectionCustomRule];
}

/**
 * Limits fields, spread fragments and aliases of a document. A document that is too large is checked no further, since
 * validation compares each two fields of one name.
 */
function limitSize(limits: DocumentLimits["limits"]): ValidationRule {
  return (context) => ({
    Document(document) {
      const message = findExcess(document, limits);
      if (message === undefined) return;
      context.reportError(new GraphQLError(message));
      // Visited in its place, by the other rules as well.
      return { ...document, definitions: [] };
    },
  });
}

function findExcess(document: DocumentNode, limits: DocumentLimits["limits"]): string | undefined {
  let fields = 0;
  let aliases = 0;
  visit(document, {
    Field({ alias }) {
      fields += 1;
      if (alias) aliases += 1;
    },
    FragmentSpread() {
      fields += 1;
    },
  });
  if (fields > limits.documentFields) return tooMany(fields, "fields and fragments", limits.documentFields);
  if (aliases > limits.documentAliases) return tooMany(aliases, "aliases", limits.documentAliases);
  return exceedsComparisons(document, comparisonLimit) ? tooAlike : undefined;
}

/** Maximum comparisons of fields and fragments with one another: more take long, and no client needs them. */
const comparisonLimit = 10_000;

/** As `formatError` words it where the validation of graphql-js gives up. */
export const tooAlike =
  "This has too many fields of one name, which would all be compared with one another: ask in several requests.";

function tooMany(count: number, what: string, limit: number): string {
  return `This has ${count} ${what} where ${limit} are allowed: ask in several requests.`;
}

/** A field at the root has depth 1, one that is selected of it depth 2; fragments add nothing. */
function limitDepth(limit: number): ValidationRule {
  return (context) => {
    const fragmentDepths = new Map<string, number>();

    function depthOf({ selections }: SelectionSetNode): number {
      let deepest = 0;
      for (const selection of selections) deepest = Math.max(deepest, depthOfSelection(selection));
      return deepest;
    }

    function depthOfSelection(selection: SelectionNode): number {
      if (selection.kind === Kind.FIELD) return 1 + (selection.selectionSet ? depthOf(selection.selectionSet) : 0);
      if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet);
      return depthOfFragment(selection.name.value);
    }

    function depthOfFragment(name: string): number {
      const known = fragmentDepths.get(name);
      if (known !== undefined) return known;
      // Another rule refuses a fragment that contains itself; until then it must not run for ever here.
      fragmentDepths.set(name, 0);
      const fragment = context.getFragment(name);
      const depth = fragment ? depthOf(fragment.selectionSet) : 0;
      fragmentDepths.set(name, depth);
      return depth;
    }

    return {
      OperationDefinition(operation) {
        const depth = depthOf(operation.selectionSet);
        if (depth <= limit) return;
        const message = `This is ${depth} fields deep where ${limit} are allowed: ask in several requests.`;
        context.reportError(new GraphQLError(message, { nodes: operation }));
      },
    };
  };
}
