import { ApolloProvider, useQuery } from "@apollo/client/react";
import { useEffect, useState } from "react";
import { Navigate, Outlet, useLocation, useNavigate } from "react-router";
import { codeOf } from "../design/describe-error.ts";
import { Loading } from "../design/loading.tsx";
import { Message } from "../design/message.tsx";
import { useLate } from "../design/use-late.ts";
import { useRetry } from "../design/use-retry.ts";
import { DraftsProvider } from "../drafts/drafts-context.tsx";
import { graphql } from "../generated/gql.ts";
import { createClient } from "./create-client.ts";
import { LinkProvider } from "./link-context.ts";
import { signInFor } from "./return-to.ts";
import { useSession } from "./session-context.ts";
import { ViewerProvider } from "./viewer.ts";

/** Milliseconds until the page says that the server does not answer. */
const patience = 4_000;

/** The routes below are for who is signed in; whoever is not, or not any more, is led to sign in and back again. */
export function SignedIn() {
  const session = useSession();
  const [made, setMade] = useState<ReturnType<typeof createClient> | null>(null);
  useEffect(() => {
    const fresh = createClient(session);
    setMade(fresh);
    return () => fresh.link.close();
  }, [session]);

  if (!made) return <Loading />;
  return (
    <LinkProvider value={made.link}>
      <ApolloProvider client={made.client}>
        <Gate />
      </ApolloProvider>
    </LinkProvider>
  );
}

function Gate() {
  const session = useSession();
  const navigate = useNavigate();
  const location = useLocation();
  // The error stays on the screen during the next attempt.
  const { data, error, refetch } = useQuery(MeDocument, { notifyOnNetworkStatusChange: false });
  const isRefused = codeOf(error) === "UNAUTHENTICATED";
  const hasFailed = error !== undefined && !isRefused;
  useRetry(hasFailed, refetch);
  const isLate = useLate(!data && !error, patience);

  const signIn = signInFor(location, data !== undefined);
  useEffect(() => session.onEnd(() => void navigate(signIn, { replace: true })), [session, navigate, signIn]);

  if (data) {
    return (
      <ViewerProvider value={data.me}>
        <DraftsProvider userId={data.me.id}>
          <Outlet />
        </DraftsProvider>
      </ViewerProvider>
    );
  }
  if (isRefused) return <Navigate to={signIn} replace />;
  if (hasFailed || isLate) {
    return <Message title="Lockstep cannot be reached">It is tried again until it is back.</Message>;
  }
  return <Loading />;
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
