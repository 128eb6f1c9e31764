import { ApolloProvider, useQuery } from "@apollo/client/react";
import { useEffect, useState } from "react";
import { Navigate, Outlet, useLocation, useNavigate } from "react-router";
import { codeOf } from "../design/describe-error.ts";
import { Message } from "../design/message.tsx";
import { useRetry } from "../design/use-retry.ts";
import { graphql } from "../generated/gql.ts";
import { createClient } from "./create-client.ts";
import { LinkProvider } from "./link-context.ts";
import { signInFor } from "./return-to.ts";
import { useSession } from "./session-context.ts";
import { ViewerProvider } from "./viewer.ts";

/** The routes below are for who is signed in; whoever is not, or not any more, is led to sign in and back again. */
export function SignedIn() {
  const session = useSession();
  const [{ client, link }] = useState(() => createClient(session));
  return (
    <LinkProvider value={link}>
      <ApolloProvider client={client}>
        <Gate />
      </ApolloProvider>
    </LinkProvider>
  );
}

function Gate() {
  const session = useSession();
  const navigate = useNavigate();
  const location = useLocation();
  const { data, error, refetch } = useQuery(MeDocument);
  const isRefused = codeOf(error) === "UNAUTHENTICATED";
  const isAway = error !== undefined && !isRefused;
  useRetry(isAway, refetch);

  const signIn = signInFor(location, data !== undefined);
  useEffect(() => session.onEnd(() => void navigate(signIn, { replace: true })), [session, navigate, signIn]);

  if (data) {
    return (
      <ViewerProvider value={data.me}>
        <Outlet />
      </ViewerProvider>
    );
  }
  if (isRefused) return <Navigate to={signIn} replace />;
  return isAway ? <Message title="Lockstep cannot be reached">It is tried again until it is back.</Message> : null;
}

const MeDocument = graphql(`
  query Me {
    me {
      id
      name
      email
    }
  }
`);
