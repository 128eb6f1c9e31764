import { ApolloClient, type InMemoryCache } from "@apollo/client";
import { WebSocket } from "ws";
import { lockstepCache } from "../../client/apollo/lockstep-cache.ts";
import { createLockstepLink } from "../../client/apollo/lockstep-link.ts";

/** An Apollo Client of the kit, as an app makes it. */
export interface ProjectClient {
  readonly client: ApolloClient;
  readonly cache: InMemoryCache;
  /** Ends its subscriptions and its connection. */
  close(): void;
}

export function createProjectClient(url: string, token: string): ProjectClient {
  const link = createLockstepLink({ url: `${url}/graphql`, getToken: () => token, webSocketImpl: WebSocket });
  const cache = lockstepCache();
  const client = new ApolloClient({ link, cache });
  return {
    client,
    cache,
    close() {
      client.stop();
      link.close();
    },
  };
}
