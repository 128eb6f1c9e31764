import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { type GraphQLFormattedError, print } from "graphql";
import { type Client, createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { type Collected, collect } from "./collect.ts";
import {
  MeDocument,
  ProjectActivityDocument,
  type ProjectActivitySubscription,
  ViewerActivityDocument,
  type ViewerActivitySubscription,
} from "./generated/graphql.ts";
import { signToken } from "./sign-token.ts";

/** A user with real clients of one instance: fetch for HTTP, graphql-ws for the WebSocket. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly token: string;
  /** Sends an operation over HTTP. */
  request<TData, TVariables>(
    document: TypedDocumentNode<TData, TVariables>,
    variables: TVariables,
  ): Promise<Answer<TData>>;
  /** The data of an operation that must succeed; rejects with its errors. */
  expect<TData, TVariables>(document: TypedDocumentNode<TData, TVariables>, variables: TVariables): Promise<TData>;
  /** Connects at its first use and does not retry. */
  readonly socket: Client;
  /**
   * Subscribes with the contract's full document; not announced, unless the variables say so, so that others do not
   * hear of it.
   */
  watch(variables: WatchVariables): Collected<ProjectActivitySubscription>;
  /** Subscribes to the own stream with the contract's full document. */
  watchInbox(after?: string): Collected<ViewerActivitySubscription>;
  /** Closes the socket. */
  leave(): Promise<void>;
}

export interface Answer<TData> {
  readonly data?: TData | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

export interface WatchVariables {
  readonly [name: string]: unknown;
  readonly projectId: string;
  readonly since?: number;
  readonly after?: string;
  readonly announce?: boolean;
}

export async function createPerson(url: string, name: string): Promise<Person> {
  return openPerson(url, await signToken(name));
}

/** The person behind a token, whoever issued it. */
export async function openPerson(url: string, token: string): Promise<Person> {
  const socket = createSocket(url, token);

  const request: Person["request"] = (document, variables) => post(url, token, { query: print(document), variables });
  const expect: Person["expect"] = async (document, variables) => requireData(await request(document, variables));

  const { me } = await expect(MeDocument, {});
  if (me.email === null || me.email === undefined) throw new Error("A person of tests has an e-mail.");
  return {
    id: me.id,
    name: me.name,
    email: me.email,
    token,
    request,
    expect,
    socket,
    watch: (variables) => collect(socket, ProjectActivityDocument, { announce: false, ...variables }),
    watchInbox: (after) => collect(socket, ViewerActivityDocument, { after }),
    leave: async () => socket.dispose(),
  };
}

/** The data of an answer without errors; throws with its errors. */
export function requireData<TData>({ data, errors }: Answer<TData>): TData {
  if (errors || !data) throw new Error(`The operation failed: ${JSON.stringify(errors)}`);
  return data;
}

/** A client of graphql-ws that connects at its first use and does not retry. */
export function createSocket(url: string, token: string): Client {
  return createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
}

/** Posts a request to the API as it is. */
export async function post<TData>(url: string, token: string | undefined, body: object): Promise<Answer<TData>> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Answer<TData>;
}
