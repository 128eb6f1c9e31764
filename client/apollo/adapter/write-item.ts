import type { ApolloCache, Reference } from "@apollo/client";
import { type DocumentNode, parse } from "graphql";
import type { Comment, Label, Member, ProjectFields, Task, User } from "../../core/wire.ts";
import {
  CommentPartsFragmentDoc,
  LabelPartsFragmentDoc,
  MemberPartsFragmentDoc,
  TaskPartsFragmentDoc,
  UserPartsFragmentDoc,
} from "../../generated/graphql.ts";

/** Items that the cache stores by type and id. */
export interface Items {
  readonly Comment: Comment;
  readonly Label: Label;
  readonly Member: Member;
  readonly Task: Task & { readonly projectId: string };
  readonly User: User;
}

export type Typename = keyof Items;

interface Form<T> {
  readonly document: DocumentNode;
  /** Adds the type names that the core leaves out. */
  readonly toData: (item: T) => Readonly<Record<string, unknown>>;
}

const toUser = (user: User) => ({ __typename: "User", ...user });
const toLabel = (label: Label) => ({ __typename: "Label", ...label });

const forms: { readonly [Name in Typename]: Form<Items[Name]> } = {
  Comment: {
    document: CommentPartsFragmentDoc,
    toData: (comment) => ({ __typename: "Comment", ...comment, author: toUser(comment.author) }),
  },
  Label: { document: LabelPartsFragmentDoc, toData: toLabel },
  Member: {
    document: MemberPartsFragmentDoc,
    toData: (member) => ({ __typename: "Member", ...member, user: toUser(member.user) }),
  },
  Task: {
    document: /* @__PURE__ */ withProject(TaskPartsFragmentDoc),
    toData: ({ projectId, assignee, createdBy, labels, ...task }) => ({
      __typename: "Task",
      ...task,
      assignee: assignee ? toUser(assignee) : null,
      createdBy: toUser(createdBy),
      labels: labels.map(toLabel),
      project: { __typename: "Project", id: projectId },
    }),
  },
  User: { document: UserPartsFragmentDoc, toData: toUser },
};

/** Writes an item as it is. Watchers are told by the batch around it. */
export function writeItem<Name extends Typename>(cache: ApolloCache, typename: Name, item: Items[Name]): void {
  const { document, toData } = forms[typename] as Form<Items[Name]>;
  const data = toData(item);
  cache.writeFragment({
    id: `${typename}:${item.id}`,
    fragment: document,
    fragmentName: `${typename}Parts`,
    data,
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

/** Takes an item out. In an optimistic layer it is hidden as long as the layer. */
export function removeItem(cache: ApolloCache, typename: Typename | "Project", id: string): void {
  cache.modify({ id: `${typename}:${id}`, fields: (_, { DELETE }) => DELETE, broadcast: false });
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

function withProject(document: DocumentNode): DocumentNode {
  const [project] = parse("fragment Project on Task { project { __typename id } }").definitions;
  return {
    ...document,
    definitions: document.definitions.map((definition) =>
      definition.kind === "FragmentDefinition" &&
      definition.name.value === "TaskParts" &&
      project &&
      "selectionSet" in project
        ? {
            ...definition,
            selectionSet: {
              ...definition.selectionSet,
              selections: [...definition.selectionSet.selections, ...project.selectionSet.selections],
            },
          }
        : definition,
    ),
  };
}
