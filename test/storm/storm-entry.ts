// biome-ignore-all lint/performance/noBarrelFile: the entry of a bundle for the browser.
import { createLockstep as create, type LockstepOptions } from "../../client/core/lockstep/create-lockstep.ts";
import { OpenPerson } from "../../client/core/person/open-person.ts";
import { createActor } from "./actor.ts";
import { createWeather } from "./weather.ts";

export const weather = createWeather();
export const actor = createActor();
export { reader } from "./reader.ts";

/** The client as the app has it, on a network with the weather of the storm. The person's inbox is open. */
export function createLockstep(options: LockstepOptions) {
  const lockstep = create({ ...options, fetch: weather.fetch });
  const { connection } = lockstep;
  connection.subscribe(() => {
    if (connection.state.status === "live") void globalThis.tellTransport?.(connection.state.transport);
  });
  globalThis.person = new OpenPerson(lockstep);
  globalThis.person.use(() => {});
  return lockstep;
}
