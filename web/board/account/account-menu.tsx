import { useId } from "react";
import { Link } from "react-router";
import { Avatar } from "../design/avatar.tsx";
import styles from "./account-menu.module.css";
import { DeleteAccountButton } from "./delete-account-button.tsx";
import { SignOutButton } from "./sign-out-button.tsx";
import { useViewer } from "./viewer.ts";

/** Shows the signed-in user, the pages of that person, sign-out and deletion. */
export function AccountMenu() {
  const viewer = useViewer();
  const id = useId();
  if (!viewer) return null;
  return (
    <>
      <button type="button" className={styles.opener} popoverTarget={id} aria-label={`Account of ${viewer.name}`}>
        <Avatar user={viewer} named={false} />
      </button>
      <div id={id} popover="auto" className={styles.menu}>
        <div>
          <p dir="auto" className={styles.name}>
            {viewer.name}
          </p>
          <p className={styles.email}>{viewer.email}</p>
        </div>
        <Link to="/my-tasks">My tasks</Link>
        <Link to="/profile">Profile</Link>
        <Link to="/access-tokens">Access tokens</Link>
        <SignOutButton />
        <DeleteAccountButton />
      </div>
    </>
  );
}
