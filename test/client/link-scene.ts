import { ApolloClient, InMemoryCache } from "@apollo/client";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { WebSocket } from "ws";
import { createLockstepLink, type LockstepLink } from "../../client/apollo/lockstep-link.ts";
import type { ConnectionState } from "../../client/core/connection-state.ts";
import type { LockstepLinkOptions } from "../../client/core/lockstep-link-options.ts";
import { startProxy, type TcpProxy } from "../faults/tcp-proxy.ts";
import { createProject } from "../support/board.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";

/** Two instances, and for each test of the file a project of Ada's and a way to the first one that can be broken. */
export interface LinkScene {
  readonly pair: Pair;
  readonly ada: Person;
  readonly projectId: string;
  readonly proxy: TcpProxy;
  /** Where the proxy leads; to another instance when a test sends it there. */
  readonly target: { port: number };
  /** An Apollo Client as Ada through the proxy, on a link of its own, and the states of its connection. */
  readonly connect: (options?: Partial<LockstepLinkOptions>) => LinkedClient;
}

interface LinkedClient {
  readonly link: LockstepLink;
  readonly states: readonly ConnectionState[];
  readonly client: ApolloClient;
}

/** Call it once, at the top of a file. Its members are set while a test runs; its links are closed after it. */
export function setLinkScene(): LinkScene {
  const scene = {} as { -readonly [Key in keyof LinkScene]: LinkScene[Key] };
  let links: LockstepLink[] = [];

  beforeAll(async () => {
    scene.pair = await startPair();
    scene.ada = await scene.pair.one.person("ada");
  });

  afterAll(() => scene.pair.close());

  beforeEach(async () => {
    const target = { host: "127.0.0.1", port: portOf(scene.pair.one) };
    scene.target = target;
    scene.proxy = await startProxy(target);
    scene.projectId = await createProject(scene.ada);
  });

  afterEach(async () => {
    for (const link of links) link.close();
    links = [];
    await scene.proxy.close();
  });

  scene.connect = (options) => {
    const link = createLockstepLink({
      url: `http://127.0.0.1:${scene.proxy.port}/graphql`,
      getToken: () => scene.ada.token,
      webSocketImpl: WebSocket,
      ...options,
    });
    links.push(link);
    const states: ConnectionState[] = [];
    link.connection.subscribe((state) => states.push(state));
    return { link, states, client: new ApolloClient({ link, cache: new InMemoryCache() }) };
  };
  return scene;
}

export function portOf({ url }: { readonly url: string }): number {
  return Number(new URL(url).port);
}
