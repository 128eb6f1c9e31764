import { useState } from "react";
import { Conflict } from "../conflict/conflict.tsx";
import { ConflictingField } from "../conflict/conflicting-field.tsx";
import type { ProjectValues } from "./project-draft.ts";

interface ProjectConflictProps {
  readonly author: string | null;
  readonly names: readonly (keyof ProjectValues)[];
  readonly mine: Partial<ProjectValues>;
  readonly theirs: ProjectValues;
  /** With those of which theirs is taken. */
  readonly onResolve: (taken: readonly (keyof ProjectValues)[]) => void;
  readonly onDiscard: () => void;
}

/** For name and description, where others changed them as well, one of the two is kept. */
export function ProjectConflict({ author, names, mine, theirs, onResolve, onDiscard }: ProjectConflictProps) {
  const [taken, setTaken] = useState<readonly (keyof ProjectValues)[]>([]);

  function choose(name: keyof ProjectValues, isTheirs: boolean): void {
    const others = taken.filter((other) => other !== name);
    setTaken(isTheirs ? [...others, name] : others);
  }

  return (
    <Conflict author={author} onSave={() => onResolve(taken)} onDiscard={onDiscard}>
      {names.map((name) => (
        <ConflictingField
          key={name}
          name={name}
          mine={mine[name] ?? ""}
          theirs={theirs[name] ?? ""}
          isTheirs={taken.includes(name)}
          onChoose={(isTheirs) => choose(name, isTheirs)}
        />
      ))}
    </Conflict>
  );
}
