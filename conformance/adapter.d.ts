/** Names of the transports, as the report shows them. */
export type Transport = "websocket" | "sse" | "multipart" | "query";

/** A GraphQL request as it travels, with one of the first two members. */
export interface Operation {
  readonly query?: string;
  /** Id of a trusted document. */
  readonly documentId?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** A place in a stream. */
export interface Place {
  readonly seq: number;
  readonly cursor: string;
}

/** An event of a stream by its role in the protocol. */
export interface Role {
  readonly type: "change" | "ready" | "resync" | "presence" | "other";
  /** Reason that a `Resync` gives. */
  readonly reason?: string;
}

/** An answer of `changes(after, first, wait)`. */
export interface Changes {
  /** `seq` of each change. */
  readonly seqs: readonly number[];
  readonly cursor: string;
  readonly resync: { readonly seq: number; readonly reason: string } | null;
}

/**
 * Server under test. The suite learns everything about the server's domain from it. Rules that need a missing optional
 * part are reported as not applicable.
 */
export interface Adapter {
  /** Address of the GraphQL endpoint, e.g. `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  /** Addresses of the endpoint on other instances of the server. */
  readonly others?: readonly string[];
  /** Transports that the server has. */
  readonly transports: readonly Transport[];
  /** Returns a token of the user who owns all streams. Absent: the server asks for none. */
  token?(): Promise<string>;
  /** Makes a stream and returns its name. A new stream may hold changes. */
  createStream(): Promise<string>;
  /** Commits one change. */
  change(stream: string): Promise<void>;
  /** Reads the state, as a client does before it subscribes. */
  snapshot(stream: string): Promise<Place>;
  /** Returns a subscription to the stream, after the cursor if there is one. It does not show its viewer as present. */
  subscription(stream: string, after?: string): Operation;
  /** Tells the role of an event from the `data` of a result. */
  read(data: Readonly<Record<string, unknown>>): Role;

  /** Ends all connections as a restart does. Resolves when the server can be reached again. */
  cut?(): Promise<void>;
  /** Forgets the changes up to and with `through`. */
  prune?(stream: string, through: number): Promise<void>;
  /** Takes the stream back to an earlier number, as a restored database does. */
  restore?(stream: string, to: number): Promise<void>;
  /** Gives another user access and returns a token of that user. The commit is a change of the stream. */
  addMember?(stream: string): Promise<string>;
  /** Takes the access back. The commit is a change of the stream. */
  removeMember?(stream: string, token: string): Promise<void>;
  /** Deletes the object to which the stream belongs. The commit is the stream's last change. */
  deleteStream?(stream: string): Promise<void>;
  /** Returns a token of the owner that the server stops to accept after about so many seconds. */
  expiringToken?(seconds: number): Promise<string>;
  /** Commits a change whose event has 200 KB at least. */
  largeChange?(stream: string): Promise<void>;
  /** Number of connections that a user may have, at most 1,000. The server counts those of all transports together. */
  readonly connectionLimit?: number;
  /** Maximum bytes of a message or of a request's body. */
  readonly messageLimit?: number;
  /** Returns a subscription to the stream that shows its viewer as present. */
  presence?(stream: string): Operation;
  /** Returns the same as `subscription`, by the id of a trusted document. */
  trusted?(stream: string, after?: string): Operation;
  /** Any mutation; the server must not run it by GET. */
  mutation?(): Operation;
  /** Query of `changes`. `readChanges` reads its `data`. */
  changes?(stream: string, args: { readonly after: string; readonly first: number; readonly wait: number }): Operation;
  readChanges?(data: Readonly<Record<string, unknown>>): Changes;
  /** Frees what the adapter opened. */
  close?(): Promise<void>;
}
