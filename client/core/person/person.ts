import { myTaskListHash, projectListHash } from "../../generated/person-hashes.ts";
import { myTaskListText, projectListText } from "../../generated/person-texts.ts";
import type { Lockstep } from "../lockstep/lockstep.ts";
import type { AssignedTask, InboxStep, ProjectSummary } from "../person-wire.ts";
import { type Account, keyOf } from "../storage/account.ts";
import { createLeadership, type Leadership } from "../tabs/leadership.ts";
import { openTabChannel, type TabChannel, type TabMessage } from "../tabs/tab-channel.ts";
import { followPerson } from "./follow-person.ts";
import { PersonInbox } from "./inbox.ts";
import type { PersonContext } from "./person-context.ts";
import { PersonList } from "./person-list.ts";

/**
 * Everything of one person across projects, in one tab. The tab that leads follows the person's stream for all tabs.
 * Each tab reads the lists for itself, and reads them again when the stream tells of a change.
 */
export class Person {
  /** Notices of the person. */
  readonly inbox: PersonInbox;
  /** Projects of the person, newest first. */
  readonly projects: PersonList<ProjectSummary>;
  /** Tasks that are assigned to the person, done ones too. */
  readonly tasks: PersonList<AssignedTask>;
  readonly #context: PersonContext;
  readonly #channel: TabChannel | null;
  readonly #leadership: Leadership;
  readonly #endings: (() => void)[] = [];
  readonly #begun: Promise<void>;
  #endStream = () => {};
  #isLeading = false;

  constructor(lockstep: Lockstep, owner: Account) {
    const { account, outbox, connection, environment } = lockstep;
    this.#context = { lockstep, environment, values: account.openValues().catch(() => null) };
    this.inbox = new PersonInbox(this.#context);
    this.projects = new PersonList(this.#context, {
      ...{ name: `projects-${projectListHash}`, document: projectListText, first: 50 },
      projectOf: ({ id }) => id,
    });
    this.tasks = new PersonList(this.#context, {
      ...{ name: `tasks-${myTaskListHash}`, document: myTaskListText, first: 100 },
      projectOf: ({ project }) => project.id,
    });
    this.#begun = this.inbox.begin();
    const name = `lockstep-person:${keyOf(owner)}`;
    this.#channel = openTabChannel(name, environment.createId());
    let unsent = outbox.intents.length;
    this.#endings.push(
      this.#channel?.subscribe((message) => this.#hear(message)) ?? (() => {}),
      environment.signals.subscribe((signal) => {
        if (signal !== "hidden" && signal !== "offline") this.#wake();
      }),
      connection.subscribe(() => {
        if (connection.state.status === "live") this.inbox.wake();
      }),
      // An own change that was confirmed may have been one of an assigned task.
      outbox.subscribe(() => {
        const before = unsent;
        unsent = outbox.intents.length;
        if (unsent < before) this.tasks.touch();
      }),
    );
    this.#leadership = createLeadership({
      name,
      locks: globalThis.navigator?.locks,
      channel: this.#channel,
      environment,
      onLead: () => void this.#lead(),
      onYield: () => {
        this.#isLeading = false;
        this.#endStream();
      },
    });
  }

  /** Marks notices as read up to a number, in all tabs at once. */
  markRead(upTo: number): void {
    if (this.inbox.markRead(upTo)) this.#channel?.post({ type: "read", upTo });
  }

  /** Marks one notice as read, in all tabs at once. */
  markOpened(seq: number): void {
    const notice = this.inbox.view.notices?.find((each) => each.seq === seq);
    if (!notice) return;
    this.inbox.markOpened(notice);
    this.#channel?.post({ type: "opened", seq, at: notice.at });
  }

  close(): void {
    this.#isLeading = false;
    for (const end of this.#endings) end();
    this.#endStream();
    this.#leadership.close();
    this.#channel?.close();
    for (const part of [this.inbox, this.projects, this.tasks]) part.close();
  }

  async #lead(): Promise<void> {
    this.#isLeading = true;
    await this.#begun;
    await this.inbox.resumeMark();
    if (!this.#isLeading) return;
    this.#endStream();
    this.#endStream = followPerson(this.#context, this.inbox, {
      onStep: (step, isNew) => {
        this.#channel?.post({ type: "step", step });
        if (isNew) this.#followEvent(step);
      },
      onRenamed: (project) => this.#tell({ type: "renamed", project }),
      onAnew: () => this.#tell({ type: "anew" }),
    });
  }

  #tell(message: TabMessage): void {
    this.#channel?.post(message);
    this.#follow(message);
  }

  #hear(message: TabMessage): void {
    if (message.type === "step") {
      const kind = this.inbox.receive(message.step);
      if (kind === "gap") void this.inbox.reload();
      if (kind !== "known") this.#followEvent(message.step);
    } else if (message.type === "anew") void this.inbox.reload();
    else if (message.type === "opened") this.inbox.markOpened(message);
    else if (message.type === "read" && this.#isLeading) this.inbox.markRead(message.upTo);
    else if (message.type === "read") this.inbox.showRead(message.upTo);
    this.#follow(message);
  }

  /** Keeps the lists in step. */
  #follow(message: TabMessage): void {
    if (message.type === "anew") this.#refresh();
    else if (message.type === "renamed") {
      const { id, name } = message.project;
      this.projects.patch((each) => (each.id === id ? { ...each, name } : each));
      this.tasks.patch((each) => (each.project.id === id ? { ...each, project: { id, name } } : each));
      this.#refresh();
    }
  }

  /** Every notice tells of a change in a project, which may have changed its counts. */
  #followEvent({ event }: InboxStep): void {
    if (event.__typename === "NoticesRead") return;
    if (event.__typename === "RemovedFromProject") {
      const { id } = event.project;
      this.projects.patch((each) => (each.id === id ? null : each));
      this.tasks.patch((each) => (each.project.id === id ? null : each));
    }
    this.#refresh();
  }

  #refresh(): void {
    this.projects.touch();
    this.tasks.touch();
  }

  #wake(): void {
    this.inbox.wake();
    this.#refresh();
  }
}
