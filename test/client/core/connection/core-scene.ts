import { EventEmitter, once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { WebSocket } from "ws";
import type { Connection, ConnectionState } from "../../../../client/core/connection/connection.ts";
import { createConnection } from "../../../../client/core/connection/create-connection.ts";
import {
  type Following,
  type FollowState,
  followProject,
  type StreamPosition,
} from "../../../../client/core/connection/follow-project.ts";
import { createSend } from "../../../../client/core/connection/send.ts";
import type { ClientTransport } from "../../../../client/core/connection/transport.ts";
import { createSession, type Session } from "../../../../client/core/session/session.ts";
import type { Account } from "../../../../client/core/storage/account.ts";
import type { Send, Signal, StreamItem } from "../../../../client/core/types.ts";
import { startProxy, type TcpProxy } from "../../../faults/tcp-proxy.ts";
import { createProject } from "../../../support/board.ts";
import { type Instance, startInstance } from "../../../support/instance.ts";
import type { Person } from "../../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/postgres.ts";
import { createSteeredEnvironment } from "../steered-environment.ts";

/** A server, a way to it that can be broken, and for each test a project of Ada's. */
export interface CoreScene {
  readonly database: TestDatabase;
  readonly instance: Instance;
  readonly ada: Person;
  readonly projectId: string;
  readonly proxy: TcpProxy;
  /** Creates the core's connection as Ada through the proxy. Everything is closed after the test. */
  readonly connect: (options?: ConnectOptions) => Link;
}

export interface ConnectOptions {
  readonly url?: string;
  readonly getToken?: () => string | null | Promise<string | null>;
  /** Account of the connection (default: Ada's). */
  readonly subject?: string;
  readonly fetch?: typeof fetch;
  readonly transports?: readonly ClientTransport[];
  /** All timers run so many times faster (default 1). 0: time stands still but for `skip` and `elapse`. */
  readonly speed?: number;
  /** Default: the platform's. */
  readonly random?: () => number;
}

export interface Link {
  readonly session: Session;
  readonly connection: Connection;
  readonly send: Send;
  readonly states: readonly ConnectionState[];
  readonly statuses: readonly string[];
  /** Tells the link what a browser would. */
  signal(signal: Signal): void;
  /** Sockets that were opened, and those of them that are closed. */
  readonly sockets: { readonly opened: number; readonly closed: number };
  /** Time of the link, in milliseconds since 1970. */
  now(): number;
  /** Lets so many milliseconds pass in which no timer runs. */
  skip(milliseconds: number): void;
  /** Lets so many milliseconds pass at once, with the timers that end in them. Where time stands still alone. */
  elapse(milliseconds: number): void;
  follow(options?: {
    readonly projectId?: string;
    readonly from?: StreamPosition;
    readonly announce?: boolean;
  }): Followed;
  /** Resolves when it is so, checked at each change of the connection. */
  until(isReached: () => boolean): Promise<void>;
}

export interface Followed extends Following {
  readonly items: readonly StreamItem[];
  readonly states: readonly FollowState[];
  /** Numbers of all events, in the order of arrival. */
  readonly seqs: readonly number[];
  readonly kinds: readonly StreamItem["kind"][];
  /** Resolves when it is so, checked at each item and each change of the state. */
  until(isReached: () => boolean): Promise<void>;
}

/** Call it once, at the top of a file. Its members are set while a test runs. */
export function setCoreScene(variables: Readonly<Record<string, string>> = {}): CoreScene {
  const scene = {} as { -readonly [Key in keyof CoreScene]: CoreScene[Key] };
  let closings: (() => void)[] = [];

  beforeAll(async () => {
    scene.database = await createTestDatabase();
    scene.instance = await startInstance(scene.database.url, variables);
    scene.ada = await scene.instance.person("ada");
  });

  afterAll(async () => {
    await scene.instance.close();
    await scene.database.close();
  });

  beforeEach(async () => {
    scene.proxy = await startProxy({ host: "127.0.0.1", port: Number(new URL(scene.instance.url).port) });
    scene.projectId = await createProject(scene.ada);
  });

  afterEach(async () => {
    for (const close of closings.reverse()) close();
    closings = [];
    await scene.proxy.close();
  });

  scene.connect = (options = {}) => {
    const url = options.url ?? `http://127.0.0.1:${scene.proxy.port}/graphql`;
    const { environment: steered, signal, skip, elapse } = createSteeredEnvironment(options.speed);
    const environment = { ...steered, random: options.random ?? steered.random };
    const account: Account = { server: url, issuer: "", subject: options.subject ?? "ada" };
    const sockets = { opened: 0, closed: 0 };
    const changes = new EventEmitter().setMaxListeners(0);
    class CountedSocket extends WebSocket {
      constructor(...given: ConstructorParameters<typeof WebSocket>) {
        super(...given);
        sockets.opened += 1;
        this.once("close", () => {
          sockets.closed += 1;
          changes.emit("change");
        });
      }
    }
    const getToken = options.getToken ?? (() => scene.ada.token);
    const session = createSession({ server: url, getToken, environment });
    const connection = createConnection({
      url,
      account,
      session,
      environment,
      webSocketImpl: CountedSocket,
      fetch: options.fetch,
      transports: options.transports,
    });
    const send = createSend({ url, account, session, environment, fetch: options.fetch });
    const states: ConnectionState[] = [];
    connection.subscribe((state) => {
      states.push(state);
      changes.emit("change");
    });
    closings.push(() => {
      connection.close();
      session.close();
    });
    return {
      session,
      connection,
      send,
      states,
      get statuses() {
        return states.map(({ status }) => status);
      },
      ...{ sockets, signal, skip, elapse, now: environment.now },
      follow({ projectId = scene.projectId, from, announce = false } = {}) {
        const followed = follow({ projectId, connection, send, environment, from: from ?? null, announce });
        closings.push(() => followed.close());
        return followed;
      },
      until: (isReached) => untilChange(changes, isReached, () => ({ states, sockets })),
    };
  };
  return scene;
}

function follow(options: Omit<Parameters<typeof followProject>[0], "onItem" | "onState">): Followed {
  const items: StreamItem[] = [];
  const states: FollowState[] = [];
  const changes = new EventEmitter().setMaxListeners(0);
  const following = followProject({
    ...options,
    onItem(item) {
      items.push(item);
      changes.emit("change");
    },
    onState(state) {
      states.push(state);
      changes.emit("change");
    },
  });
  return {
    ...following,
    items,
    states,
    get seqs() {
      return items.flatMap((item) => (item.kind === "events" ? item.events.map(({ seq }) => seq) : []));
    },
    get kinds() {
      return items.map(({ kind }) => kind);
    },
    until: (isReached) => untilChange(changes, isReached, () => ({ items: items.slice(-5), states: states.slice(-5) })),
  };
}

async function untilChange(changes: EventEmitter, isReached: () => boolean, describe: () => unknown): Promise<void> {
  const signal = AbortSignal.timeout(40_000);
  while (!isReached()) {
    await once(changes, "change", { signal }).catch(() => {
      throw new Error(`It did not come to that: ${JSON.stringify(describe())}`);
    });
  }
}
