// biome-ignore-all lint/performance/noBarrelFile: the entry of the package's subpath `lockstep/client`.
export { applyActivity } from "./apply-activity.ts";
export type { ConnectionState, ConnectionStates } from "./connection-state.ts";
export { lockstepCache } from "./lockstep-cache.ts";
export { createLockstepLink, type LockstepLink } from "./lockstep-link.ts";
export type { LockstepLinkOptions } from "./lockstep-link-options.ts";
export type {
  ActivityEvent,
  BoardMember,
  BoardTask,
  BoardUser,
  ProjectBoard,
  ProjectEnding,
  ProjectEvent,
  ProjectView,
} from "./project-view.ts";
export { type WatchProjectOptions, watchProject } from "./watch-project.ts";
