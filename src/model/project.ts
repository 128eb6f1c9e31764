import { z } from "zod";
import { isoTime } from "../database/sql.ts";
import type { Edits, EditValues, FieldOf } from "./edits.ts";
import { columnsOf, snapshotOf, time } from "./noun.ts";

/** The fields of a project, from `projects p`. */
const projectFieldsOfRow = {
  id: { codec: z.string(), sql: "p.id" },
  name: { codec: z.string(), sql: "p.name" },
  description: { codec: z.string().nullable(), sql: "p.description" },
  /** 0 in entries of older versions, which did not count. */
  version: { codec: z.int().default(0), sql: "p.version" },
  /** Grows with every project that is made. Absent in entries of older versions. */
  number: { codec: z.int().optional(), sql: "p.number::float8" },
  createdAt: { codec: time, sql: isoTime("p.created_at") },
  updatedAt: { codec: time, sql: isoTime("p.updated_at") },
};

export const projectSnapshot = snapshotOf(projectFieldsOfRow);
export type ProjectSnapshot = z.infer<typeof projectSnapshot>;

export const projectColumns = columnsOf(projectFieldsOfRow);

export const projectEdits = {
  name: { column: "name", field: "NAME", of: ({ name }) => name },
  description: { column: "description", field: "DESCRIPTION", of: ({ description }) => description, initial: null },
} as const satisfies Edits<ProjectSnapshot>;

export type ProjectValues = EditValues<typeof projectEdits>;

/** Fields that an edit can change, as clients name them. */
export type ProjectField = FieldOf<typeof projectEdits>;
export const projectFields: readonly ProjectField[] = Object.values(projectEdits).map(({ field }) => field);

/** Upper bounds of texts, in characters. */
export const projectLimits = { name: 500, description: 65_536 };
