import { useMemo, useSyncExternalStore } from "react";
import type { ConnectionState } from "../core/connection/connection.ts";
import { useLockstep } from "./lockstep-provider.ts";

/** State of the connection, and a way to try it at once. */
export type ConnectionView = ConnectionState & {
  /** For a button beside "offline": connects now instead of after the pause. */
  readonly reconnect: () => void;
};

const unconnected: ConnectionState = { status: "idle" };

/** Returns the state of the connection. It is `live` only when the server was heard lately. */
export function useConnection(): ConnectionView {
  const lockstep = useLockstep();
  const { connection } = lockstep;
  const state = useSyncExternalStore(
    connection.subscribe,
    () => connection.state,
    () => unconnected,
  );
  return useMemo(() => ({ ...state, reconnect: () => lockstep.reconnect() }), [state, lockstep]);
}
