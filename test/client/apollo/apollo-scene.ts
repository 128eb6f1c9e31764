import { ApolloClient, ApolloLink, InMemoryCache, type InMemoryCacheConfig } from "@apollo/client";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { WebSocket } from "ws";
import { connectCache } from "../../../client/apollo/connect-cache.ts";
import { createLockstepLink, type LockstepLinkOptions } from "../../../client/apollo/lockstep-link.ts";
import { createLockstep, type LockstepOptions } from "../../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep, ProjectHandle } from "../../../client/core/lockstep/lockstep.ts";
import { createMemoryCopies, createMemoryOutbox } from "../../../client/core/storage/memory-storage.ts";
import { startProxy, type TcpProxy } from "../../faults/tcp-proxy.ts";
import { type Board, createBoard } from "../../support/board.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import type { Person } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";

/** A server, a way to it that can be broken, and for each test a project of Ada's with Grace as a member. */
export interface ApolloScene {
  readonly database: TestDatabase;
  readonly instance: Instance;
  readonly ada: Person;
  readonly grace: Person;
  readonly board: Board;
  readonly projectId: string;
  readonly proxy: TcpProxy;
  /** Creates an app's client as Ada through the proxy. Everything is closed after the test. */
  readonly connect: (options?: AppOptions) => App;
  /** Creates one whose answers to operations of one name wait until they are let go. */
  readonly connectHeld: (operationName: string) => HeldApp;
}

export interface HeldApp extends App {
  letGo(): void;
  /** Returns true once an answer waits. */
  isTaken(): boolean;
}

export interface AppOptions extends Partial<LockstepOptions> {
  readonly cache?: InMemoryCacheConfig;
  readonly link?: LockstepLinkOptions;
  /** Links before the kit's. */
  readonly before?: readonly ApolloLink[];
  readonly client?: Partial<ApolloClient.Options>;
}

/** An app as it is built on the kit: its Lockstep client, and an Apollo Client in step with it. */
export interface App {
  readonly lockstep: Lockstep;
  readonly client: ApolloClient;
  readonly cache: InMemoryCache;
  /** Opens the project, and waits until its stream is live and the cache is in step. */
  open(projectId?: string): Promise<ProjectHandle>;
}

/** Call it once, at the top of a file. Its members are set while a test runs. */
export function setApolloScene(variables: Readonly<Record<string, string>> = {}): ApolloScene {
  const scene = {} as { -readonly [Key in keyof ApolloScene]: ApolloScene[Key] };
  let closings: (() => void)[] = [];

  beforeAll(async () => {
    scene.database = await createTestDatabase();
    scene.instance = await startInstance(scene.database.url, variables);
    scene.ada = await scene.instance.person("ada");
    scene.grace = await scene.instance.person("grace");
  });

  afterAll(async () => {
    await scene.instance.close();
    await scene.database.close();
  });

  beforeEach(async () => {
    scene.proxy = await startProxy({ host: "127.0.0.1", port: Number(new URL(scene.instance.url).port) });
    scene.board = await createBoard(scene.ada);
    scene.projectId = scene.board.projectId;
    await scene.board.addMember(scene.grace, "MEMBER");
  });

  afterEach(async () => {
    for (const close of closings.reverse()) close();
    closings = [];
    await scene.proxy.close();
  });

  scene.connect = (options) => {
    const app = connectApp({
      url: `http://127.0.0.1:${scene.proxy.port}/graphql`,
      getToken: () => scene.ada.token,
      projectId: scene.projectId,
      ...options,
    });
    closings.push(app.close);
    return app;
  };

  scene.connectHeld = (operationName) => {
    let letGo = () => {};
    let taken = 0;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const app = scene.connect({
      async fetch(input, init) {
        const response = await fetch(input, init);
        if (JSON.parse(String(init?.body)).operationName !== operationName) return response;
        const text = await response.text();
        taken += 1;
        await gate;
        return new Response(text, response);
      },
    });
    return { ...app, letGo: () => letGo(), isTaken: () => taken > 0 };
  };
  return scene;
}

/** Creates an app's client. `projectId` is the project that `open` opens by default. */
export function connectApp(
  options: AppOptions & Pick<LockstepOptions, "url" | "getToken"> & { readonly projectId: string },
): App & { readonly close: () => void } {
  const {
    cache: config,
    link,
    before = [],
    client: clientOptions,
    projectId: ownProject,
    ...lockstepOptions
  } = options;
  const lockstep = createLockstep({ webSocketImpl: WebSocket, storage: createMemory, ...lockstepOptions });
  const cache = new InMemoryCache(config);
  const client = new ApolloClient({
    link: ApolloLink.from([...before, createLockstepLink(lockstep, link)]),
    cache,
    ...clientOptions,
  });
  const disconnect = connectCache(lockstep, client);
  return {
    lockstep,
    client,
    cache,
    async open(projectId = ownProject) {
      const handle = lockstep.project(projectId);
      await until(() => isLive(handle) && isInStep(cache, projectId));
      return handle;
    },
    close() {
      disconnect();
      client.stop();
      lockstep.close();
    },
  };
}

/** Storage that lasts as long as the client. */
/** Storage that ends with the test. */
export function createMemory(): ReturnType<NonNullable<LockstepOptions["storage"]>> {
  return {
    outbox: createMemoryOutbox(),
    copies: createMemoryCopies(Date.now),
    persist: async () => true,
    wipe: async () => {},
    close: () => {},
  };
}

export function isLive({ stream }: ProjectHandle): boolean {
  return stream.kind === "following" && stream.isLive;
}

/** Returns true once the cache follows a project. */
export function isInStep(cache: InMemoryCache, projectId: string): boolean {
  return Object.hasOwn(cache.extract(), `Project:${projectId}`);
}

export function until(isReached: () => boolean | Promise<boolean>): Promise<void> {
  return expect.poll(isReached, { interval: 10 }).toBe(true);
}
