import { type ApolloClient, InMemoryCache } from "@apollo/client";
import type { Lockstep } from "../core/lockstep/lockstep.ts";
import { isSameAccount } from "../core/storage/account.ts";
import possibleTypes from "../generated/possible-types.ts";
import { CacheSync } from "./cache-sync.ts";
import { typePolicies } from "./list-rules.ts";

/**
 * Keeps the cache of an Apollo Client in step with the projects that are open in a Lockstep client. Call it once, right
 * after the client is made. The cache needs no configuration: types of the schema and the joining of pages are added.
 *
 * - The server's state of each open project goes into the base cache, and never an older one over a newer. Changes that the
 *   outbox has not delivered go into one optimistic layer. Watchers are told once of everything that arrives together.
 * - Lists that the app has loaded follow: tasks by any filter, members, labels, and comments.
 * - When another person signs in, or the person signs out, the client's store is cleared.
 *
 * Returns the function that ends it.
 */
export function connectCache(lockstep: Lockstep, client: ApolloClient): () => void {
  const { cache } = client;
  if (!(cache instanceof InMemoryCache)) throw new TypeError("connectCache needs a client with an InMemoryCache.");
  cache.policies.addPossibleTypes(possibleTypes.possibleTypes);
  cache.policies.addTypePolicies(typePolicies);
  const sync = new CacheSync(cache);
  let account = lockstep.account.current;
  let isNew = account === null;
  const endings = [
    lockstep.observe((project) => sync.open(project)),
    client.onClearStore(async () => sync.restart()),
    client.onResetStore(async () => sync.restart()),
    lockstep.account.subscribe(() => {
      const { current } = lockstep.account;
      if (isSameAccount(account, current)) return;
      account = current;
      // The queries themselves tell of their failures.
      if (!isNew) (current ? client.resetStore() : client.clearStore()).catch(() => undefined);
      isNew = false;
    }),
  ];
  return () => {
    for (const end of endings) end();
    sync.close();
  };
}
