import DataLoader from "dataloader";
import type { Cluster, Redis } from "ioredis";
import { z } from "zod";
import { taskFields } from "../model/task.ts";
import { userSnapshot } from "../model/user.ts";
import { channelOf, type Namespace } from "../redis/namespace.ts";
import type { Visit } from "./project-presence.ts";

export interface ListExchange {
  readonly projectId: string;
  /** The own list to write; null leaves it as it is. */
  readonly people: readonly Visit[] | null;
  /** Milliseconds by Redis' clock until a list that was written and is not renewed counts no more. */
  readonly lifetime: number;
}

/** The list of another instance. */
export interface OtherList {
  readonly instanceId: string;
  /** Milliseconds until it counts no more. */
  readonly remaining: number;
  /** For `decodePeople`. */
  readonly text: string;
}

/**
 * A project's lists are one hash with a field per instance: the time until which the list counts, by Redis' own clock,
 * and the people. Redis before 7.4 cannot expire single fields, so each exchange drops those whose time is over; the
 * key expires with its last list. Arguments: the own instance, then for each key its lifetime and people. The reply
 * holds an array for each key, or an error where the key is no hash.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local replies = {}
for place, key in ipairs(KEYS) do
  local lifetime, people = ARGV[2 * place], ARGV[2 * place + 1]
  local fields = redis.pcall('HGETALL', key)
  if fields.err then
    replies[place] = fields
  else
    if people ~= '' then
      redis.call('HSET', key, ARGV[1], string.format('%.0f', now + lifetime) .. ' ' .. people)
      if redis.call('PTTL', key) < tonumber(lifetime) then redis.call('PEXPIRE', key, lifetime) end
    end
    local reply = {}
    for i = 1, #fields, 2 do
      local expiry, text = string.match(fields[i + 1], '^(%d+) (.*)$')
      if expiry and fields[i] ~= ARGV[1] then
        if expiry - now > 0 then
          reply[#reply + 1] = { fields[i], expiry - now, text }
        else
          redis.call('HDEL', key, fields[i])
        end
      end
    end
    replies[place] = reply
  end
end
return replies`;

/** Maximum projects of one command: they hold up Redis for about a millisecond. */
const together = 100;

const peopleSchema = z.array(
  userSnapshot.extend({
    since: z.number(),
    // Absent in lists of older versions. A field of a newer version counts as none.
    focusedTaskId: z.string().nullable().default(null),
    focusedField: z.enum(taskFields).nullable().catch(null),
    focusedAt: z.number().default(0),
  }),
);

/**
 * Returns a function that writes the own list and reads those of others. Exchanges of the same turn share a command;
 * on a cluster, where each project has a node, they share a round trip to each node. Rejects as the client does, and
 * for a key that holds something else.
 */
export function defineListExchange(
  client: Redis | Cluster,
  namespace: Namespace,
  instanceId: string,
): (exchange: ListExchange) => Promise<readonly OtherList[]> {
  client.defineCommand("exchangeLists", { lua: script });
  const commands = client as unknown as { exchangeLists(...args: (string | number)[]): Promise<Reply[]> };
  const loader = new DataLoader<ListExchange, readonly OtherList[]>(
    async (exchanges) => {
      const keys = exchanges.map(({ projectId }) => `${channelOf(namespace, projectId)}:presence`);
      const lists = exchanges.flatMap(({ people, lifetime }) => [lifetime, people ? encodePeople(people) : ""]);
      const replies = await commands.exchangeLists(keys.length, ...keys, instanceId, ...lists);
      return replies.map((reply) => (reply instanceof Error ? reply : reply.map(toList)));
    },
    { cache: false, maxBatchSize: client.isCluster ? 1 : together },
  );
  return (exchange) => loader.load(exchange);
}

type ListReply = readonly [instanceId: string, remaining: number, text: string];
type Reply = readonly ListReply[] | Error;

function toList([instanceId, remaining, text]: ListReply): OtherList {
  return { instanceId, remaining, text };
}

/** Returns null for what this version cannot read. */
export function decodePeople(text: string): readonly Visit[] | null {
  try {
    return peopleSchema.parse(JSON.parse(text)).map(({ id, name, email, ...visit }) => {
      return { user: { id, name, email }, ...visit };
    });
  } catch {
    return null;
  }
}

function encodePeople(people: readonly Visit[]): string {
  return JSON.stringify(
    people.map(({ user: { id, name, email }, focusedAt, focusedTaskId, focusedField, since }) => {
      const user = { id, name, email, since };
      return focusedAt === 0 ? user : { ...user, focusedTaskId, focusedField, focusedAt };
    }),
  );
}
