import { useCallback, useSyncExternalStore } from "react";
import type { LockstepLink } from "../apollo/lockstep-link.ts";
import type { ConnectionState } from "../core/connection-state.ts";

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
