import { z } from "zod";
import { LabelColor } from "../database/generated/enums.ts";
import type { Edits, EditValues, FieldOf } from "./edits.ts";
import { columnsOf, type ItemNoun, jsonOf, snapshotOf } from "./noun.ts";

export const labelNoun: ItemNoun = {
  name: "label",
  kind: "LABEL",
  owner: "SELECT project_id, created_by_id AS maker_id FROM labels WHERE id = $1",
  table: "labels",
  rows: "labels x WHERE x.project_id = $1",
  columns: ["id", "name", "name_key", "color", "version", "field_versions", "created_seq", "created_by_id"],
  texts: ["name"],
  links: { table: "task_labels", columns: ["task_id", "label_id"] },
};

/** The fields of a label, from `labels l`. A field added later needs a default: older entries lack it. */
const labelFieldsOfRow = {
  id: { codec: z.string(), sql: "l.id" },
  name: { codec: z.string(), sql: "l.name" },
  color: { codec: z.enum(LabelColor), sql: "l.color" },
  version: { codec: z.int(), sql: "l.version" },
};

export const labelSnapshot = snapshotOf(labelFieldsOfRow);
export type LabelSnapshot = z.infer<typeof labelSnapshot>;

export const labelColumns = columnsOf(labelFieldsOfRow);

/** The labels of `tasks t`, in the order in which they were made. */
export const labelsOfTask = selectLabels("task_labels tl JOIN labels l ON l.id = tl.label_id WHERE tl.task_id = t.id");

/** The labels of a deleted task, `deleted_items d`, as far as the project still has them. */
export const labelsOfDeletedTask = selectLabels(
  "labels l WHERE l.project_id = d.project_id AND d.content->'label_ids' ? l.id::text",
);

/** SQL: ids of the labels of `tasks t`, as `deleted_items` keeps them. */
export const keptLabelIds =
  "(SELECT coalesce(jsonb_agg(tl.label_id), '[]') FROM task_labels tl WHERE tl.task_id = t.id)";

/** SQL statement that puts labels back on the task `d`, as far as the project still has them. */
export const putBackLabels = `
  INSERT INTO task_labels (task_id, label_id)
  SELECT d.id, l.id FROM d JOIN labels l ON l.project_id = d.project_id AND d.content->'label_ids' ? l.id::text`;

function selectLabels(source: string): string {
  return `(SELECT coalesce(json_agg(${jsonOf(labelFieldsOfRow)} ORDER BY l.created_seq), '[]') FROM ${source})`;
}

export const labelEdits = {
  name: { column: "name", field: "NAME", of: ({ name }) => name },
  color: { column: "color", field: "COLOR", of: ({ color }) => color },
} as const satisfies Edits<LabelSnapshot>;

export type LabelValues = EditValues<typeof labelEdits>;

/** Fields that an edit can change, as clients name them. */
export type LabelField = FieldOf<typeof labelEdits>;
export const labelFields: readonly LabelField[] = Object.values(labelEdits).map(({ field }) => field);

/** Upper bounds: characters of a name, labels of a project, labels of a task. */
export const labelLimits = { name: 50, perProject: 100, perTask: 20 };

/** Returns the form of a name that is unique within a project: equal for names that differ in case alone. */
export function toNameKey(name: string): string {
  return name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
