// biome-ignore-all lint/performance/noBarrelFile: the entry of the package's subpath `lockstep/client`.
export type { ConnectionState, ConnectionStates } from "./connection-state.ts";
export { createLockstepLink, type LockstepLink, type LockstepLinkOptions } from "./lockstep-link.ts";
