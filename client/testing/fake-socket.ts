import type { PersonEvent } from "../core/person-wire.ts";
import type { ProjectEvent, User } from "../core/wire.ts";
import { toPresent } from "./answer-request.ts";
import type { FakeInbox } from "./fake-inbox.ts";
import type { FakeProject } from "./fake-project.ts";
import type { FakeServer } from "./fake-server.ts";
import { RequestError } from "./request-error.ts";

interface Subscribed {
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: Subscribed & { readonly authorization?: unknown };
}

/** Creates a class `WebSocket` whose instances speak `graphql-transport-ws` with the server. */
export function createFakeSocketClass(server: FakeServer): unknown {
  return class FakeSocket extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readonly protocol = "graphql-transport-ws";
    readyState: number = FakeSocket.CONNECTING;
    onopen: ((event: Event) => void) | null = null;
    onmessage: ((event: MessageEvent) => void) | null = null;
    onclose: ((event: Event) => void) | null = null;
    onerror: ((event: Event) => void) | null = null;
    readonly #subscriptions = new Map<string, () => void>();
    readonly #endOffline: () => void;
    #viewer: User | null = null;

    constructor() {
      super();
      this.#endOffline = server.onOffline(() => this.#end(1006, ""));
      queueMicrotask(() => {
        if (!server.isOnline) this.#end(1006, "");
        if (this.readyState !== FakeSocket.CONNECTING) return;
        this.readyState = FakeSocket.OPEN;
        this.onopen?.(new Event("open"));
      });
    }

    send(text: string): void {
      const message = JSON.parse(text) as Message;
      // The other side hears of it later, as on a network.
      queueMicrotask(() => this.readyState === FakeSocket.OPEN && this.#take(message));
    }

    close(code = 1000, reason = ""): void {
      queueMicrotask(() => this.#end(code, reason));
    }

    #take({ type, id = "", payload }: Message): void {
      if (type === "ping") this.#tell({ type: "pong" });
      else if (type === "complete") this.#leave(id);
      else if (type === "connection_init") this.#authenticate(payload?.authorization);
      else if (type === "subscribe") this.#subscribe(id, payload ?? {});
    }

    #authenticate(authorization: unknown): void {
      try {
        this.#viewer = server.authenticate(authorization);
        this.#tell({ type: "connection_ack" });
      } catch (error) {
        this.#end(4401, (error as Error).message);
      }
    }

    #subscribe(id: string, { query = "", variables: { projectId, after } = {} }: Subscribed): void {
      if (!this.#viewer) return;
      if (/^\s*subscription PersonEvents\b/.test(query)) {
        this.#subscriptions.set(id, this.#followInbox(id, server.inboxOf(this.#viewer.id), after));
        return;
      }
      try {
        const project = server.find(this.#viewer, projectId);
        this.#subscriptions.set(id, this.#follow(id, project, this.#viewer, after));
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        this.#refuse(id, error);
      }
    }

    #follow(id: string, project: FakeProject, viewer: User, after: unknown): () => void {
      const resumption = typeof after === "string" ? project.resume(after) : null;
      const { seq, cursor } = project;
      const resync = (reason: string) => {
        const { seq, cursor } = project;
        this.#next(id, { projectActivity: { __typename: "Resync", seq, cursor, reason } }, cursor);
      };
      const tell = (event: ProjectEvent) => this.#next(id, { projectActivity: event }, project.cursorAt(event.seq));
      if (resumption?.kind === "events") resumption.events.forEach(tell);
      if (resumption?.kind === "resync") resync(resumption.reason);
      const ready = { __typename: "Ready", seq, cursor, present: [toPresent(viewer)] };
      this.#next(id, { projectActivity: ready }, cursor);
      return project.subscribe(
        (event) => {
          tell(event);
          if (event.__typename !== "MemberRemoved" || event.user.id !== viewer.id) return;
          this.#leave(id);
          this.#refuse(id, new RequestError("FORBIDDEN", "You are no longer a member of the project."));
        },
        () => resync("OTHER_HISTORY"),
      );
    }

    #followInbox(id: string, inbox: FakeInbox, after: unknown): () => void {
      const entries = typeof after === "string" ? inbox.resume(after) : [];
      const { seq, unreadCount } = inbox;
      const cursor = inbox.cursorAt(seq);
      const tell = (entry: PersonEvent & { readonly seq: number }) =>
        this.#next(id, { viewerActivity: entry }, inbox.cursorAt(entry.seq));
      if (entries) entries.forEach(tell);
      else {
        const resync = { __typename: "ViewerResync", seq, cursor, reason: "OTHER_HISTORY" };
        this.#next(id, { viewerActivity: resync }, cursor);
      }
      this.#next(id, { viewerActivity: { __typename: "ViewerReady", seq, cursor, unreadCount } }, cursor);
      return inbox.subscribe(tell);
    }

    #next(id: string, data: object, cursor: string): void {
      this.#tell({ type: "next", id, payload: { data, extensions: { cursor } } });
    }

    #refuse(id: string, { message, code }: RequestError): void {
      this.#tell({ type: "error", id, payload: [{ message, extensions: { code } }] });
    }

    #leave(id: string): void {
      this.#subscriptions.get(id)?.();
      this.#subscriptions.delete(id);
    }

    #tell(message: object): void {
      const data = JSON.stringify(message);
      queueMicrotask(() => {
        if (this.readyState === FakeSocket.OPEN) this.onmessage?.(new MessageEvent("message", { data }));
      });
    }

    #end(code: number, reason: string): void {
      if (this.readyState === FakeSocket.CLOSED) return;
      this.readyState = FakeSocket.CLOSED;
      this.#endOffline();
      for (const id of [...this.#subscriptions.keys()]) this.#leave(id);
      const event = Object.assign(new Event("close"), { code, reason, wasClean: code !== 1006 });
      this.onclose?.(event);
      this.dispatchEvent(event);
    }
  };
}
