import type { ApolloLink, InMemoryCache } from "@apollo/client";
import { OperationTypeNode } from "graphql";
import { findComment } from "../core/store/comments.ts";
import { type ListedNoun, listedNouns, typenames } from "../core/store/nouns.ts";
import { buildList, pick } from "./build-list.ts";
import { commentList, type ListArguments, memberList, taskList } from "./list-rules.ts";
import { type AnsweredObject, argsOf, fieldOf, mapObjects, numberOf, seqOf } from "./map-objects.ts";
import { isPlain } from "./project-lists.ts";
import type { ProjectSync } from "./project-sync.ts";

/** An answer in which nothing is older than the open projects, and what follows from it. */
export interface Corrected {
  readonly result: ApolloLink.Result;
  /** To be called once the answer is in the cache. */
  readonly finish: () => void;
}

type ItemTypename = "Comment" | (typeof typenames)[ListedNoun];

interface Known {
  readonly sync: ProjectSync;
  /** The confirmed item; null: it was deleted. */
  readonly item: object | null;
  /** Undefined for a member. */
  readonly version: number | undefined;
}

/**
 * Replaces what an answer shows of open projects by what is known of them, where the answer is older. Items and lists
 * that tell neither `version` nor `seq` count as older in queries, while the stream is live.
 */
export function correctAnswer(
  cache: InMemoryCache,
  operation: ApolloLink.Operation,
  { data, ...others }: ApolloLink.Result,
  projects: readonly ProjectSync[],
): Corrected {
  const isQuery = operation.operationType === OperationTypeNode.QUERY;
  const tasks: (() => void)[] = [];
  const finish = () => {
    for (const task of tasks) task();
  };
  if (!data || projects.length === 0) return { result: { data, ...others } as ApolloLink.Result, finish };

  const corrected = mapObjects(cache, operation.query, data as Record<string, unknown>, (object) => {
    if (object.typename === "Project") return visitProject(object);
    if (object.typename.endsWith("Connection")) return visitList(object);
    if (object.typename.endsWith("Payload")) notePayload(object);
    return isItem(object) ? visitItem(object, object.typename) : object.value;
  });
  return { result: { ...others, data: corrected } as ApolloLink.Result, finish };

  function visitProject(object: AnsweredObject): AnsweredObject["value"] {
    const sync = projects.find(({ project }) => project.projectId === fieldOf(object, "id"));
    const board = sync?.project.store.confirmed;
    if (!sync || !board) return object.value;
    const seq = numberOf(object, "seq");
    if (seq !== undefined) tasks.push(() => sync.noteAnswered(seq));
    if (!isOlder(object, sync, numberOf(object, "version") === undefined ? undefined : board.project.version)) {
      return object.value;
    }
    const { seq: current, cursor, present } = sync.project.state;
    const plain = listedNouns.filter(isPlain).map((noun) => [noun, [...board[noun].values()]] as const);
    const lists = Object.fromEntries(plain);
    const known = { ...board.project, viewerRole: board.viewerRole, seq: current, cursor, present, ...lists };
    return { ...object.value, ...pick(object, object.fields, "Project", known) };
  }

  function visitItem(object: AnsweredObject, typename: ItemTypename): AnsweredObject["value"] | null {
    const id = String(fieldOf(object, "id"));
    const known = findKnown(typename, id);
    if (!known) return object.value;
    const { sync, item, version } = known;
    if (!isOlder(object, sync, version)) {
      const answered = numberOf(object, "version");
      if (answered !== undefined && answered > (version ?? answered))
        sync.versions.noteAhead(keyOf(typename, id), answered);
      return object.value;
    }
    if (item) return { ...object.value, ...pick(object, object.fields, typename, item) };
    if (isQuery) return null;
    // The event or payload keeps its item. The cache lets go of it again.
    tasks.push(() => sync.touch(keyOf(typename, id)));
    return object.value;
  }

  function visitList(object: AnsweredObject): AnsweredObject["value"] {
    const { parent, field } = object;
    if (!parent || !field) return object.value;
    const owner = String(fieldOf(parent, "id"));
    const args = argsOf(field, operation.query, operation.variables) as ListArguments;
    if (parent.typename === "Task" && object.typename === "CommentConnection") {
      const known = findKnown("Task", owner);
      if (!known?.item || !isOlder(parent, known.sync, known.version, false)) return object.value;
      const list = known.sync.project.store.confirmed?.comments.get(owner);
      if (list) return buildList(object, commentList, list.comments, args);
      tasks.push(() => void known.sync.comments.load(owner));
      return object.value;
    }
    const sync = projects.find(({ project }) => project.projectId === owner);
    const board = sync?.project.store.confirmed;
    if (parent.typename !== "Project" || !sync || !board || !isOlder(parent, sync, undefined)) return object.value;
    if (object.typename === "MemberConnection") return buildList(object, memberList, board.members.values(), args);
    const isWhole =
      object.typename === "TaskConnection" && field.name.value === "tasks" && !sync.project.state.isPartial;
    return isWhole ? buildList(object, taskList, board.tasks.values(), args) : object.value;
  }

  /** The project of a payload is that of its input. */
  function notePayload(object: AnsweredObject): void {
    const seq = numberOf(object, "seq");
    const input = object.field && argsOf(object.field, operation.query, operation.variables)["input"];
    if (seq === undefined || typeof input !== "object" || input === null) return;
    const ids: ReadonlySet<unknown> = new Set(Object.values(input));
    for (const sync of projects) {
      const { projectId, store } = sync.project;
      const { confirmed } = store;
      const isIts = [...ids].some(
        (id) => typeof id === "string" && listedNouns.some((noun) => confirmed?.[noun].has(id)),
      );
      if (isIts || ids.has(projectId)) tasks.push(() => sync.noteAnswered(seq));
    }
  }

  function findKnown(typename: ItemTypename, id: string): Known | null {
    for (const sync of projects) {
      const board = sync.project.store.confirmed;
      if (!board) continue;
      const item = typename === "Comment" ? findComment(board, id)?.comment : board[nounOf(typename)].get(id);
      if (item) return { sync, item, version: "version" in item ? item.version : undefined };
      const version = sync.versions.findGone(keyOf(typename, id));
      if (version !== undefined) return { sync, item: null, version: typename === "Member" ? undefined : version };
    }
    return null;
  }

  /** `orSame`: an item of the same version counts, since objects in it change without a change of its version. */
  function isOlder(object: AnsweredObject, { project, isBehind }: ProjectSync, known?: number, orSame = true): boolean {
    const version = numberOf(object, "version");
    if (version !== undefined && known !== undefined && version !== known) return version < known;
    const seq = seqOf(object);
    if (seq !== undefined) return seq < project.state.seq;
    if (version !== undefined && known !== undefined) return orSame && !isBehind;
    const { stream } = project;
    return isQuery && !isBehind && stream.kind === "following" && stream.isLive;
  }
}

function nounOf(typename: Exclude<ItemTypename, "Comment">): ListedNoun {
  return nounsByTypename.get(typename) ?? "tasks";
}

const nounsByTypename: ReadonlyMap<string, ListedNoun> = new Map(listedNouns.map((noun) => [typenames[noun], noun]));

/** Key under which a project's sync knows an item. */
function keyOf(typename: ItemTypename, id: string): string {
  return `${typename === "Comment" ? "comment" : nounOf(typename)}:${id}`;
}

function isItem(object: AnsweredObject): object is AnsweredObject & { readonly typename: ItemTypename } {
  return object.typename === "Comment" || nounsByTypename.has(object.typename);
}
