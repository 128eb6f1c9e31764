import { EventEmitter, once } from "node:events";
import type { Present } from "../../src/model/present.ts";
import type { UserSnapshot } from "../../src/model/user.ts";
import type { Presence } from "../../src/presence/presence.ts";
import { patience } from "../support/patience.ts";

/** A subscriber as clients know it: it takes the list once, then only changes. */
export interface Onlooker {
  /** People who were present when it subscribed, in order. */
  readonly found: readonly string[];
  /** Joins, leaves and focus since, as `+ada`, `-ada` and `ada at task TITLE`. */
  readonly heard: readonly string[];
  /** Whom it takes to be there: what it found and heard together, by name. */
  readonly picture: readonly string[];
  /**
   * Resolves when it has heard so. Rejects when it heard what cannot be: a join of who is there, a leave of who is not.
   */
  untilHeard(change: string): Promise<void>;
  until(isReached: () => boolean): Promise<void>;
  /** Throws what it heard that cannot be. */
  check(): void;
  stop(): void;
}

export async function createOnlooker(presence: Presence, projectId: string): Promise<Onlooker> {
  const heard: string[] = [];
  const faults: string[] = [];
  const events = new EventEmitter().setMaxListeners(0);
  let hasFound = false;
  const watch = await presence.watch(projectId, () => hasFound && read());
  const found = watch.list().map(({ user }) => user.name);
  const picture = new Set(found);
  let { moment } = watch;
  hasFound = true;

  function read(): void {
    for (let { next } = moment; next; { next } = moment) {
      moment = next;
      const { change } = next;
      const { type, user } = change;
      if (type === "PresenceChanged") {
        heard.push(`${user.name} at ${change.focusedTaskId} ${change.focusedField}`);
        if (!picture.has(user.name)) faults.push(heard.join(" "));
        continue;
      }
      const isJoin = type === "PresenceJoined";
      heard.push(`${isJoin ? "+" : "-"}${user.name}`);
      if (picture.has(user.name) === isJoin) faults.push(heard.join(" "));
      if (isJoin) picture.add(user.name);
      else picture.delete(user.name);
    }
    events.emit("change");
  }

  function check(): void {
    if (faults.length > 0) throw new Error(`Found ${found.join(" ")}, heard ${faults[0]}`);
  }

  async function until(isReached: () => boolean): Promise<void> {
    while (!isReached()) {
      check();
      await once(events, "change", { signal: AbortSignal.timeout(patience) }).catch(() => {
        throw new Error(`Nothing more came, only: ${heard.join(" ")}`);
      });
    }
    check();
  }

  return {
    found,
    heard,
    get picture() {
      return [...picture].sort();
    },
    until,
    untilHeard: (change) => until(() => heard.includes(change)),
    check,
    stop: () => watch.stop(),
  };
}

/** Somebody with that name. */
export function person(name: string): UserSnapshot {
  return { id: `id of ${name}`, name, email: `${name}@example.com` };
}

/** The person, with nothing open. */
export function present(user: UserSnapshot): Present {
  return { user, focusedTaskId: null, focusedField: null };
}
