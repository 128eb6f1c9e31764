import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import styles from "./choice-list.module.css";
import { Icon } from "./icon.tsx";
import { isEnter } from "./keys.ts";
import { UserText } from "./user-text.tsx";

export interface Choice {
  readonly id: string;
  readonly name: string;
  /** Decorative. */
  readonly glyph?: ReactNode;
}

interface ChoiceListProps {
  /** Names the list. */
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly chosen: readonly string[];
  /** Several can be chosen (default false). */
  readonly isMultiple?: boolean;
  readonly onChoose: (id: string) => void;
  /** Makes a choice of a name that none has. */
  readonly onCreate?: ((name: string) => void) | undefined;
  /** A sentence above the choices. */
  readonly note?: ReactNode;
}

/** Lists beyond this length are searched. */
const searchedFrom = 8;

const items = "[role^=menuitem]";

/**
 * Choices of which one or several are taken, by mouse, finger and keyboard. Nothing is taken by moving among them. The
 * focus goes to what is chosen, or to the search field of a long list.
 */
export function ChoiceList({ label, choices, chosen, isMultiple = false, onChoose, onCreate, note }: ChoiceListProps) {
  const [query, setQuery] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const isSearched = onCreate !== undefined || choices.length > searchedFrom;
  const wanted = query.trim().toLocaleLowerCase();
  const shown = choices.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  const isNew = wanted !== "" && choices.every(({ name }) => name.toLocaleLowerCase() !== wanted);

  useLayoutEffect(() => {
    const current = list.current?.querySelector<HTMLElement>("[aria-checked=true]");
    // On a phone the search field would bring up the keyboard, over the choices.
    const field = matchMedia("(pointer: coarse)").matches ? null : search.current;
    (field ?? current ?? list.current?.querySelector<HTMLElement>(items) ?? search.current)?.focus();
  }, []);

  function onKeyDown(event: KeyboardEvent): void {
    const all = [...(list.current?.querySelectorAll<HTMLElement>(items) ?? [])];
    const next = findNext(all, event);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  function create(): void {
    onCreate?.(query.trim());
    setQuery("");
    search.current?.focus();
  }

  function onSearchKey(event: KeyboardEvent): void {
    if (!isEnter(event) || wanted === "") return;
    event.preventDefault();
    const [first] = shown;
    if (first) onChoose(first.id);
    else if (onCreate) create();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Arrow keys lead from the search field into the list.
    <div className={styles.choices} onKeyDown={onKeyDown}>
      {note && (
        <p role="status" className={styles.note}>
          {note}
        </p>
      )}
      {isSearched && (
        <input
          ref={search}
          className={styles.search}
          dir="auto"
          aria-label={onCreate ? `Find or add: ${label}` : `Find: ${label}`}
          placeholder={onCreate ? "Find or add…" : "Find…"}
          autoComplete="off"
          value={query}
          onChange={({ target }) => setQuery(target.value)}
          onKeyDown={onSearchKey}
        />
      )}
      <div ref={list} role="menu" aria-label={label} className={styles.list}>
        {shown.map(({ id, name, glyph }) => (
          // biome-ignore lint/a11y/useAriaPropsSupportedByRole: Both roles have it.
          <button
            key={id}
            type="button"
            role={isMultiple ? "menuitemcheckbox" : "menuitemradio"}
            aria-checked={chosen.includes(id)}
            tabIndex={-1}
            className={styles.choice}
            onClick={() => onChoose(id)}
          >
            {glyph}
            <span className={styles.name}>
              <UserText>{name}</UserText>
            </span>
            {chosen.includes(id) && <Icon name="check" size={14} />}
          </button>
        ))}
        {onCreate && isNew && (
          <button type="button" role="menuitem" tabIndex={-1} className={styles.choice} onClick={create}>
            <Icon name="add" size={14} />
            <span className={styles.name}>
              Add “<UserText>{query.trim()}</UserText>”
            </span>
          </button>
        )}
      </div>
      {shown.length === 0 && !(onCreate && isNew) && <p className={styles.note}>Nothing found.</p>}
    </div>
  );
}

/** The item to which a key leads, if it leads to one. */
function findNext(all: readonly HTMLElement[], { key, target }: KeyboardEvent): HTMLElement | undefined {
  const index = all.indexOf(target as HTMLElement);
  const isTyping = target instanceof HTMLInputElement;
  if (key === "ArrowDown") return all[(index + 1) % all.length];
  if (key === "ArrowUp") return all.at(index < 0 ? -1 : index - 1);
  if (isTyping) return undefined;
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (key.length !== 1 || key === " ") return undefined;
  const behind = [...all.slice(index + 1), ...all.slice(0, index + 1)];
  return behind.find(({ textContent }) => textContent?.toLocaleLowerCase().startsWith(key.toLocaleLowerCase()));
}
