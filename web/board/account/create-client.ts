import { ApolloClient, ApolloLink } from "@apollo/client";
import { createLockstepLink, type LockstepLink, lockstepCache } from "../../../client/index.ts";
import { fetchInTime } from "../../fetch-in-time.ts";
import type { Session } from "./session.ts";
import { createTurnLink } from "./turn-link.ts";

/** Makes the client of one sign-in, so that the next user finds nothing in its cache. The caller closes the link. */
export function createClient({ getToken }: Session): { readonly client: ApolloClient; readonly link: LockstepLink } {
  const link = createLockstepLink({ url: "/graphql", getToken, fetch: fetchInTime });
  return { link, client: new ApolloClient({ link: ApolloLink.from([createTurnLink(), link]), cache: createCache() }) };
}

function createCache() {
  // Events do not carry it, and the history shows them all the same.
  const origin = { read: (value: unknown = null) => value };
  return lockstepCache({ typePolicies: { Activity: { fields: { origin } } } });
}
