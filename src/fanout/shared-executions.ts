import { type DocumentNode, type ExecutionArgs, getOperationAST, type OperationDefinitionNode, visit } from "graphql";
import { LRUCache } from "lru-cache";
import { stringify } from "safe-stable-stringify";
import { type FormatError, SharedExecution, type TextCache } from "./shared-execution.ts";

/** What is kept of rendered texts, in bytes: enough that those who replay at the same time share them. */
const textBytes = 16 * 1024 * 1024;

interface Shared {
  readonly execution: SharedExecution;
  users: number;
}

/** The executions in use: one for all subscribers that select the same. */
export class SharedExecutions {
  readonly #formatError: FormatError;
  readonly #texts: TextCache = new LRUCache({ maxSize: textBytes, sizeCalculation: ({ length }) => length });
  /** A document that is used by many is parsed once, so its identity stands for its text. */
  readonly #byDocument = new WeakMap<DocumentNode, Map<string, Shared>>();

  constructor(formatError: FormatError) {
    this.#formatError = formatError;
  }

  /** The execution for a subscription, and what gives it back. */
  acquire(args: ExecutionArgs): { readonly execution: SharedExecution; release(): void } {
    const { document } = args;
    const executions = this.#byDocument.get(document) ?? new Map<string, Shared>();
    this.#byDocument.set(document, executions);
    const key = keyOf(args);
    const shared = executions.get(key) ?? {
      execution: new SharedExecution(args, this.#formatError, this.#texts),
      users: 0,
    };
    executions.set(key, shared);
    shared.users += 1;
    return {
      execution: shared.execution,
      release() {
        shared.users -= 1;
        if (shared.users === 0) executions.delete(key);
      },
    };
  }
}

/** The operation, and the variables by which its results can differ. */
function keyOf({ document, operationName, variableValues }: ExecutionArgs): string {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Error("A subscription has an operation.");
  const names = findVariables(document, operation);
  const variables = names.map((name) => variableValues?.[name]);
  return `${operation.name?.value ?? ""} ${stringify(variables)}`;
}

const known = new WeakMap<OperationDefinitionNode, readonly string[]>();

/**
 * The variables that decide what is selected of an event. Those that stand only in the arguments of the subscription's
 * own field decide which events come.
 */
function findVariables(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  const found = known.get(operation) ?? [...collectVariables(document, operation)].sort();
  known.set(operation, found);
  return found;
}

function collectVariables(document: DocumentNode, operation: OperationDefinitionNode): Set<string> {
  const names = new Set<string>();
  const rootFields: ReadonlySet<unknown> = new Set(operation.selectionSet.selections);
  visit(document, {
    OperationDefinition: (node) => (node === operation ? undefined : false),
    VariableDefinition: () => false,
    Argument: (_node, _key, _parent, _path, ancestors) => (rootFields.has(ancestors.at(-1)) ? false : undefined),
    Variable: ({ name }) => void names.add(name.value),
  });
  return names;
}
