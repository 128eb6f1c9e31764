import { type ApolloCache, type ApolloClient, InMemoryCache } from "@apollo/client";
import type { Lockstep } from "../core/lockstep/lockstep.ts";
import { isSameAccount } from "../core/storage/account.ts";
import possibleTypes from "../generated/possible-types.ts";
import type { CacheSync } from "./cache-sync.ts";
import { typePolicies } from "./type-policies.ts";

/** Time until code that could not be loaded is asked for again, in milliseconds. */
const reloadAfter = 5_000;

/** Holds the caches that are connected. Nothing keeps one in step until the code for it is there. */
const connections = new WeakMap<ApolloCache, () => CacheSync | undefined>();

/** Returns what keeps a cache in step; undefined while nothing does. */
export function findCacheSync(cache: ApolloCache): CacheSync | undefined {
  return connections.get(cache)?.();
}

/**
 * Keeps the cache of an Apollo Client in step with the projects that are open in a Lockstep client. Call it once, right
 * after the client is made. The cache needs no configuration: types of the schema and the joining of pages are added.
 *
 * - The server's state of each open project goes into the base cache, and never an older one over a newer. Changes that
 *   the outbox has not delivered go into one optimistic layer. Watchers are told once of everything that arrives
 *   together.
 * - Lists of the project that the app has loaded follow, those of tasks by any filter.
 * - When another person signs in, or the person signs out, the client's store is cleared.
 *
 * The code that follows projects loads when the first one opens. Until it is there the cache is as without the kit.
 *
 * Returns the function that ends it. Throws for a cache that is connected already.
 */
export function connectCache(lockstep: Lockstep, client: ApolloClient): () => void {
  const { cache } = client;
  if (!(cache instanceof InMemoryCache) || connections.has(cache))
    throw new Error("connectCache needs an unconnected InMemoryCache.");
  let sync: CacheSync | undefined;
  connections.set(cache, () => sync);
  cache.policies.addPossibleTypes(possibleTypes.possibleTypes);
  cache.policies.addTypePolicies(typePolicies);
  let account = lockstep.account.current;
  let isNew = account === null;
  let loading: Promise<void> | undefined;
  const restart = async () => sync?.restart();
  const endings = [
    lockstep.observe((project) => {
      let isClosed = false;
      let close: (() => void) | undefined;
      loading ??= load();
      void loading.then(() => {
        if (!isClosed) close = sync?.open(project);
      });
      return () => {
        isClosed = true;
        close?.();
      };
    }),
    client.onClearStore(restart),
    client.onResetStore(restart),
    lockstep.account.subscribe(() => {
      const { current } = lockstep.account;
      if (isSameAccount(account, current)) return;
      account = current;
      // The queries themselves tell of their failures.
      if (!isNew) (current ? client.resetStore() : client.clearStore()).catch(() => undefined);
      isNew = false;
    }),
    () => sync?.close(),
    () => connections.delete(cache),
  ];
  return () => {
    for (const end of endings.splice(0)) end();
  };

  async function load(): Promise<void> {
    const code = await import("./cache-sync.ts").catch(() => undefined);
    // It has ended meanwhile.
    if (endings.length === 0) return;
    if (code) sync = new code.CacheSync(cache as InMemoryCache);
    else await new Promise((resolve) => setTimeout(resolve, reloadAfter)).then(load);
  }
}
