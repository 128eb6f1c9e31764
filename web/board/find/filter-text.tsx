import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Icon } from "../design/icon.tsx";
import { isEscape } from "../design/keys.ts";
import styles from "./filter-bar.module.css";

interface FilterTextProps {
  readonly text: string;
  readonly onType: (text: string) => void;
}

/** Filters as one types. Keeps what is typed by itself: the address follows a moment later. */
export function FilterText({ text, onType }: FilterTextProps) {
  const [typed, setTyped] = useState(text);
  const told = useRef<readonly string[]>([]);
  // The address follows late, through each text that was told. Any other was chosen elsewhere, as by the back button.
  useEffect(() => {
    const place = told.current.indexOf(text);
    told.current = place < 0 ? [] : told.current.slice(place + 1);
    if (place < 0) setTyped(text);
  }, [text]);

  function onChange(next: string): void {
    told.current = [...told.current, next];
    setTyped(next);
    onType(next);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (!isEscape(event)) return;
    event.preventDefault();
    if (typed === "") event.currentTarget.blur();
    else onChange("");
  }

  return (
    <label className={styles.search}>
      <Icon name="filter" size={14} />
      <span className="visuallyHidden">Filter by text</span>
      <input
        id="filter-text"
        className={styles.field}
        type="search"
        dir="auto"
        placeholder="Filter…"
        autoComplete="off"
        value={typed}
        onChange={({ target }) => onChange(target.value)}
        onKeyDown={onKeyDown}
      />
    </label>
  );
}
