import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationRule,
} from "graphql";
import type { ClientLimits } from "../client-limits.ts";

export interface DocumentLimits {
  readonly limits: Pick<ClientLimits, "documentDepth" | "documentAliases">;
  /** Whether the schema may be asked for. */
  readonly introspection: boolean;
}

/** Rules of validation that both transports hold documents to, beside those of the specification. */
export function documentLimits({ limits, introspection }: DocumentLimits): readonly ValidationRule[] {
  const rules = [limitDepth(limits.documentDepth), limitAliases(limits.documentAliases)];
  return introspection ? rules : [...rules, NoSchemaIntrospectionCustomRule];
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
      // That a fragment must not contain itself is another rule's business; until then it shall not run for ever here.
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

function limitAliases(limit: number): ValidationRule {
  return (context) => {
    let count = 0;
    return {
      Field({ alias }) {
        if (alias) count += 1;
      },
      Document: {
        leave() {
          if (count <= limit) return;
          const message = `This has ${count} aliases where ${limit} are allowed: ask in several requests.`;
          context.reportError(new GraphQLError(message));
        },
      },
    };
  };
}
