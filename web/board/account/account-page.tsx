import type { ReactNode } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { Logo } from "../design/logo.tsx";
import { Refusal } from "../design/refusal.ts";
import { usePageTitle } from "../design/use-page-title.ts";
import { useSubmit } from "../design/use-submit.ts";
import styles from "./account-page.module.css";
import { destinationOf } from "./return-to.ts";

interface AccountPageProps {
  readonly title: string;
  readonly submitLabel: string;
  readonly other: { readonly question: string; readonly label: string; readonly path: string };
  /** Resolves with what better-auth answered. */
  readonly submit: (data: FormData) => Promise<{ readonly error: AccountError | null }>;
  readonly children: ReactNode;
}

interface AccountError {
  readonly status: number;
  readonly message?: string | undefined;
}

/** What sign-in and sign-up have in common; each leads to where the visitor was going. */
export function AccountPage({ title, submitLabel, other, submit, children }: AccountPageProps) {
  const [parameters] = useSearchParams();
  const navigate = useNavigate();
  usePageTitle(title);

  const { isBusy, error, onSubmit } = useSubmit(async (data) => {
    const { error } = await submit(data);
    if (error) throw toError(error);
    await navigate(destinationOf(parameters), { replace: true });
  });

  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <p className={styles.brand}>
          <Logo /> Lockstep
        </p>
        <h1 className={styles.title}>{title}</h1>
        {parameters.has("ended") && (
          <p className={styles.notice} role="status">
            Your session has ended. Sign in to go on where you were.
          </p>
        )}
        <form className={styles.form} onSubmit={onSubmit}>
          {children}
          <ErrorNote error={error} />
          <Button type="submit" look="primary" disabled={isBusy}>
            {submitLabel}
          </Button>
        </form>
        <p className={styles.other}>
          {other.question} <Link to={{ pathname: other.path, search: parameters.toString() }}>{other.label}</Link>
        </p>
      </div>
    </main>
  );
}

/** Where there is no status, nobody answered. */
function toError({ status, message }: AccountError): Error {
  if (!status || status >= 500) return new Error(message);
  return new Refusal(message ?? "It did not work.");
}
