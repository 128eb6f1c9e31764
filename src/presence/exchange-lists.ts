import type { Cluster, Redis } from "ioredis";
import { z } from "zod";
import { userSnapshot } from "../model/user.ts";
import { channelOf, type Namespace } from "../redis/namespace.ts";
import type { Present } from "./project-presence.ts";

export interface ListExchange {
  readonly projectId: string;
  readonly instanceId: string;
  /** Action on this instance's own list. */
  readonly action: "write" | "remove" | "keep";
  /** The own list, for `write`. */
  readonly people: readonly Present[];
  /** Milliseconds by Redis' clock until a list that was written and is not renewed counts no more. */
  readonly lifetime: number;
}

export interface ExchangedLists {
  /** True if Redis held a valid list of this instance before. */
  readonly hadOwn: boolean;
  /** The lists of other instances that count. */
  readonly others: readonly OtherList[];
}

export interface OtherList {
  readonly instanceId: string;
  /** Milliseconds until it counts no more; -1 when that cannot be read. */
  readonly remaining: number;
  /** For `decodePeople`. */
  readonly text: string;
}

/**
 * A project's lists are one hash with a field an instance: the time until which it counts, by Redis' own clock, and the
 * people. Redis before 7.4 cannot expire single fields, so whoever comes by drops those whose time is over; the key
 * expires with its last list.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local own = redis.call('HGET', KEYS[1], ARGV[1])
local ownExpiry = own and string.match(own, '^(%d+) ')
local hadOwn = ownExpiry and ownExpiry - now > 0 and 1 or 0
if ARGV[2] == 'write' then
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now + ARGV[3]) .. ' ' .. ARGV[4])
  if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
elseif ARGV[2] == 'remove' then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
local reply = { hadOwn }
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  if fields[i] ~= ARGV[1] then
    local expiry, text = string.match(fields[i + 1], '^(%d+) (.*)$')
    local remaining = expiry and expiry - now or -1
    if expiry and remaining <= 0 then
      redis.call('HDEL', KEYS[1], fields[i])
    else
      reply[#reply + 1] = { fields[i], remaining, text or '' }
    end
  end
end
return reply`;

const replySchema = z.tuple([z.number()], z.tuple([z.string(), z.number(), z.string()]));

const peopleSchema = z.array(userSnapshot.extend({ since: z.number() }));

/**
 * Changes the own list and reads those of others, in one command; resolves with what `readReply` takes. Those that are
 * sent in the same turn share one round trip to each node, since each goes out without waiting for an answer. Rejects
 * as the client does.
 */
export function defineListExchange(
  client: Redis | Cluster,
  namespace: Namespace,
): (exchange: ListExchange) => Promise<unknown> {
  client.defineCommand("exchangeLists", { numberOfKeys: 1, lua: script });
  const commands = client as unknown as { exchangeLists(...args: (string | number)[]): Promise<unknown> };
  return ({ projectId, instanceId, action, people, lifetime }) => {
    const text = action === "write" ? encodePeople(people) : "";
    return commands.exchangeLists(`${channelOf(namespace, projectId)}:presence`, instanceId, action, lifetime, text);
  };
}

export function readReply(reply: unknown): ExchangedLists {
  const [hadOwn, ...others] = replySchema.parse(reply);
  return {
    hadOwn: hadOwn === 1,
    others: others.map(([instanceId, remaining, text]) => ({ instanceId, remaining, text })),
  };
}

/** Null when this version cannot read it. */
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
