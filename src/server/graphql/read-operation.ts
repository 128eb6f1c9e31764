import { isObject, MalformedRequestError, type Members } from "../request/read-json.ts";

/** An operation as it was sent. `query` is null where a document is only named, by `documentId` or by its hash. */
export interface OperationRequest {
  readonly query: string | null;
  readonly documentId?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables?: Members | undefined;
  readonly extensions?: Members | undefined;
}

/** Reads an operation from the members that all transports share. Throws MalformedRequestError. */
export function readOperation(members: Members): OperationRequest {
  const { query, documentId, operationName, variables, extensions } = members;
  return {
    query: readText(query, "query") ?? null,
    documentId: readText(documentId, "documentId"),
    operationName: readText(operationName, "operationName"),
    variables: readObject(variables, "variables"),
    extensions: readObject(extensions, "extensions"),
  };
}

function readText(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw new MalformedRequestError(`The member ${name} must be text.`);
}

/** An absent member is undefined, and so is null. */
export function readObject(value: unknown, name: string): Members | undefined {
  if (value === undefined || value === null) return undefined;
  if (isObject(value)) return value;
  throw new MalformedRequestError(`The member ${name} must be a JSON object.`);
}
