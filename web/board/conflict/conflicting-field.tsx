import { type ReactNode, useId } from "react";
import { TextArea } from "../design/field.tsx";
import { combineTexts } from "./combine-texts.ts";
import styles from "./conflict.module.css";
import { MarkedText, TextComparison } from "./text-comparison.tsx";

/** The version that is kept: one's own, the other's, or a text that joins both. */
export type Choice = "mine" | "theirs" | { readonly text: string };

interface ConflictingFieldProps {
  /** In the middle of a sentence. */
  readonly name: string;
  readonly mine: string;
  readonly theirs: string;
  /** For a text of several lines: the one that both began with; null: unknown. Absent: a short value. */
  readonly base?: string | null;
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
}

/** Mine and theirs with their differences marked, one of them chosen. Texts of several lines can be joined. */
export function ConflictingField({ name, mine, theirs, base, choice, onChoose }: ConflictingFieldProps) {
  const group = useId();
  const isText = base !== undefined;
  const sides = [
    { label: "Keep mine", side: "mine", value: mine, choose: () => onChoose("mine") },
    { label: "Take theirs", side: "theirs", value: theirs, choose: () => onChoose("theirs") },
  ] as const;
  return (
    <fieldset className={styles.field}>
      <legend className={styles.legend}>{name[0]?.toUpperCase() + name.slice(1)}</legend>
      {isText && <TextComparison mine={mine} theirs={theirs} />}
      <div className={isText ? styles.choices : styles.versions}>
        {sides.map(({ label, side, value, choose }) => (
          <Version key={label} group={group} label={label} isChosen={choice === side} onChoose={choose}>
            {!isText && (
              <span dir="auto" className={value ? styles.value : styles.empty}>
                {value ? <MarkedText mine={mine} theirs={theirs} side={side} /> : "Empty"}
              </span>
            )}
          </Version>
        ))}
        {isText && (
          <Version
            group={group}
            label="Combine"
            isChosen={typeof choice === "object"}
            onChoose={() => onChoose({ text: combineTexts(base, theirs, mine) })}
          />
        )}
      </div>
      {typeof choice === "object" && (
        <TextArea
          label={`Combined ${name}`}
          hint="Lines of both, theirs first. Edit them as you like."
          value={choice.text}
          onChange={({ target }) => onChoose({ text: target.value })}
        />
      )}
    </fieldset>
  );
}

interface VersionProps {
  /** Name that the radio buttons of a field share. */
  readonly group: string;
  readonly label: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly children?: ReactNode;
}

function Version({ group, label, isChosen, onChoose, children }: VersionProps) {
  return (
    <label className={styles.version}>
      <span className={styles.choice}>
        <input type="radio" name={group} checked={isChosen} onChange={onChoose} />
        {label}
      </span>
      {children}
    </label>
  );
}
