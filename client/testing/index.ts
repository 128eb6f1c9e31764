// biome-ignore-all lint/performance/noBarrelFile: the entry of a subpath of the package.
export { FakeProject } from "./fake-project.ts";
export { type ConnectOptions, createTestStorage, FakeServer, type Fault, type NewFakeProject } from "./fake-server.ts";
export { RequestError } from "./request-error.ts";
