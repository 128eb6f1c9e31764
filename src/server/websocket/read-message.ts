import { type OperationRequest, readObject, readOperation } from "../graphql/read-operation.ts";
import { decodeJson, isObject, MalformedRequestError, type Members } from "../request/read-json.ts";

/** A message of graphql-transport-ws as clients send it, reduced to the members that the protocol knows. */
export type ClientMessage =
  | { readonly type: "connection_init" | "ping" | "pong"; readonly payload: Members | undefined }
  | SubscribeMessage
  | { readonly type: "complete"; readonly id: string };

export interface SubscribeMessage {
  readonly type: "subscribe";
  readonly id: string;
  readonly request: OperationRequest;
  /** Size of the message. */
  readonly bytes: number;
}

/** Maximum characters of a client's id: it is kept, and sent with every message of the operation. */
const idLimit = 1_024;

/** Maximum bytes of a ping whose payload the pong repeats. */
const echoLimit = 1_024;

/** Parses a message, once. Throws MalformedRequestError for anything that no client may send: it closes the socket. */
export function readMessage(data: Buffer, isBinary: boolean): ClientMessage {
  if (isBinary) throw new MalformedRequestError("Messages are sent as text, not as binary data.");
  const message = parse(data);
  if (!isObject(message)) throw new MalformedRequestError("A message is a JSON object.");
  const { type, payload } = message;
  switch (type) {
    case "ping":
      return { type, payload: data.length > echoLimit ? undefined : readObject(payload, "payload") };
    case "connection_init":
    case "pong":
      return { type, payload: readObject(payload, "payload") };
    case "subscribe":
      return { type, id: readId(message["id"]), request: readRequest(payload), bytes: data.length };
    case "complete":
      return { type, id: readId(message["id"]) };
    default:
      throw new MalformedRequestError("Clients do not send messages of this type.");
  }
}

function parse(data: Buffer): unknown {
  const text = decodeJson(data);
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedRequestError("The message is not JSON.");
  }
}

function readId(id: unknown): string {
  if (typeof id !== "string" || id === "")
    throw new MalformedRequestError("The id of an operation must be a text that is not empty.");
  if (id.length > idLimit) throw new MalformedRequestError(`The id is longer than ${idLimit} characters.`);
  return id;
}

function readRequest(payload: unknown): OperationRequest {
  const request = readOperation(readObject(payload, "payload") ?? {});
  const isNamed = request.documentId !== undefined || request.extensions?.["persistedQuery"];
  if (request.query !== null || isNamed) return request;
  throw new MalformedRequestError("The payload has no query.");
}
