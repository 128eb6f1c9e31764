import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { useAction } from "../design/use-action.ts";
import styles from "./demo-sign-in.module.css";
import type { DemoAccounts } from "./page-facts.ts";

interface DemoSignInProps {
  readonly demo: DemoAccounts;
  /** Rejects with what is to be shown. */
  readonly signIn: (email: string, password: string) => Promise<void>;
}

/** Signs in as a person of the demo by one click. */
export function DemoSignIn({ demo: { people, password }, signIn }: DemoSignInProps) {
  const { isBusy, error, run } = useAction((email: string) => signIn(email, password));
  return (
    <section className={styles.demo} aria-label="Demo">
      <p>Look around in the demo. With a second, private window you see both sides.</p>
      <div className={styles.people}>
        {people.map(({ name, email }, index) => (
          <Button
            key={email}
            look={index === 0 ? "primary" : "plain"}
            disabled={isBusy}
            onClick={() => run(email)}
          >{`Try as ${name}`}</Button>
        ))}
      </div>
      <ErrorNote error={error} />
    </section>
  );
}
