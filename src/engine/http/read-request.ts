import type { IncomingMessage } from "node:http";

/** Members of a request of GraphQL over HTTP. */
export interface GraphqlRequest {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
}

/** A request that is no operation of GraphQL, with the status of its answer. The message is for the client. */
export class RequestFault extends Error {
  override readonly name = "RequestFault";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Reads the operation from the body of a POST, or from the parameters of a GET. Throws RequestFault. */
export async function readRequest(request: IncomingMessage, maxBody: number): Promise<GraphqlRequest> {
  const { query, operationName, variables } =
    request.method === "POST" ? await readBody(request, maxBody) : readSearch(request);
  if (typeof query !== "string" || query === "") throw new RequestFault(400, "The request has no query.");
  if (operationName && typeof operationName !== "string") throw new RequestFault(400, "operationName must be a text.");
  if (variables && !isObject(variables)) throw new RequestFault(400, "variables must be an object.");
  return { query, operationName: operationName || null, variables: variables || null } as GraphqlRequest;
}

async function readBody(request: IncomingMessage, maxBody: number): Promise<Readonly<Record<string, unknown>>> {
  // Pages of other sites cannot send this type without being asked first.
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    throw new RequestFault(415, "The body must have the type application/json.");
  }
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length <= maxBody) pieces.push(piece);
  }
  if (length > maxBody) throw new RequestFault(413, `The body is larger than ${maxBody} bytes.`);
  const body = parseJson(Buffer.concat(pieces).toString(), "The body");
  if (!isObject(body)) throw new RequestFault(400, "The body must be a JSON object.");
  return body;
}

function readSearch({ url = "" }: IncomingMessage): Readonly<Record<string, unknown>> {
  const { searchParams } = new URL(url, "http://localhost");
  const variables = searchParams.get("variables");
  return {
    query: searchParams.get("query"),
    operationName: searchParams.get("operationName"),
    variables: variables ? parseJson(variables, "The parameter variables") : null,
  };
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestFault(400, `${what} is not valid JSON.`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
