import { useEffect, useEffectEvent, useState } from "react";
import { Outlet, useLocation, useMatch, useNavigate } from "react-router";
import { createLockstep, type Lockstep, type User } from "../../../client/core/lockstep/index.ts";
import { LockstepProvider, useConnection } from "../../../client/react/index.ts";
import { OnDemandLearnOwnColors } from "../colors/on-demand-learn-colors.ts";
import { ChosenColorsProvider } from "../design/chosen-colors.tsx";
import { Loading } from "../design/loading.tsx";
import { useRequest } from "../requests/use-request.ts";
import { useRetry } from "../requests/use-retry.ts";
import { OnDemandUpdateNotice } from "../shell/on-demand-update-notice.tsx";
import { signInFor } from "./return-to.ts";
import type { Session } from "./session.ts";
import { useSession } from "./session-context.ts";
import { useViewerCopy } from "./use-viewer-copy.ts";
import { MeDocument, ViewerProvider } from "./viewer.ts";
import { Waiting } from "./waiting.tsx";

/** The routes below are for people who are signed in. Others are led to the sign-in, and back again afterwards. */
export function SignedIn() {
  const session = useSession();
  const [lockstep, setLockstep] = useState<Lockstep | null>(null);
  useEffect(() => {
    const created = createLockstep({ url: "/graphql", getToken: session.getToken });
    setLockstep(created);
    return () => created.close();
  }, [session]);

  if (!lockstep) return <Loading />;
  return (
    <LockstepProvider lockstep={lockstep}>
      <Gate session={session} />
    </LockstepProvider>
  );
}

function Gate({ session }: { readonly session: Session }) {
  const navigate = useNavigate();
  const location = useLocation();
  const [told, setViewer] = useState<User | null>(null);
  const copy = useViewerCopy(told);
  const isConfirmed = useConfirmation(session, setViewer);
  const onEnd = useEffectEvent(() => {
    const { to, state } = signInFor(location, told !== null);
    void navigate(to, { replace: true, state });
  });
  useEffect(() => session.onEnd(() => onEnd()), [session]);

  // Files that the first page needs go first.
  const { status } = useConnection();
  const [wasOnline, setWasOnline] = useState(false);
  if (status === "live" && !wasOnline) setWasOnline(true);

  // A project's page learns the colors of all its members.
  const isAtProject = useMatch("/projects/:projectId/*") !== null;

  return (
    <ViewerProvider value={{ told, copy, setViewer }}>
      <ChosenColorsProvider>
        {isConfirmed ? <Outlet /> : <Waiting />}
        {wasOnline && !isAtProject && <OnDemandLearnOwnColors />}
      </ChosenColorsProvider>
      {wasOnline && <OnDemandUpdateNotice />}
    </ViewerProvider>
  );
}

/** After a sign-in, asks the server who it was. Returns false until it has answered. */
function useConfirmation(session: Session, onKnown: (viewer: User) => void): boolean {
  const request = useRequest();
  const [isOpen, setIsOpen] = useState(session.isUnconfirmed);
  const [isFailing, setIsFailing] = useState(false);

  async function ask(): Promise<void> {
    try {
      onKnown((await request(MeDocument, {})).me);
      session.confirm();
      setIsOpen(false);
    } catch {
      setIsFailing(true);
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: The first attempt; the others are repetitions.
  useEffect(() => {
    if (isOpen) void ask();
  }, []);
  useRetry(isOpen && isFailing, ask);
  return !isOpen;
}
