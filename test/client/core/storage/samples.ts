import type { Account } from "../../../../client/core/storage/account.ts";
import type { BoardSnapshot, JournalEntry, StoredCopy, StoredIntent } from "../../../../client/core/types.ts";
import type { ProjectEvent, Task } from "../../../../client/core/wire.ts";

export const at = "2026-11-28T12:00:00.000Z";
export const ada = { id: "ada", name: "Ada", email: "ada@example.com" };

export function accountOf(subject: string): Account {
  return { server: "http://127.0.0.1/graphql", issuer: "https://issuer.example", subject };
}

export function taskOf(number: number, description = ""): Task {
  return {
    id: `task-${number}`,
    title: `Task ${number}`,
    description,
    status: "TODO",
    priority: "NONE",
    position: `a${number}`,
    dueAt: null,
    version: 0,
    commentCount: 0,
    createdAt: at,
    updatedAt: at,
    assignee: null,
    createdBy: ada,
    labels: [],
  };
}

export function boardOf(projectId: string, seq: number, tasks: readonly Task[] = []): BoardSnapshot {
  return {
    seq,
    cursor: `cursor ${seq}`,
    project: { id: projectId, name: "Launch", description: null, version: 1, createdAt: at, updatedAt: at },
    viewerRole: "OWNER",
    me: ada,
    members: [],
    labels: [],
    tasks,
  };
}

export function copyOf(projectId: string, seq: number, tasks: readonly Task[] = []): StoredCopy {
  return { format: 1, board: boardOf(projectId, seq, tasks), comments: {}, journal: [] };
}

/** Events `first` to `last`. */
export function entryOf(projectId: string, first: number, last = first): JournalEntry {
  const events = Array.from({ length: last - first + 1 }, (_, index) => eventOf(projectId, first + index));
  return { events, seq: last, cursor: `cursor ${last}` };
}

export function eventOf(projectId: string, seq: number): ProjectEvent {
  return {
    __typename: "TaskUpdated",
    seq,
    at,
    projectId,
    clientMutationId: null,
    actor: ada,
    taskChanges: ["TITLE"],
    task: { ...taskOf(seq), version: seq },
  };
}

export function intentOf(id: string, place: number, revision = 0): StoredIntent {
  return {
    format: 1,
    id,
    projectId: "project",
    actorId: ada.id,
    place,
    revision,
    change: { kind: "createTask", input: { title: `Intent ${id}` } },
    base: null,
    before: null,
    following: [],
    createdAt: 0,
    wire: null,
    sentAt: null,
    standing: { kind: "waiting" },
  };
}
