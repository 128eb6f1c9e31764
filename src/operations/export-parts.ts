import { itemNouns } from "../model/events.ts";

/** Version of the format. A later one reads the earlier ones. */
export const exportVersion = 1;

/** First line of an export. */
export interface ExportHeader {
  readonly kind: "lockstep-export";
  readonly version: number;
  readonly project: string;
  /** True: the log of the project is in it. */
  readonly history: boolean;
}

/** Last line of an export: number and SHA-256, in hexadecimal, of the lines before it. */
export interface ExportEnd {
  readonly kind: "end";
  readonly lines: number;
  readonly sha256: string;
}

/** Rows of a table that belong to a project. */
export interface ExportPart {
  /** Name of its lines. */
  readonly kind: string;
  readonly table: string;
  /** Columns that are exported and restored, in their order. */
  readonly columns: readonly string[];
  /** Column that holds the project's id, which no line repeats. Absent: the rows belong to tasks of the project. */
  readonly owner?: string;
  /** Columns that order the rows, and are unique together. */
  readonly order: string;
  /** True: exported with the history alone. */
  readonly isOfHistory?: true;
  /** Numbers that JSON would round. They travel as text. */
  readonly large?: readonly string[];
}

const project: ExportPart = {
  kind: "project",
  table: "projects",
  columns: list("name description version field_versions created_by_id created_at updated_at deleted_at"),
  owner: "id",
  order: "id",
};

/** The place of the newest change. */
export const head: ExportPart = {
  kind: "head",
  table: "project_heads",
  columns: list("seq at pruned_through pruned_token"),
  owner: "project_id",
  order: "project_id",
  large: ["pruned_token"],
};

/** People whom the rows of the project name. */
export const person: ExportPart = {
  kind: "person",
  table: "users",
  columns: list("id issuer subject email name created_at anonymized_at"),
  order: "id",
};

/** Nouns that others refer to come first. */
const itemParts = itemNouns.toReversed().map(({ name, table, columns, isOfTask }): ExportPart => {
  return { kind: name, table, columns, order: "id", ...(!isOfTask && { owner: "project_id" }) };
});

const linkParts = itemNouns.flatMap(({ name, links }): ExportPart[] => {
  return links ? [{ kind: `${name}Link`, ...links, order: links.columns.join(", ") }] : [];
});

/**
 * All parts, in the order in which foreign keys allow to restore them. Left out are webhooks and access tokens, which
 * hold secrets, remembered answers of batches, and what people were told.
 */
export const exportParts: readonly ExportPart[] = [
  person,
  project,
  head,
  {
    kind: "member",
    table: "memberships",
    columns: list("id user_id role since_seq joined_seq joined_at"),
    owner: "project_id",
    order: "id",
  },
  { kind: "formerMember", table: "former_members", columns: ["user_id"], owner: "project_id", order: "user_id" },
  ...itemParts,
  ...linkParts,
  {
    kind: "deletedItem",
    table: "deleted_items",
    columns: list("kind id task_id deleted_seq deleted_at deleted_by_id content"),
    owner: "project_id",
    order: "kind, id",
  },
  {
    kind: "change",
    table: "activities",
    columns: list(
      "seq token type at actor_id task_id comment_id fields snapshot client_mutation_id request_hash address user_agent",
      "access_token_id access_token_name",
    ),
    owner: "project_id",
    order: "seq",
    isOfHistory: true,
    large: ["token"],
  },
];

function list(...names: readonly string[]): readonly string[] {
  return names.join(" ").split(" ");
}
