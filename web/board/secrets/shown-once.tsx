import { useState } from "react";
import { Button } from "../design/button.tsx";
import styles from "./shown-once.module.css";

interface ShownOnceProps {
  /** Name of the secret, such as "Secret of the webhook". */
  readonly label: string;
  readonly secret: string;
  /** Sentence about its use. */
  readonly hint: string;
}

/** A secret that was just made, and that nobody shows again. */
export function ShownOnce({ label, secret, hint }: ShownOnceProps) {
  const [isCopied, setIsCopied] = useState(false);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(secret);
      setIsCopied(true);
    } catch {
      // Plain HTTP has no clipboard, and the browser may refuse it.
      prompt("Copy the secret", secret);
    }
  }

  return (
    <div className={styles.box}>
      <p className={styles.title}>Copy it now: it is not shown again.</p>
      <div className={styles.row}>
        <input
          readOnly
          aria-label={label}
          value={secret}
          onFocus={({ currentTarget }) => currentTarget.select()}
          spellCheck={false}
        />
        <Button small onClick={() => void copy()}>
          {isCopied ? "Copied" : "Copy"}
        </Button>
      </div>
      <p className={styles.hint}>{hint}</p>
    </div>
  );
}
