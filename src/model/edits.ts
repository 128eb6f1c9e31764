/** A value of a noun that changes can set. Edits of different ones merge. */
export interface Edit<State> {
  /** The column that holds it. */
  readonly column: string;
  /** The field as clients name it in changes and conflicts. */
  readonly field: string;
  /** Returns the value that a state has. */
  readonly of: (state: State) => unknown;
  /** Value of a new item whose input leaves it out. Null: an edit can clear it. Absent: it is always given. */
  readonly initial?: unknown;
}

/** Everything of a noun that changes can set, by the name that inputs use. */
export type Edits<State> = Readonly<Record<string, Edit<State>>>;

/** The values that changes can set, of one item. */
export type EditValues<E extends Edits<never>> = { readonly [N in keyof E]: ReturnType<E[N]["of"]> };

/** The fields that edits change, as clients name them. */
export type FieldOf<E extends Edits<never>> = E[keyof E]["field"];

type StateOf<E extends Edits<never>> = Parameters<E[keyof E]["of"]>[0];

// The compiler cannot follow loops over the names; each function below asserts the type of what it built.

/** Returns the values of a new item; what the input leaves out has its initial value. */
export function newValues<E extends Edits<never>>(edits: E, input: object): EditValues<E> {
  const given: Readonly<Record<string, unknown>> = { ...input };
  const values = Object.entries(edits).map(([name, { initial }]) => [name, given[name] ?? initial]);
  return Object.fromEntries(values) as EditValues<E>;
}

/** Returns the values that a state has. */
export function valuesOf<E extends Edits<never>>(edits: E, state: StateOf<E>): EditValues<E> {
  return Object.fromEntries(Object.entries(edits).map(([name, { of }]) => [name, of(state as never)])) as EditValues<E>;
}

/** Returns the values of the input that differ from the state's, and their fields. An absent value stays as it is. */
export function findEdits<E extends Edits<never>>(edits: E, state: StateOf<E>, input: object) {
  const given: Readonly<Record<string, unknown>> = { ...input };
  const different = Object.entries(edits).filter(([name, { of, initial }]) => {
    const value = given[name];
    const isGiven = value !== undefined && (value !== null || initial === null);
    return isGiven && value !== of(state as never);
  });
  return {
    values: Object.fromEntries(different.map(([name]) => [name, given[name]])) as Partial<EditValues<E>>,
    fields: different.map(([, { field }]) => field as FieldOf<E>),
  };
}

/** Returns the columns that hold the values, and the values in the same order. */
export function toColumns<E extends Edits<never>>(edits: E, values: EditValues<E>) {
  const byName: Readonly<Record<string, unknown>> = { ...values };
  return {
    columns: Object.values(edits).map(({ column }) => column),
    values: Object.keys(edits).map((name) => byName[name]),
  };
}
