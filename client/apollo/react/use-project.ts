import { useApolloClient } from "@apollo/client/react";
import { useMemo, useSyncExternalStore } from "react";
import type { ProjectView } from "../project-view.ts";
import { emptyView, type WatchProjectOptions, watchProject } from "../watch-project.ts";

/** Returns the project's current view from the surrounding Apollo client. Watches it while the component is mounted. */
export function useProject(projectId: string, { announce = true }: WatchProjectOptions = {}): ProjectView {
  const client = useApolloClient();
  const store = useMemo(() => {
    let view = emptyView;
    return {
      subscribe(onChange: () => void) {
        const subscription = watchProject(client, projectId, { announce }).subscribe((next) => {
          view = next;
          onChange();
        });
        return () => subscription.unsubscribe();
      },
      read: () => view,
    };
  }, [client, projectId, announce]);
  return useSyncExternalStore(store.subscribe, store.read, () => emptyView);
}
