import { setTimeout as sleep } from "node:timers/promises";
import { AddMemberDocument, RemoveMemberDocument, UpdateMemberRoleDocument } from "../support/generated/graphql.ts";
import type { Journal } from "./journal.ts";
import type { Mutator } from "./mutator.ts";
import type { Participant } from "./participant.ts";
import type { Random } from "./random.ts";
import type { Subscriber } from "./subscriber.ts";
import type { Writer } from "./writer.ts";

export interface ChurnOptions {
  readonly owner: Participant;
  /** Those who may be removed, all of one project. */
  readonly subscribers: readonly Subscriber[];
  /** Some of the same people. */
  readonly writers: readonly Writer[];
  readonly mutator: Mutator;
  readonly journal: Journal;
  readonly random: Random;
}

/**
 * Takes members out of a project and adds them again, or makes them viewers for a while. It does so while they
 * write or resume. Resolves after the signal when the change under way is settled; who is out then
 * stays out until the next time.
 */
export async function churnMemberships(
  options: ChurnOptions,
  out: Set<Subscriber>,
  signal: AbortSignal,
): Promise<void> {
  const { random } = options;
  while (!signal.aborted) {
    for (const subscriber of [...out]) {
      await addMember(options, subscriber.participant);
      out.delete(subscriber);
      subscriber.invite();
      if (signal.aborted) return;
    }
    const chosen = new Set([pickSubscriber(options), pickSubscriber(options)]);
    await Promise.all(
      [...chosen].map(async (subscriber) => {
        if (random.chance(0.3)) return demote(options, subscriber);
        out.add(subscriber);
        await remove(options, subscriber);
      }),
    );
    await sleep(random.integer(0, 800), undefined, { signal }).catch(() => undefined);
  }
}

/** Writers rather than others. */
function pickSubscriber({ subscribers, writers, random }: ChurnOptions): Subscriber {
  const names = new Set(writers.map(({ participant }) => participant.name));
  const writing = subscribers.filter(({ participant }) => names.has(participant.name));
  return random.pick(random.chance(0.6) ? writing : subscribers);
}

async function remove(options: ChurnOptions, subscriber: Subscriber): Promise<void> {
  const { owner, mutator, journal, random } = options;
  const { userId, projectId } = subscriber.participant;
  const from = Date.now();
  const removing = mutator.make(owner, {
    operation: "removeMember",
    document: RemoveMemberDocument,
    input: { projectId, userId },
    memberId: userId,
  });
  await Promise.all([removing, interfere(options, subscriber)]);
  journal.faults.push({ kind: "member removed", instance: null, from, to: Date.now() });
  await sleep(random.integer(0, 200));
}

async function demote(options: ChurnOptions, subscriber: Subscriber): Promise<void> {
  const { owner, mutator, journal } = options;
  const { userId, projectId } = subscriber.participant;
  const from = Date.now();
  const changeRole = (role: "VIEWER" | "MEMBER") =>
    mutator.make(owner, {
      operation: "updateMemberRole",
      document: UpdateMemberRoleDocument,
      input: { projectId, userId, role },
    });
  await Promise.all([changeRole("VIEWER"), interfere(options, subscriber)]);
  await changeRole("MEMBER");
  journal.faults.push({ kind: "member made viewer", instance: null, from, to: Date.now() });
}

/** Activity of the member meanwhile. */
async function interfere({ writers, random }: ChurnOptions, subscriber: Subscriber): Promise<void> {
  if (random.chance(0.5)) {
    await sleep(random.integer(0, 30));
    subscriber.cut();
  }
  const writer = writers.find(({ participant }) => participant === subscriber.participant);
  if (writer) await Promise.all([writer.write(), writer.write(), writer.write()]);
}

/** Adds somebody who is not, or no longer, a member. */
export async function addMember(
  { owner, mutator }: Pick<ChurnOptions, "owner" | "mutator">,
  { projectId, userId }: Participant,
): Promise<void> {
  await mutator.make(owner, {
    operation: "addMember",
    document: AddMemberDocument,
    input: { projectId, userId, role: "MEMBER" },
    memberId: userId,
  });
}
