import { Conflict } from "../conflict/conflict.tsx";
import { type Choice, ConflictingField } from "../conflict/conflicting-field.tsx";
import { useChoices } from "../conflict/use-choices.ts";
import type { ProjectValues } from "./project-draft.ts";

interface ProjectConflictProps {
  readonly author: string | null;
  readonly names: readonly (keyof ProjectValues)[];
  readonly mine: Partial<ProjectValues>;
  readonly theirs: ProjectValues;
  /** With the versions that are kept. */
  readonly onResolve: (choiceOf: (name: keyof ProjectValues) => Choice) => void;
  readonly onDiscard: () => void;
}

/** For name and description, where others changed them as well, one version is kept, or a text that joins both. */
export function ProjectConflict({ author, names, mine, theirs, onResolve, onDiscard }: ProjectConflictProps) {
  const choices = useChoices<keyof ProjectValues>();
  return (
    <Conflict author={author} onSave={() => onResolve(choices.of)} onDiscard={onDiscard}>
      {names.map((name) => (
        <ConflictingField
          key={name}
          name={name}
          mine={mine[name] ?? ""}
          theirs={theirs[name] ?? ""}
          {...(name === "description" && { base: null })}
          choice={choices.of(name)}
          onChoose={(choice) => choices.choose(name, choice)}
        />
      ))}
    </Conflict>
  );
}
