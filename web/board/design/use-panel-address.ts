import { type Location, type NavigateOptions, type To, useLocation, useNavigate } from "react-router";

/** A panel's entry in the history, made by opening it from the board: the entry below is the board's. */
interface PanelState {
  readonly isAboveBoard: true;
}

interface PanelLink extends NavigateOptions {
  readonly to: To;
}

/**
 * Returns the way to a panel, for links and `navigate`. The board's view stays as it is. All panels take one
 * entry of the history, so the back button leads from any of them to the board.
 */
export function usePanelLink(path: string): (segment: string) => PanelLink {
  const location = useLocation();
  return (segment) => ({
    to: { pathname: `${path}/${segment}`, search: location.search },
    ...(location.pathname === path ? { state: above } : { replace: true, state: location.state }),
  });
}

/** Returns what closes a panel: the back button's way where the board's entry is below, else in the panel's place. */
export function useClosePanel(parent: string): () => void {
  const location = useLocation();
  const navigate = useNavigate();
  return () => {
    if (isAbove(location)) void navigate(-1);
    else void navigate({ pathname: parent, search: location.search }, { replace: true });
  };
}

const above: PanelState = { isAboveBoard: true };

function isAbove({ state }: Location): boolean {
  return (state as PanelState | null)?.isAboveBoard === true;
}
