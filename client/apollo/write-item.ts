import type { ApolloCache, Reference } from "@apollo/client";
import { type DocumentNode, parse } from "graphql";
import { isSame } from "../core/is-same.ts";
import type { Comment, Label, Member, ProjectFields, Task, User } from "../core/wire.ts";
import { projectEventsText } from "../generated/document-texts.ts";
import { itemsOf, type StoredList } from "./stored-list.ts";

/** Items that the cache stores by type and id. */
export interface Items {
  readonly Comment: Comment;
  readonly Label: Label;
  readonly Member: Member;
  readonly Task: Task & { readonly projectId: string };
}

export type Typename = keyof Items;

const toUser = (user: User) => ({ __typename: "User", ...user });
const toLabel = (label: Label) => ({ __typename: "Label", ...label });

/** Adds the type names that the core leaves out. */
const toData: { readonly [Name in Typename]: (item: Items[Name]) => Readonly<Record<string, unknown>> } = {
  Comment: (comment) => ({ __typename: "Comment", ...comment, author: toUser(comment.author) }),
  Label: toLabel,
  Member: (member) => ({ __typename: "Member", ...member, user: toUser(member.user) }),
  Task: ({ projectId, assignee, createdBy, labels, ...task }) => ({
    __typename: "Task",
    ...task,
    assignee: assignee ? toUser(assignee) : null,
    createdBy: toUser(createdBy),
    labels: labels.map(toLabel),
    project: { __typename: "Project", id: projectId },
  }),
};

/**
 * Writes the new state of a task that the cache holds: a tenth of the work of a document. Returns false, and has written
 * nothing, where that cannot be done.
 */
export function rewriteTask(cache: ApolloCache, before: Task, after: Task): boolean {
  const { assignee, createdBy, labels, ...own } = after;
  const knowsAll =
    isSame(before.createdBy, createdBy) &&
    (!assignee || isSame(before.assignee, assignee)) &&
    labels.every((label) => before.labels.some((each) => isSame(each, label)));
  if (!knowsAll) return false;
  const fields: Record<string, unknown> = {
    ...own,
    assignee: assignee ? { __ref: `User:${assignee.id}` } : null,
    labels: labels.map(({ id }) => ({ __ref: `Label:${id}` })),
  };
  let isHeld = false;
  cache.modify({
    id: `Task:${after.id}`,
    fields: (value, { storeFieldName }) => {
      isHeld = true;
      return Object.hasOwn(fields, storeFieldName) ? fields[storeFieldName] : value;
    },
    broadcast: false,
  });
  return isHeld;
}

let parsed: DocumentNode | undefined;

/** The fragments in which the stream's document selects items. A task's project is not part of them. */
function itemFragments(): DocumentNode {
  parsed ??= parse(projectEventsText.replace(/^.*?(?=fragment )/s, "").replace("on Task{", "on Task{project{id}"));
  return parsed;
}

/** Writes an item as it is. Watchers are told by the batch around it. */
export function writeItem<Name extends Typename>(cache: ApolloCache, typename: Name, item: Items[Name]): void {
  cache.writeFragment({
    id: `${typename}:${item.id}`,
    fragment: itemFragments(),
    fragmentName: `${typename}Parts`,
    data: toData[typename](item),
    broadcast: false,
  });
}

/** Fields of a project that a store knows. */
export type SyncedProject = ProjectFields & {
  readonly seq: number;
  readonly cursor: string | null;
  readonly viewerRole: string;
  readonly present: readonly User[];
};

/** Writes a project's own fields. Those that are not known stay. */
export function writeProject(cache: ApolloCache, { present, ...project }: SyncedProject): void {
  const data = { __typename: "Project", ...project, present: present.map(toUser) };
  const names = Object.entries(data).flatMap(([name, value]) =>
    value === undefined || name === "present" ? [] : name,
  );
  const text = `fragment Synced on Project { ${names.join(" ")} present { __typename id name email } }`;
  const fragment = fragments.get(text) ?? parse(text);
  fragments.set(text, fragment);
  cache.writeFragment({ id: `Project:${project.id}`, fragment, data, broadcast: false });
}

const fragments = new Map<string, DocumentNode>();

/** Takes an item out, a task with its comments. In an optimistic layer it is hidden as long as the layer. */
export function removeItem(cache: ApolloCache, typename: Typename | "Project", id: string): void {
  const comments: Reference[] = [];
  cache.modify({
    id: `${typename}:${id}`,
    fields(value, { DELETE, fieldName }) {
      if (fieldName === "comments") comments.push(...(itemsOf(value as StoredList) ?? []));
      return DELETE;
    },
    broadcast: false,
  });
  for (const { __ref } of comments) removeItem(cache, "Comment", __ref.slice("Comment:".length));
  if (typename === "Task") {
    const isIt = (value: unknown) => (value as Reference | null)?.__ref === `Task:${id}`;
    cache.modify<{ task: unknown }>({
      id: "ROOT_QUERY",
      // A query of a deleted task is answered with null.
      fields: { task: (value) => (isIt(value) ? null : value) },
      broadcast: false,
    });
  }
}
