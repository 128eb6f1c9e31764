import {
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { LRUCache } from "lru-cache";
import { stringify } from "safe-stable-stringify";
import { type FormatErrors, SharedExecution, type TextCache } from "./shared-execution.ts";

/** Maximum bytes of cached rendered texts: enough for simultaneous replays to share them. */
const textBytes = 16 * 1024 * 1024;

interface Shared {
  readonly key: string;
  readonly execution: SharedExecution;
  users: number;
}

/** The executions in use: one for all subscribers that select the same. */
export class SharedExecutions {
  readonly #formatErrors: FormatErrors;
  readonly #texts: TextCache = new LRUCache({ maxSize: textBytes, sizeCalculation: ({ length }) => length });
  /** Those with texts of this turn. */
  readonly #fresh: SharedExecution[] = [];
  /** A document that is used by many is parsed once, so its identity stands for its text. */
  readonly #byDocument = new WeakMap<DocumentNode, Map<string, Shared>>();

  constructor(formatErrors: FormatErrors) {
    this.#formatErrors = formatErrors;
  }

  /** The execution for a subscription, and what gives it back. */
  acquire(args: ExecutionArgs): { readonly execution: SharedExecution; release(): void } {
    const { document } = args;
    const executions = this.#byDocument.get(document) ?? new Map<string, Shared>();
    this.#byDocument.set(document, executions);
    const shared = this.#share(executions, args);
    shared.users += 1;
    return {
      execution: shared.execution,
      release() {
        shared.users -= 1;
        if (shared.users > 0) return;
        executions.delete(shared.key);
      },
    };
  }

  /** Drops the texts of this turn's news. */
  endTurn(): void {
    for (const execution of this.#fresh.splice(0)) execution.endTurn();
  }

  /** Drops every text that is kept. */
  forget(): void {
    this.#texts.clear();
    this.endTurn();
  }

  #share(executions: Map<string, Shared>, args: ExecutionArgs): Shared {
    const key = keyOf(args);
    const known = executions.get(key);
    if (known) return known;
    const onFresh = (fresh: SharedExecution) => void this.#fresh.push(fresh);
    const execution = new SharedExecution(args, this.#formatErrors, this.#texts, onFresh);
    const shared = { key, execution, users: 0 };
    executions.set(key, shared);
    return shared;
  }
}

/**
 * The operation, and the variables by which its results can differ: one that is absent may have a default, null has
 * not.
 */
function keyOf({ schema, document, operationName, variableValues }: ExecutionArgs): string {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Error("A subscription has an operation.");
  const given = Object.entries(variableValues ?? {});
  const names = findVariables(schema, document, operation);
  const variables = Object.fromEntries(given.filter(([name]) => names.has(name)));
  return `${operation.name?.value ?? ""} ${stringify(variables)}`;
}

const known = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

/**
 * The variables that decide what is selected of an event. Those that stand only in the arguments of the subscription's
 * own field decide which events come.
 */
function findVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlySet<string> {
  const found = known.get(operation) ?? collectVariables(schema, document, operation);
  known.set(operation, found);
  return found;
}

function collectVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlySet<string> {
  const names = new Set<string>();
  const types = new TypeInfo(schema);
  const isOfRootField = () => !types.getDirective() && types.getParentType() === schema.getSubscriptionType();
  const visitor = visitWithTypeInfo(types, {
    OperationDefinition: (node) => (node === operation ? undefined : false),
    VariableDefinition: () => false,
    Argument: () => (isOfRootField() ? false : undefined),
    Variable: ({ name }) => void names.add(name.value),
  });
  visit(document, visitor);
  return names;
}
