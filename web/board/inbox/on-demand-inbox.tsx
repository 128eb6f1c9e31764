import { Icon } from "../design/icon.tsx";
import { onDemand } from "../design/on-demand.tsx";
import styles from "./inbox.module.css";

/** The viewer's inbox in the header. Its code loads after the page. */
export const OnDemandInbox = onDemand(
  async () => (await import("./inbox.tsx")).Inbox,
  () => (
    <button type="button" className={styles.opener} aria-label="Inbox" disabled>
      <Icon name="inbox" />
    </button>
  ),
);
