// biome-ignore-all lint/performance/noBarrelFile: the entry of the package's subpath `lockstep/client`.
export { applyActivity } from "./apollo/apply-activity.ts";
export { lockstepCache } from "./apollo/lockstep-cache.ts";
export { createLockstepLink, type LockstepLink } from "./apollo/lockstep-link.ts";
export type {
  ActivityEvent,
  BoardMember,
  BoardTask,
  BoardUser,
  ProjectBoard,
  ProjectEnding,
  ProjectEvent,
  ProjectView,
} from "./apollo/project-view.ts";
export { type WatchProjectOptions, watchProject } from "./apollo/watch-project.ts";
export type { ConnectionState, ConnectionStates } from "./core/connection-state.ts";
export type { LockstepLinkOptions } from "./core/lockstep-link-options.ts";
