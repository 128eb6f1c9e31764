import { z } from "zod";
import { isoTime } from "../database/sql.ts";
import { columnsOf, snapshotOf, time } from "./noun.ts";

/** The fields of a project, from `projects p`. */
const projectFields = {
  id: { codec: z.string(), sql: "p.id" },
  name: { codec: z.string(), sql: "p.name" },
  description: { codec: z.string().nullable(), sql: "p.description" },
  /** Grows with every project that is made. Absent in entries of older versions. */
  number: { codec: z.int().optional(), sql: "p.number::float8" },
  createdAt: { codec: time, sql: isoTime("p.created_at") },
  updatedAt: { codec: time, sql: isoTime("p.updated_at") },
};

export const projectSnapshot = snapshotOf(projectFields);
export type ProjectSnapshot = z.infer<typeof projectSnapshot>;

export const projectColumns = columnsOf(projectFields);

/** Upper bounds of texts, in characters. */
export const projectLimits = { name: 500, description: 65_536 };
