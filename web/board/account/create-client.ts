import { ApolloClient } from "@apollo/client";
import { createLockstepLink, type LockstepLink, lockstepCache } from "../../../client/index.ts";
import type { Session } from "./session.ts";

/** For as long as somebody is signed in: the next one shall find nothing in its cache. */
export function createClient({ getToken }: Session): { readonly client: ApolloClient; readonly link: LockstepLink } {
  const link = createLockstepLink({ url: "/graphql", getToken });
  return { link, client: new ApolloClient({ link, cache: lockstepCache() }) };
}
