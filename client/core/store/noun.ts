import type { Change, ChangeInputs, ChangeKind, ProjectEvent, WireItem } from "../wire.ts";
import type { Board, Patch } from "./board.ts";
import type { Columns } from "./columns.ts";

export type EventName = ProjectEvent["__typename"];

/** Effect of each event on a board. */
export type Reducers<Name extends EventName = EventName> = {
  readonly [N in Name]: (board: Board, event: Extract<ProjectEvent, { readonly __typename: N }>) => Patch;
};

/** The board as the intents before have left it. */
export interface ViewedBoard extends Board {
  readonly columns: Columns;
}

/** Effect that the server's answer to each change probably has. A view that holds it already does not change. */
export type Previews<Kind extends ChangeKind = ChangeKind> = {
  readonly [K in Kind]: (view: ViewedBoard, input: ChangeInputs[K], createdAt: number) => Patch;
};

/** Meaning of a change for the outbox. */
export interface Rule {
  readonly action: "create" | "edit" | "delete" | "restore";
  /** Returns the item as a board has it. */
  readonly find: (board: Board, id: string) => WireItem | undefined;
  /** Input field with the id of the item that it makes or changes. */
  readonly target: string;
  /** Input field with the id of the item without which it cannot be done. */
  readonly parent?: string;
  /** Takes `expectedVersion` and `following`. */
  readonly isVersioned?: true;
  /** Takes `projectId`. */
  readonly isOfProject?: true;
  /** Values that it replaces; absent: those that the input gives, without lists to add and to remove. */
  readonly fields?: readonly string[];
  /** Types of the values of its input that are not text; absent: there are none. */
  readonly types?: Readonly<Record<string, "number" | "boolean">>;
  /** Values that its input must have, ids left out; absent: there are none. */
  readonly needs?: Readonly<Record<string, true>>;
  /**
   * Returns the parts of an earlier unsent change's input that this edit does not replace but joins. Undefined drops
   * one. Absent: there are none.
   */
  readonly join?: (known: Change, edit: Change) => object;
}

export type Rules<Kind extends ChangeKind = ChangeKind> = {
  readonly [K in Kind]: Rule & Typed<TypesOf<ChangeInputs[K]>> & Needing<NeedOf<ChangeInputs[K]>>;
};

type Needing<Name extends string> = [Name] extends [never]
  ? unknown
  : { readonly needs: { readonly [N in Name]: true } };
type NeedOf<Input> = Exclude<
  { [N in keyof Input]-?: Record<never, never> extends Pick<Input, N> ? never : N }[keyof Input] & string,
  `${string}Id`
>;

type Typed<Types> = keyof Types extends never ? unknown : { readonly types: Types };
type TypesOf<Input> = {
  readonly [N in keyof Input as NonNullable<Input[N]> extends number | boolean ? N : never]-?: NonNullable<
    Input[N]
  > extends number
    ? "number"
    : "boolean";
};

export const create = { action: "create", target: "id", fields: [] } as const;
export const edit = { action: "edit", isVersioned: true } as const;
export const restore = { action: "restore", fields: [] } as const;
