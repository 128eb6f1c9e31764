import { Audience, type AudienceOptions, openSubscribers, type Pause, spreadSubscribers } from "./audience.ts";
import { distinctDocuments } from "./documents.ts";
import type { LoadCommands } from "./load/load.ts";
import { startLockstep } from "./lockstep.ts";
import { startChild } from "./process/child.ts";
import { startLockstepPublisher } from "./publishers/start-lockstep-publisher.ts";
import { seed } from "./seed.ts";
import type { Services } from "./services.ts";

/** Maximum sockets of a user on an instance. */
const socketsPerUser = 50;

const modules = {
  load: new URL("./load/load.js", import.meta.url),
};

/** One instance with subscribers; the changes are made on another. */
export async function openLockstepAudience(
  services: Services,
  options: AudienceOptions,
  pauses?: readonly Pause[],
): Promise<Audience> {
  const { projects: count, subscribersEach, documents = 1, compression = false, protocol = "graphql" } = options;
  const users = Math.ceil((count * subscribersEach) / socketsPerUser);
  const databaseUrl = await services.createDatabase();
  const membersEach = Math.min(users, subscribersEach);
  const seeded = await seed(databaseUrl, { projects: count, tasksEach: 1, users, membersEach });
  const { projects, tokens } = seeded;
  const publisher = await startLockstepPublisher(services, databaseUrl, seeded);
  const server = await startLockstep(databaseUrl, services.redisUrl);
  const load = startChild<LoadCommands>({ module: modules.load, core: "load" });
  const subscribers = spreadSubscribers(options, (project, position) => {
    const { id = "", members = [] } = projects[project] ?? {};
    const token = tokens[members[position % membersEach] ?? 0] ?? "";
    return { projectId: id, token, awaitsReady: true };
  });
  const parts = { server, publisher, load };
  await openSubscribers(
    parts,
    {
      protocol,
      subscribers,
      documents: distinctDocuments("ProjectActivity", documents),
      compression,
    },
    pauses,
  );
  return new Audience(options, parts);
}
