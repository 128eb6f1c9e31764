import type { SpecFile } from "./quint-compat.ts";

/** A mistake in the specification that its invariants must notice, as an exact text and its replacement. */
export interface SpecMutant {
  readonly name: string;
  readonly file: SpecFile;
  readonly text: string;
  readonly by: string;
  /** Seed of a sample that shows it. `npm run soak -- spec` finds others. */
  readonly seed: bigint;
}

export const specMutants: readonly SpecMutant[] = [
  {
    name: "a cursor's token is not compared",
    file: "stream.qnt",
    text: 'else if (token != place.token) Renew("OTHER_HISTORY")',
    by: "",
    seed: 2_134n,
  },
  {
    name: "the next entry is served by its number alone",
    file: "stream.qnt",
    text: "else if (entry.previous != cursor.token)",
    by: "else if (false)",
    seed: 2_134n,
  },
  {
    name: "a message is applied that does not follow the head",
    file: "feed.qnt",
    text: "if (entry.previous != at.feed.head.token)",
    by: "if (false)",
    seed: 21_002_564n,
  },
  {
    name: "rights are checked only when a stream is opened",
    file: "stream.qnt",
    text: 'else told.stop(who, "FORBIDDEN")',
    by: "else told",
    seed: 425n,
  },
  {
    name: "a member added again sees the time in between",
    file: "stream.qnt",
    text: 'else if (world.feedOf(who).members.admit(who) > 0) told.restartAtHead(who, "TOO_OLD")',
    by: "else if (world.feedOf(who).members.admit(who) > 0) told",
    seed: 1_274n,
  },
  {
    name: "the reconciler compares with where the feed stands when the query ends",
    file: "lockstep.qnt",
    text: "if (not(isAstray(round, feed.head))) ended",
    by: "if (not(isAstray({ ...round, stood: feed.head }, feed.head))) ended",
    seed: 14_001_712n,
  },
  {
    name: "the reconciler compares numbers only",
    file: "feed.qnt",
    text: `found.seq == round.stood.seq and found.token != round.stood.token,
      found.seq == stands.seq and found.token != stands.token,`,
    by: "",
    seed: 2_001_711n,
  },
  {
    name: "the token of the pruning edge is forgotten",
    file: "log.qnt",
    text: "if (seq < log.pruned or",
    by: "if (seq < log.pruned or (seq > 0 and seq == log.pruned) or",
    seed: 11_000_431n,
  },
  {
    name: "Ready comes before the end of the replay",
    file: "stream.qnt",
    text: "if (subscriber.owesReady) world.tellReady(who)",
    by: "if (subscriber.owesReady or not(subscriber.isLive)) world.tellReady(who)",
    seed: 425n,
  },
  {
    name: "a replay that becomes live is checked from where it began",
    file: "stream.qnt",
    text: "...world.subscribers.get(who), cursor: place, clientAt: None, resync: None,",
    by: "...world.subscribers.get(who), cursor: place, resync: None,",
    seed: 7_002_559n,
  },
  {
    name: "a subscription that resumes is live from the head on",
    file: "stream.qnt",
    text: "if (place != None) subscribed.check(who)",
    by: 'if (place != None) subscribed.restartAtHead(who, "").conclude(who, GoOn(subscribed.feedOf(who).head))',
    seed: 425n,
  },
  {
    name: "a read does not compare the entry that it goes on from",
    file: "feed.qnt",
    text: `found.base != None and found.base != Some(reading.after.token),
      found.entries.select(entry => entry.seq == stands.seq + 1 and entry.previous != stands.token).length() > 0,`,
    by: "",
    seed: 4_003_832n,
  },
  {
    name: "the ring is kept when the history is another",
    file: "feed.qnt",
    text: "ring: found.entries.foldl([], push),",
    by: "ring: found.entries.foldl(feed.ring, push),",
    seed: 4_000_853n,
  },
  {
    name: "subscribers do not check their places when the history is another",
    file: "stream.qnt",
    text: "if (outcome.restarted) read.checkAll(at) else read",
    by: "read",
    seed: 33_000_001n,
  },
  {
    name: "a cursor that seems wrong is not compared again after a read",
    file: "stream.qnt",
    text: "| _ => first.world.lookAgain(who)",
    by: "| _ => first.world.conclude(who, first.verdict)",
    seed: 35_003_845n,
  },
];
