import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { StoredEntry } from "../../src/engine/log/codec.ts";
import { type InboxDraft, type InboxEvent, inboxCodec } from "../../src/model/notices.ts";

type GoldenEntry = Pick<StoredEntry, "type" | "seq" | "at" | "body">;

/** The stored forms of notices, as in `golden-entries.test.ts`. */
const folder = new URL("golden-notices/", import.meta.url);
const forms = readdirSync(folder)
  .sort()
  .map((name) => ({ name, entries: JSON.parse(readFileSync(new URL(name, folder), "utf8")) as GoldenEntry[] }));

const decode = (entry: GoldenEntry) => inboxCodec.decode({ ...entry, streamId: "u2", idempotencyKey: null });

describe.each(forms)("$name", ({ entries }) => {
  it.each(entries)("$type is readable", (entry) => {
    expect(decode(entry)).toEqual({ type: entry.type, seq: entry.seq, at: entry.at, ...entry.body });
  });
});

const project = { id: "p1", name: "Launch" };
const actor = { id: "u1", name: "Ada", email: null };
const task = { actor, project, taskId: "t1", taskTitle: "Book the room" };
/** A draft of each type, as this version writes it. */
const drafts: { readonly [T in InboxEvent["type"]]: InboxDraft & { type: T } } = {
  AddedToProject: { type: "AddedToProject", actor, project },
  RemovedFromProject: { type: "RemovedFromProject", actor, project },
  TaskAssigned: { type: "TaskAssigned", ...task },
  Mentioned: { type: "Mentioned", ...task, commentId: "c1", excerpt: "" },
  CommentedOnTask: { type: "CommentedOnTask", ...task, commentId: "c1", excerpt: "" },
  NoticesRead: { type: "NoticesRead", upTo: 1, unreadCount: 0 },
};

it.each(Object.values(drafts))("the newest form of $type is the one that this version writes", (draft) => {
  const { type, body } = inboxCodec.encode(draft);
  const golden = forms.at(-1)?.entries.find((entry) => entry.type === type);
  expect(Object.keys(body).toSorted()).toEqual(Object.keys(golden?.body ?? {}).toSorted());
});

it.each(["TaskRenamed", "Mentioned"])("an entry of the type %s that a newer version wrote is not read", (type) => {
  expect(decode({ type, seq: 1, at: "", body: { task: "t1" } })).toBeNull();
});
