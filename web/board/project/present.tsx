import type { User } from "../../../client/core/lockstep/index.ts";
import { Avatar } from "../design/avatar.tsx";
import styles from "./present.module.css";

const shownPeople = 4;

/** Other people who are present in the project. */
export function Present({ people }: { readonly people: readonly User[] }) {
  const others = people.slice(shownPeople);
  return (
    <ul className={styles.people} aria-label="Also here now">
      {people.slice(0, shownPeople).map((user) => (
        <li key={user.id}>
          <Avatar user={user} />
        </li>
      ))}
      {others.length > 0 && (
        <li className={styles.more} title={others.map(({ name }) => name).join(", ")}>
          +{others.length}
        </li>
      )}
    </ul>
  );
}
