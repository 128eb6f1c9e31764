import type { Present as PresentShape } from "../src/model/present.ts";
import type { Focused } from "../src/operations/focus.ts";
import { builder, type SchemaTypes } from "./builder.ts";
import { TaskField } from "./enums.ts";
import { id } from "./text.ts";
import { User } from "./user.ts";

type Fields = PothosSchemaTypes.ObjectFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, PresentShape>;

/** Fields of a person who is present, and of the message that tells of another focus. */
export function presentFields(t: Fields) {
  return {
    user: t.expose("user", { type: User }),
    focusedTaskId: t.exposeID("focusedTaskId", { nullable: true, description: "The task that the person has open." }),
    focusedField: t.expose("focusedField", {
      type: TaskField,
      nullable: true,
      description: "The field of that task that the person edits; `COMMENTS` while a comment is written.",
    }),
  };
}

export const Present = builder.objectRef<PresentShape>("Present").implement({
  description: "Somebody who has the project open, and what of it.",
  fields: presentFields,
});

builder.mutationField("focus", (t) =>
  t.field({
    type: builder.objectRef<Focused>("FocusPayload").implement({
      fields: (t) => ({
        projectId: t.exposeID("projectId"),
        taskId: t.exposeID("taskId", { nullable: true }),
        field: t.expose("field", { type: TaskField, nullable: true }),
      }),
    }),
    nullable: true,
    description:
      "Shows the people in the project which task you have open, and which field of it you edit. Nothing is stored, " +
      "and nothing is shown unless you are present. It counts until the next one, or until your last tab is gone.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("FocusInput", {
          fields: (t) => ({
            projectId: t.id({ required: true, validate: id }),
            taskId: t.id({ validate: id, description: "A task of the project; absent: none." }),
            field: t.field({ type: TaskField, description: "The field of it that you edit; absent: none." }),
          }),
        }),
      }),
    },
    resolve: (_root, { input }, context) => context.focus(input),
  }),
);
