// biome-ignore-all lint/performance/noBarrelFile: the entry of a subpath of the package.

export { connectCache } from "./connect-cache.ts";
export * from "./documents.ts";
export * from "./generated/fragment-documents.ts";
export { createLockstepLink, type LockstepLinkOptions } from "./lockstep-link.ts";
export { type FailureKind, RequestFailed } from "./request-failed.ts";
