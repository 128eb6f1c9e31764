import { Link, useLocation } from "react-router";
import styles from "./account-page.module.css";

interface OtherPageProps {
  readonly question: string;
  readonly label: string;
  readonly path: string;
}

/** Leads to another page of accounts, and from there to where the visitor was going. */
export function OtherPage({ question, label, path }: OtherPageProps) {
  const { search, state } = useLocation();
  return (
    <p className={styles.other}>
      {question}{" "}
      <Link to={{ pathname: path, search }} state={state}>
        {label}
      </Link>
    </p>
  );
}
