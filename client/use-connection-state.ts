import { useCallback, useSyncExternalStore } from "react";
import type { ConnectionState } from "./connection-state.ts";
import type { LockstepLink } from "./lockstep-link.ts";

/** How the link's subscriptions stand; renders again whenever that changes. */
export function useConnectionState({ connection }: LockstepLink): ConnectionState {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const subscription = connection.subscribe(onChange);
      return () => subscription.unsubscribe();
    },
    [connection],
  );
  return useSyncExternalStore(
    subscribe,
    () => connection.value,
    () => connection.value,
  );
}
