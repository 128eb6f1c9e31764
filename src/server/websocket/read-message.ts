import { decodeJson, UndecodableJsonError } from "../http/decode-json.ts";

/** A message of graphql-transport-ws as clients send it, reduced to the members that the protocol knows. */
export type ClientMessage =
  | { readonly type: "connection_init" | "ping" | "pong"; readonly payload: Members | undefined }
  | { readonly type: "subscribe"; readonly id: string; readonly request: OperationRequest }
  | { readonly type: "complete"; readonly id: string };

type Members = Readonly<Record<string, unknown>>;

/** An operation as it was sent. `query` is null where only the hash of a persisted one is named. */
export interface OperationRequest {
  readonly query: string | null;
  readonly operationName?: string | undefined;
  readonly variables?: Members | undefined;
  readonly extensions?: Members | undefined;
  /** Bytes of its message. */
  readonly bytes: number;
}

/** A message that ends its WebSocket with 4400; the message of the error is the reason. */
export class MalformedMessageError extends Error {
  override readonly name = "MalformedMessageError";
}

/** Maximum characters of a client's id: it is kept, and sent with every message of the operation. */
const idLimit = 1_024;

/** Maximum bytes of a ping whose payload the pong repeats. */
const echoLimit = 1_024;

/** Parses a message, once. Throws MalformedMessageError for anything that no client may send. */
export function readMessage(data: Buffer, isBinary: boolean): ClientMessage {
  if (isBinary) throw new MalformedMessageError("Messages are sent as text, not as binary data.");
  const message = parse(data);
  if (!isObject(message)) throw new MalformedMessageError("A message is a JSON object.");
  const { type, payload } = message;
  switch (type) {
    case "ping":
      return { type, payload: data.length > echoLimit ? undefined : readObject(payload, "payload") };
    case "connection_init":
    case "pong":
      return { type, payload: readObject(payload, "payload") };
    case "subscribe":
      return { type, id: readId(message["id"]), request: readRequest(payload, data.length) };
    case "complete":
      return { type, id: readId(message["id"]) };
    default:
      throw new MalformedMessageError("The type of the message is none that clients send.");
  }
}

function parse(data: Buffer): unknown {
  try {
    return JSON.parse(decodeJson(data));
  } catch (error) {
    throw new MalformedMessageError(error instanceof UndecodableJsonError ? error.message : "A message is JSON.");
  }
}

function readId(id: unknown): string {
  if (typeof id !== "string" || id === "") throw new MalformedMessageError("The id of an operation is text.");
  if (id.length > idLimit) throw new MalformedMessageError("The id is too long");
  return id;
}

function readRequest(payload: unknown, bytes: number): OperationRequest {
  const { query, operationName, variables, extensions } = readObject(payload, "payload") ?? {};
  const request = {
    query: readText(query, "query") ?? null,
    operationName: readText(operationName, "operationName"),
    variables: readObject(variables, "variables"),
    extensions: readObject(extensions, "extensions"),
    bytes,
  };
  if (request.query !== null || request.extensions?.["persistedQuery"]) return request;
  throw new MalformedMessageError("The payload has no query.");
}

function readText(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw new MalformedMessageError(`The member ${name} is text.`);
}

function readObject(value: unknown, name: string): Members | undefined {
  if (value === undefined || value === null) return undefined;
  if (isObject(value)) return value;
  throw new MalformedMessageError(`The member ${name} is a JSON object.`);
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
