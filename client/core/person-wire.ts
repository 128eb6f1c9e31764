import type {
  InboxPageQuery,
  MyTaskListQuery,
  NoticePartsFragment,
  PersonEventsSubscription,
  ProjectListQuery,
  ProjectRole,
} from "../generated/graphql.ts";
import type { Task, User } from "./wire.ts";

// Data of a person's own stream and lists, as the server sends it and as it is shown.

/** Tells the person of somebody else's change. `__typename` says of which kind; those about a task name it. */
export type PersonNotice = NoticePartsFragment & {
  /** Number in the person's stream. */
  seq: number;
  /** Time of the change, ISO 8601 in UTC. */
  at: string;
  /** The author of the change. */
  actor: User;
  /** The project by its name at that time. The person may not see it any more. */
  project: { id: string; name: string };
};

/** A message of the person's stream. */
export type PersonEvent = PersonEventsSubscription["viewerActivity"];

/** An event of the stream that has a place in it. */
export type PlacedEvent = Exclude<
  PersonEvent,
  { readonly __typename: "ViewerReady" | "ViewerResync" | "ProjectRenamed" }
>;

/** An event with the positions before and after it. */
export interface InboxStep {
  readonly event: PlacedEvent;
  readonly after: string | null;
  readonly cursor: string;
}

/** A page of the inbox, newest first. */
export type InboxPage = InboxPageQuery["viewer"];

type ListedProject = ProjectListQuery["page"]["nodes"][number];

/** A project in the list of all that the person is in. */
export interface ProjectSummary extends Omit<ListedProject, "__typename"> {
  /** UUID of the project. */
  id: string;
  /** Name to show. */
  name: string;
  /** Text of any lines; null: none. */
  description: string | null;
  /** Role of the person in it. */
  viewerRole: ProjectRole;
  /** The first five members, in the order of joining, and the number of all. */
  members: ListedProject["members"];
  /** Number of tasks that are neither done nor canceled. */
  openTasks: { totalCount: number };
}

type ListedTask = MyTaskListQuery["page"]["nodes"][number];

/** A task that is assigned to the person, with its project. */
export type AssignedTask = Task & Pick<ListedTask, "project">;

/** A notice with its mark. */
export type InboxNotice = PersonNotice & {
  /** The person has not marked it as read. */
  readonly isUnread: boolean;
};

/** A person's notices as they are known. The same object until it changes. */
export interface InboxView {
  /** Newest first; null: nothing is known yet, neither from disk nor from the server. */
  readonly notices: readonly InboxNotice[] | null;
  /** Number of unread notices, those that are not loaded included. */
  readonly unreadCount: number;
  /** True if older notices are not loaded. */
  readonly hasMore: boolean;
}

/** A list of the person's as it is known. The same object until it changes. */
export interface ListView<T> {
  /** Null: nothing is known yet, neither from disk nor from the server. */
  readonly items: readonly T[] | null;
  /** True if older items are not loaded. */
  readonly hasMore: boolean;
  /** Sentence on why the server's list could not be loaded the last time; null: it could. */
  readonly reason: string | null;
}
