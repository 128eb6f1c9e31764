import { Fragment } from "react";
import { compareLines, compareWords, type Piece } from "./compare-texts.ts";
import styles from "./text-comparison.module.css";

interface TextComparisonProps {
  readonly mine: string;
  readonly theirs: string;
}

/** Equal lines that are shown before and behind a difference. */
const context = 2;

/** Two texts line by line: what only one of them has is marked, and of long equal parts the ends are shown. */
export function TextComparison({ mine, theirs }: TextComparisonProps) {
  const blocks = toBlocks(compareLines(theirs, mine));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: A scrolling area must be reachable by keyboard.
    <section className={styles.comparison} aria-label="Differences" tabIndex={0}>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: The blocks have no other name, and no state.
        <Fragment key={index}>
          {block.kind === "equal" ? (
            <Equal lines={block.lines} isFirst={index === 0} isLast={index === blocks.length - 1} />
          ) : (
            <Different mine={block.mine} theirs={block.theirs} />
          )}
        </Fragment>
      ))}
    </section>
  );
}

/** One of two texts, with the words marked that the other does not have. */
export function MarkedText({ mine, theirs, side }: TextComparisonProps & { readonly side: "mine" | "theirs" }) {
  return <Words pieces={compareWords(theirs, mine)} side={side} />;
}

function Words({ pieces, side }: { readonly pieces: readonly Piece[]; readonly side: "mine" | "theirs" }) {
  return pieces
    .filter(({ of }) => of === "both" || of === side)
    .map(({ text, of }, index) =>
      of === "both" ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: Words have no other name, and no state.
        <Fragment key={index}>{text}</Fragment>
      ) : (
        // biome-ignore lint/suspicious/noArrayIndexKey: As above.
        <mark key={index} className={styles[side]}>
          {text}
        </mark>
      ),
    );
}

function Equal({ lines, isFirst, isLast }: { readonly lines: readonly string[]; isFirst: boolean; isLast: boolean }) {
  const [above, below] = [isFirst ? 0 : context, isLast ? 0 : context];
  const hidden = lines.length - above - below;
  const shown = hidden > 1 ? [lines.slice(0, above), lines.slice(lines.length - below)] : [lines];
  return shown.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: There is a part above and one below.
    <Fragment key={index}>
      {index === shown.length - 1 && hidden > 1 && <p className={styles.skipped}>{hidden} equal lines</p>}
      {part.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: Lines have no other name, and no state.
        <p key={place} dir="auto" className={styles.line}>
          {line || "\u00a0"}
        </p>
      ))}
    </Fragment>
  ));
}

function Different({ mine, theirs }: { readonly mine: readonly string[]; readonly theirs: readonly string[] }) {
  const pieces = compareWords(theirs.join("\n"), mine.join("\n"));
  return (["theirs", "mine"] as const).map((side) =>
    (side === "mine" ? mine : theirs).length === 0 ? null : (
      <div key={side} className={`${styles.block} ${styles[`${side}Block`] ?? ""}`}>
        <span className={styles.side}>{side === "mine" ? "Mine" : "Theirs"}</span>
        <p dir="auto" className={styles.line}>
          <Words pieces={pieces} side={side} />
        </p>
      </div>
    ),
  );
}

type Block =
  | { readonly kind: "equal"; readonly lines: string[] }
  | { readonly kind: "different"; readonly mine: string[]; readonly theirs: string[] };

function toBlocks(pieces: readonly Piece[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const { text, of } of pieces) {
    const last = blocks.at(-1);
    if (of === "both") {
      if (last?.kind === "equal") last.lines.push(text);
      else blocks.push({ kind: "equal", lines: [text] });
    } else if (last?.kind === "different") last[of].push(text);
    else blocks.push({ kind: "different", mine: [], theirs: [], [of]: [text] });
  }
  return blocks;
}
