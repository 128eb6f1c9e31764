import { z } from "zod";
import { isoTime, userJson } from "../database/sql.ts";
import { columnsOf, type ItemNoun, snapshotOf, time } from "./noun.ts";
import { userSnapshot } from "./user.ts";

export const commentNoun: ItemNoun = {
  name: "comment",
  kind: "COMMENT",
  owner:
    "SELECT t.project_id, c.author_id AS maker_id FROM comments c JOIN tasks t ON t.id = c.task_id WHERE c.id = $1",
  table: "comments",
  rows: "comments x JOIN tasks t ON t.id = x.task_id WHERE t.project_id = $1",
  columns: [
    ...["id", "task_id", "author_id", "body", "version", "merged_version", "created_seq", "created_at"],
    "updated_at",
  ],
  texts: ["body"],
  isOfTask: true,
};

/** The fields of a comment, from `comments c` and `commentJoins`. */
const commentFieldsOfRow = {
  id: { codec: z.string(), sql: "c.id" },
  taskId: { codec: z.string(), sql: "c.task_id" },
  body: { codec: z.string(), sql: "c.body" },
  version: { codec: z.int(), sql: "c.version" },
  /** The number of the change that made the comment; 0 in entries of older versions that do not tell it. */
  createdSeq: { codec: z.int().default(0), sql: "c.created_seq" },
  createdAt: { codec: time, sql: isoTime("c.created_at") },
  updatedAt: { codec: time, sql: isoTime("c.updated_at") },
  author: { codec: userSnapshot, sql: userJson("u") },
};

export const commentSnapshot = snapshotOf(commentFieldsOfRow);
export type CommentSnapshot = z.infer<typeof commentSnapshot>;

export const commentColumns = columnsOf(commentFieldsOfRow);
export const commentJoins = "JOIN users u ON u.id = c.author_id";

/** Fields that an edit can change, as clients name them. */
export const commentFields = ["BODY"] as const;
export type CommentField = (typeof commentFields)[number];

/** Upper bound of a text, in characters. */
export const commentLimits = { body: 65_536 };
