import type { Cluster, Redis } from "ioredis";
import { z } from "zod";
import { userSnapshot } from "../model/user.ts";
import { channelOf, type Namespace } from "../redis/namespace.ts";
import type { Present } from "./project-presence.ts";

export interface ListExchange {
  readonly projectId: string;
  readonly instanceId: string;
  /** The own list to write; null leaves it as it is. */
  readonly people: readonly Present[] | null;
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
 * key expires with its last list.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now + ARGV[2]) .. ' ' .. ARGV[3])
  if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
end
local reply = {}
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local expiry, text = string.match(fields[i + 1], '^(%d+) (.*)$')
  if expiry and fields[i] ~= ARGV[1] then
    if expiry - now > 0 then
      reply[#reply + 1] = { fields[i], expiry - now, text }
    else
      redis.call('HDEL', KEYS[1], fields[i])
    end
  end
end
return reply`;

const peopleSchema = z.array(userSnapshot.extend({ since: z.number() }));

/**
 * Returns a function that writes the own list and reads those of others in one command. Commands sent in the same turn
 * share one round trip to each node. Rejects as the client does.
 */
export function defineListExchange(
  client: Redis | Cluster,
  namespace: Namespace,
): (exchange: ListExchange) => Promise<readonly OtherList[]> {
  client.defineCommand("exchangeLists", { numberOfKeys: 1, lua: script });
  const commands = client as unknown as { exchangeLists(...args: (string | number)[]): Promise<ListReply> };
  return async ({ projectId, instanceId, people, lifetime }) => {
    const key = `${channelOf(namespace, projectId)}:presence`;
    const reply = await commands.exchangeLists(key, instanceId, lifetime, people ? encodePeople(people) : "");
    return reply.map(([instanceId, remaining, text]) => ({ instanceId, remaining, text }));
  };
}

type ListReply = readonly (readonly [instanceId: string, remaining: number, text: string])[];

/** Returns null for what this version cannot read. */
export function decodePeople(text: string): readonly Present[] | null {
  try {
    return peopleSchema.parse(JSON.parse(text)).map(({ since, ...user }) => ({ user, since }));
  } catch {
    return null;
  }
}

function encodePeople(people: readonly Present[]): string {
  return JSON.stringify(people.map(({ user: { id, name, email }, since }) => ({ id, name, email, since })));
}
