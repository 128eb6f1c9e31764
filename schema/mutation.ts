import { z } from "zod";
import { builder, type SchemaTypes } from "./builder.ts";
import { clientMutationId, earlierMutationId, newId } from "./text.ts";

/** The fields of an input type under construction. */
export type InputFields = PothosSchemaTypes.InputFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
  "InputObject"
>;

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
