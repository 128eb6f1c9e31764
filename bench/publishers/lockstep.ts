// Makes events of Lockstep's projects. The first of each project is a real mutation of another instance, whose message
// on Redis is recorded. Those after it repeat its entry. All of one publish are committed to the log in one
// transaction, and then sent in the same kind of message. So it makes as many events a second as a peer's publisher.
import { Redis } from "ioredis";
import { Pool } from "pg";
import { contractDocument } from "../documents.ts";
import { createPoster } from "../load/post.ts";
import { now, readArgument, serveCommands } from "../process/commands.ts";
import type { Seed } from "../seed.ts";
import { titleOf } from "../title.ts";
import { EntryRepeater, type Notice } from "./entry-repeater.ts";
import type { PublisherCommands } from "./publisher.ts";

export interface LockstepPublisherOptions extends Seed {
  /** Address of the instance that makes the first change of each project. */
  readonly url: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

const { url, databaseUrl, redisUrl, projects, tokens } = readArgument<LockstepPublisherOptions>();
const redis = new Redis(redisUrl);
const repeater = new EntryRepeater(new Pool({ connectionString: databaseUrl }), await recordChanges());

serveCommands({
  async publish({ projects: indexes }) {
    const notices = await repeater.repeat(indexes.map((index) => projects[index]?.id ?? ""));
    const at = now();
    for (const { channel, message } of notices) void redis.publish(channel, message);
    return at;
  },
} satisfies PublisherCommands);
console.log("ready");

/** Changes each project once. Returns what the instance told Redis. */
async function recordChanges(): Promise<readonly Notice[]> {
  const listener = new Redis(redisUrl);
  await listener.psubscribe("*");
  const recorded = new Promise<readonly Notice[]>((resolve) => {
    const missing = new Set(projects.map(({ id }) => id));
    const notices: Notice[] = [];
    listener.on("pmessage", (_pattern, channel: string, message: string) => {
      const id = /"kind":"entry".*?"streamId":"([^"]+)"/.exec(message)?.[1];
      if (id === undefined || !missing.delete(id)) return;
      notices.push({ channel, message });
      if (missing.size === 0) resolve(notices);
    });
  });
  await changeEach();
  const notices = await recorded;
  listener.disconnect();
  return notices;
}

async function changeEach(): Promise<void> {
  const { post, close } = createPoster(url);
  const query = contractDocument("UpdateTask");
  const queue = [...projects];
  const worker = async () => {
    for (let project = queue.pop(); project; project = queue.pop()) {
      const input = { taskId: project.taskIds[0], title: titleOf(99_999_999) };
      const body = JSON.stringify({
        query,
        variables: { input: { ...input, clientMutationId: `first-${queue.length}` } },
      });
      const answer = await post({ token: tokens[project.members[0] ?? 0] ?? "", body });
      if (!answer.includes('"UpdateTaskPayload"')) throw new Error(answer);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  close();
}
