import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import type { Session } from "./session.ts";

/** For as long as somebody is signed in: the next one shall find nothing in its cache. */
export function createClient(session: Session): ApolloClient {
  const authorize = new SetContextLink(async () => ({
    headers: { authorization: `Bearer ${await session.getToken()}` },
  }));
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.from([authorize, new HttpLink({ uri: "/graphql" })]),
  });
}
