import { useId } from "react";
import styles from "./conflict.module.css";

interface ConflictingFieldProps {
  /** In the middle of a sentence. */
  readonly name: string;
  readonly mine: string;
  readonly theirs: string;
  readonly isTheirs: boolean;
  readonly onChoose: (isTheirs: boolean) => void;
}

/** Mine and theirs side by side, one of them chosen. */
export function ConflictingField({ name, mine, theirs, isTheirs, onChoose }: ConflictingFieldProps) {
  const group = useId();
  const versions = [
    { label: "Keep mine", value: mine, isChosen: !isTheirs, choose: () => onChoose(false) },
    { label: "Take theirs", value: theirs, isChosen: isTheirs, choose: () => onChoose(true) },
  ];
  return (
    <fieldset className={styles.field}>
      <legend className={styles.legend}>{name[0]?.toUpperCase() + name.slice(1)}</legend>
      <div className={styles.versions}>
        {versions.map(({ label, value, isChosen, choose }) => (
          <label key={label} className={styles.version}>
            <span className={styles.choice}>
              <input type="radio" name={group} checked={isChosen} onChange={choose} />
              {label}
            </span>
            <span className={value ? styles.value : styles.empty}>{value || "Empty"}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
