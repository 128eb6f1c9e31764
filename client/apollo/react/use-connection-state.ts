import { useCallback, useSyncExternalStore } from "react";
import type { ConnectionState } from "../../core/connection-state.ts";
import type { LockstepLink } from "../lockstep-link.ts";

/** Returns the state of the link's subscriptions and renders again at each change of it. */
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
