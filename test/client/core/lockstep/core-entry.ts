// biome-ignore-all lint/performance/noBarrelFile: the entry of a bundle for the browser.
export { createEnvironment } from "../../../../client/core/environment/create-environment.ts";
export { createLockstep } from "../../../../client/core/lockstep/create-lockstep.ts";
export { createDiskCopies } from "../../../../client/core/storage/disk-copies.ts";
