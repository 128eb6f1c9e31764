import {
  type ComponentProps,
  type KeyboardEvent,
  type RefObject,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useMembers } from "../../../client/react/index.ts";
import { Avatar } from "../design/avatar.tsx";
import { isEnter, isEscape } from "../design/keys.ts";
import { UserText } from "../design/user-text.tsx";
import { useOpenProject } from "../project/project-context.ts";
import { findMention, insertMention, offerPeople, type TypedMention } from "./find-mention.ts";
import styles from "./mention-field.module.css";

interface MentionFieldProps extends Omit<ComponentProps<"textarea">, "value" | "onChange" | "ref"> {
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/**
 * A text in which `@` offers the members of the project. Arrow keys choose among them, Enter and Tab take one, Escape
 * closes the list. Keys of an input method that composes text choose nothing.
 */
export function MentionField({ value, onText, field, onKeyDown, ...others }: MentionFieldProps) {
  const { projectId, me } = useOpenProject();
  const members = useMembers(projectId);
  const [typed, setTyped] = useState<TypedMention | null>(null);
  const [active, setActive] = useState(0);
  const caret = useRef<number | null>(null);
  const id = useId();
  const people = typed === null ? [] : offerPeople(membersBut(me.id), typed.query);
  const isOpen = people.length > 0;

  useLayoutEffect(() => {
    if (caret.current !== null) field.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  function membersBut(personId: string) {
    return members.flatMap(({ user }) => (user.id === personId ? [] : [user]));
  }

  function look({ value: text, selectionStart, selectionEnd }: HTMLTextAreaElement): void {
    setTyped(selectionStart === selectionEnd ? findMention(text, selectionStart) : null);
    setActive(0);
  }

  function take(index: number): void {
    const person = people[index];
    if (!person || !field.current) return;
    // Another's words may have moved the place since it was looked at.
    const { selectionStart } = field.current;
    const found = findMention(value, selectionStart);
    setTyped(null);
    if (!found) return;
    const inserted = insertMention(value, selectionStart, found, person);
    caret.current = inserted.caret;
    onText(inserted.text);
    field.current.focus();
  }

  function onKey(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (isOpen && isOfList(event)) event.preventDefault();
    else onKeyDown?.(event);
  }

  /** Does what a key does in the list. Returns false where it does nothing there. */
  function isOfList(event: KeyboardEvent): boolean {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.nativeEvent.isComposing) return false;
    if (step !== 0) setActive((active + step + people.length) % people.length);
    else if (isEnter(event) || (event.key === "Tab" && !event.shiftKey)) take(active);
    else if (isEscape(event)) setTyped(null);
    else return false;
    event.stopPropagation();
    return true;
  }

  return (
    <div className={styles.field}>
      {isOpen && (
        <div id={id} role="listbox" aria-label="People to mention" className={styles.list}>
          {people.map((person, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: The keys are those of the field.
            // biome-ignore lint/a11y/useFocusableInteractive: The field keeps the focus.
            <div
              key={person.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              className={styles.person}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(index)}
            >
              <Avatar user={person} small named={false} />
              <UserText>{person.name}</UserText>
            </div>
          ))}
        </div>
      )}
      <span role="status" className="visuallyHidden">
        {isOpen && (people.length === 1 ? "1 person to mention." : `${people.length} people to mention.`)}
      </span>
      <textarea
        {...others}
        ref={field}
        value={value}
        aria-autocomplete="list"
        aria-controls={isOpen ? id : undefined}
        aria-activedescendant={isOpen ? `${id}-${active}` : undefined}
        onChange={({ target }) => {
          onText(target.value);
          look(target);
        }}
        onSelect={({ currentTarget }) => look(currentTarget)}
        onBlur={() => setTyped(null)}
        onKeyDown={onKey}
      />
    </div>
  );
}
