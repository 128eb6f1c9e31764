import { startLockstep } from "../lockstep.ts";
import { type Child, startChild } from "../process/child.ts";
import type { Seed } from "../seed.ts";
import type { Services } from "../services.ts";
import type { LockstepPublisherOptions } from "./lockstep.ts";
import type { PublisherCommands } from "./publisher.ts";

const module = new URL("./lockstep.js", import.meta.url);

/** Resolves with a publisher after the first change of every project. The instance that made them is gone then. */
export async function startLockstepPublisher(
  { redisUrl }: Pick<Services, "redisUrl">,
  databaseUrl: string,
  seed: Seed,
): Promise<Child<PublisherCommands>> {
  const instance = await startLockstep(databaseUrl, redisUrl, {}, "load");
  const argument: LockstepPublisherOptions = { url: instance.url, databaseUrl, redisUrl, ...seed };
  const publisher = startChild<PublisherCommands>({ module, argument, core: "load" });
  await publisher.find(/^ready$/);
  await instance.stop();
  return publisher;
}
