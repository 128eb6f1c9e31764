// biome-ignore-all lint/performance/noBarrelFile: the entry of the package's subpath `lockstep/client/apollo/react`.
export { useConnectionState } from "./use-connection-state.ts";
export { useProject } from "./use-project.ts";
