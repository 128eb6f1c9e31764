import type { InputRef } from "@pothos/core";
import { z } from "zod";
import { changeProject } from "../src/operations/change-project.ts";
import type { ProjectOperation, Retryable } from "../src/operations/operation.ts";
import { builder, type SchemaTypes } from "./builder.ts";
import { clientMutationId, earlierMutationId, newId } from "./text.ts";

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;

/** The fields of an input type under construction. */
export type InputFields = PothosSchemaTypes.InputFieldBuilder<Types, "InputObject">;

/** In every input: makes a retry of the same change safe, and lets a client know its own echo. */
export function clientMutationIdField(t: InputFields) {
  return t.string({
    validate: clientMutationId,
    description: "Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent.",
  });
}

/** In inputs that create something: the id that the client made. */
export function newIdField(t: InputFields) {
  return t.id({ validate: newId, description: "Made by the client: any UUID that is not taken; absent: a fresh one." });
}

/** In inputs that can conflict: what the edit was made on. */
export function editBasisFields(t: InputFields) {
  return {
    expectedVersion: t.int({
      validate: z.int().min(0, "must not be negative."),
      description: "The version that the edit is based on; absent: the last writer wins.",
    }),
    following: t.stringList({
      validate: z.array(earlierMutationId).max(100, "must have at most 100 ids."),
      description:
        "Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict.",
    }),
  };
}

export const mergedFieldsDescription =
  "Fields whose text is a merge of yours with what others wrote since `expectedVersion`, in lines that you did not touch.";

interface PayloadShape {
  readonly seq: number;
  readonly clientMutationId: string | null;
}

export const MutationPayload = builder.interfaceRef<PayloadShape>("MutationPayload").implement({
  description: "Common fields of every payload: number of the change, and the client's id for it.",
  fields: (t) => ({
    seq: t.exposeInt("seq", {
      description: "The number that the change took; the project's newest one where there was nothing to change.",
    }),
    clientMutationId: t.exposeString("clientMutationId", {
      nullable: true,
      description: "As the input gave it; null where it was absent or empty.",
    }),
  }),
});

/** A change of a project's items: a mutation of its own, and a field of `ChangeInput` for batches. */
interface Change<Input extends Retryable, Result, Conflict> {
  /** Gives the mutation its name, and `<Name>Result` to the union of payload and conflict. */
  readonly operation: ProjectOperation<NoInfer<Input>, NoInfer<Result | Conflict>>;
  readonly description: string;
  readonly input: InputRef<Input>;
  readonly payload: PothosSchemaTypes.ObjectRef<Types, Result>;
  /** Absent: the change never conflicts. */
  readonly conflict?: PothosSchemaTypes.ObjectRef<Types, Conflict>;
}

type AnyChange = Change<Retryable, object, object>;

const changes = new Map<string, AnyChange>();

/** Adds the mutation of a change. */
export function addChange<Input extends Retryable, Result extends object, Conflict extends object = never>(
  change: Change<Input, Result, Conflict>,
): void {
  // The parameter's type has checked that the parts belong together; the builder cannot follow type parameters.
  const { operation, description, input, payload, conflict } = change as unknown as AnyChange;
  const { name } = operation;
  changes.set(name, { operation, description, input, payload, ...(conflict && { conflict }) });
  builder.mutationField(name, (t) =>
    t.field({
      type: conflict ? unionOf(name, payload, conflict) : payload,
      nullable: true,
      description,
      args: { input: t.arg({ required: true, type: input }) },
      resolve: (_root, args, context) => changeProject(context.operation, operation, args.input),
    }),
  );
}

/** Returns the change of that name. Throws where no module has added it. */
export function requireChange(name: string): AnyChange {
  const change = changes.get(name);
  if (!change) throw new Error(`The schema has no change ${name}. Call addChange with its operation.`);
  return change;
}

function unionOf(name: string, payload: AnyChange["payload"], conflict: NonNullable<AnyChange["conflict"]>) {
  return builder.unionType(`${name.charAt(0).toUpperCase()}${name.slice(1)}Result`, {
    types: [payload, conflict],
    resolveType: (result) => ("conflictingFields" in result ? conflict.name : payload.name),
  });
}
