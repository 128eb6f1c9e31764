import type { ReactNode } from "react";
import { type Choice, ChoiceList } from "../design/choice-list.tsx";
import { UserText } from "../design/user-text.tsx";
import type { TaskField } from "../generated/graphql.ts";
import { useFieldNews } from "./field-news.tsx";
import { Property } from "./property.tsx";

interface ChoicePropertyProps {
  readonly taskId: string;
  readonly name: string;
  readonly field: TaskField;
  readonly choices: readonly Choice[];
  /** Id of the chosen one. */
  readonly chosen: string;
  /** Words in place of a choice that stands for no value. */
  readonly empty?: string;
  readonly isEditable: boolean;
  readonly onChoose: (id: string) => void;
}

/** A property that has one of several values. */
export function ChoiceProperty({ taskId, field, isEditable, onChoose, empty, ...rest }: ChoicePropertyProps) {
  const { name, choices, chosen } = rest;
  const choice = choices.find(({ id }) => id === chosen);
  const text = empty ?? choice?.name ?? "";
  const chip = (
    <>
      {choice?.glyph}
      <UserText>{text}</UserText>
    </>
  );
  return (
    <Property name={name} text={text} chip={chip} isEmpty={empty !== undefined} isEditable={isEditable} popup="menu">
      {(close) => (
        <Noted taskId={taskId} field={field}>
          {(note) => (
            <ChoiceList
              label={name}
              choices={choices}
              chosen={[chosen]}
              note={note}
              onChoose={(id) => {
                close();
                if (id !== chosen) onChoose(id);
              }}
            />
          )}
        </Noted>
      )}
    </Property>
  );
}

interface NotedProps {
  readonly taskId: string;
  readonly field: TaskField;
  readonly children: (note: ReactNode) => ReactNode;
}

/** Watches a property while its choices are open. */
export function Noted({ taskId, field, children }: NotedProps) {
  const author = useFieldNews(taskId, field, true);
  const note = author && (
    <>
      <UserText>{author.name}</UserText> just changed this.
    </>
  );
  return children(note);
}
