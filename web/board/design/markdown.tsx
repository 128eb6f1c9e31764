import styles from "./markdown.module.css";
import { onDemand } from "./on-demand.tsx";

export interface MarkdownProps {
  readonly text: string;
  /** Called with the line of a task, from 0, and its new state. Without it tasks cannot be ticked. */
  readonly onTick?: ((line: number, isDone: boolean) => void) | undefined;
}

/** A text in Markdown. Until the code that reads it has loaded, the text stands as it was written. */
export const Markdown = onDemand<MarkdownProps>(
  async () => (await import("./markdown-view.tsx")).MarkdownView,
  ({ text }) => (
    <div dir="auto" className={styles.plain}>
      {text}
    </div>
  ),
);
