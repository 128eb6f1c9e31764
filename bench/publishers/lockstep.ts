// Another instance of Lockstep, whose changes are real mutations over HTTP. Its notices to
// Redis are held back until all that belong together are committed.
import { pino } from "pino";
import { createApp } from "../../src/app/create-app.ts";
import { readConfig } from "../../src/config/config.ts";
import { openDatabase } from "../../src/database/database.ts";
import { readIdentity } from "../../src/database/deployment-identity.ts";
import type { Bus } from "../../src/engine/bus/bus.ts";
import { createRedisBus } from "../../src/engine/bus/redis-bus.ts";
import { contractDocument } from "../documents.ts";
import { createPoster } from "../load/post.ts";
import { now, readArgument, serveCommands } from "../process/commands.ts";
import type { SeededProject } from "../seed.ts";
import { titleOf } from "../title.ts";
import type { PublisherCommands } from "./publisher.ts";

export interface LockstepPublisherOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly projects: readonly SeededProject[];
  readonly tokens: readonly string[];
}

const { env, projects, tokens } = readArgument<LockstepPublisherOptions>();
const logger = pino({ level: "warn" });
const config = readConfig(env);
const held: (() => void)[] = [];
// Seeding has brought the database up to date.
const namespace = { current: await findIdentity(config.databaseUrl ?? ""), onChange: () => () => {} };
const bus = createRedisBus({ url: env["REDIS_URL"] ?? "", namespace, logger });
const app = await createApp(config, logger, { bus: holdBack(bus) });
const query = contractDocument("UpdateTask");
const { post } = createPoster(app.url);
let count = 0;

serveCommands({
  async publish({ projects: indexes }) {
    await Promise.all(indexes.map(change));
    if (held.length !== indexes.length) throw new Error(`${indexes.length} changes told Redis ${held.length} times`);
    const at = now();
    for (const tell of held.splice(0)) tell();
    return at;
  },
} satisfies PublisherCommands);
console.log("ready");

async function change(index: number): Promise<void> {
  count += 1;
  const project = projects[index];
  const input = { taskId: project?.taskIds[0], title: titleOf(count), clientMutationId: `change-${count}` };
  const answer = await post({
    token: tokens[project?.members[0] ?? 0] ?? "",
    body: JSON.stringify({ query, variables: { input } }),
  });
  if (!answer.includes('"UpdateTaskPayload"')) throw new Error(answer);
}

async function findIdentity(databaseUrl: string): Promise<string> {
  const database = openDatabase(databaseUrl, (error) => logger.warn(error));
  try {
    return await readIdentity(database.pool);
  } finally {
    await database.close();
  }
}

function holdBack(actual: Bus): Bus {
  return { ...actual, publish: (...message) => void held.push(() => actual.publish(...message)) };
}
