import MarkdownIt, { type Token } from "markdown-it";
import { createElement, Fragment, type ReactNode, useMemo } from "react";
import styles from "./markdown.module.css";
import type { MarkdownProps } from "./markdown.tsx";
import { MarkdownLink } from "./markdown-link.tsx";
import { findTask } from "./tasks-in-markdown.ts";

/**
 * HTML in the text stands as text. The parser's tokens become elements of the page one by one, so no text is ever read
 * as HTML.
 */
const parser = new MarkdownIt({ linkify: true });
// Otherwise `README.md` and `node.js` lead to domains.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
parser.validateLink = (url) => /^(https?:\/\/|mailto:|user:[\da-f-]{36}$|\/(?!\/))/i.test(url.trim());

/** Elements of blocks, each of which has a direction of its own. Headings stand below those of the page. */
const blocks: Readonly<Record<string, string>> = {
  ...{ p: "p", blockquote: "blockquote", ul: "ul", ol: "ol", li: "li", hr: "hr" },
  ...{ h1: "h3", h2: "h4", h3: "h5", h4: "h6", h5: "h6", h6: "h6" },
  ...{ table: "table", thead: "thead", tbody: "tbody", tr: "tr", th: "th", td: "td" },
};
const inline = new Set(["em", "strong", "s"]);

/** An element that is open, with what stands in it so far. */
interface OpenElement {
  readonly token: Token;
  readonly children: ReactNode[];
}

export function MarkdownView({ text, onTick }: MarkdownProps) {
  const tokens = useMemo(() => parser.parse(text, {}), [text]);
  return <div className={styles.markdown}>{toNodes(tokens, onTick)}</div>;
}

function toNodes(tokens: readonly Token[], onTick: MarkdownProps["onTick"]): ReactNode[] {
  const root: ReactNode[] = [];
  const open: OpenElement[] = [];
  for (const [index, token] of tokens.entries()) {
    const siblings = open.at(-1)?.children ?? root;
    if (token.nesting === 1) open.push({ token, children: [] });
    else if (token.nesting === 0)
      siblings.push(<Fragment key={index}>{toLeaf(token, tokens[index - 2], onTick)}</Fragment>);
    else {
      const closed = open.pop();
      if (closed) (open.at(-1)?.children ?? root).push(toElement(closed, index));
    }
  }
  return root;
}

function toElement({ token, children }: OpenElement, key: number): ReactNode {
  const { type, tag, hidden } = token;
  if (hidden) return <Fragment key={key}>{children}</Fragment>;
  if (type === "link_open") {
    return (
      <MarkdownLink key={key} href={attributeOf(token, "href")}>
        {children}
      </MarkdownLink>
    );
  }
  if (inline.has(tag)) return createElement(tag, { key }, children);
  const name = blocks[tag];
  if (!name) return <Fragment key={key}>{children}</Fragment>;
  const element = createElement(name, { key, dir: "auto", "data-line": token.map?.[0], ...propsOf(token) }, children);
  if (name !== "table") return element;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: A scrolling area must be reachable by keyboard.
    <section key={key} className={styles.table} tabIndex={0} aria-label="Table">
      {element}
    </section>
  );
}

function propsOf(token: Token): object {
  const [, align] = /text-align:(left|center|right)/.exec(attributeOf(token, "style")) ?? [];
  const start = Number(attributeOf(token, "start") || Number.NaN);
  return { ...(align && { style: { textAlign: align } }), ...(Number.isInteger(start) && { start }) };
}

/** `outer`: what opened around the paragraph of the token. */
function toLeaf(token: Token, outer: Token | undefined, onTick: MarkdownProps["onTick"]): ReactNode {
  const { type, content, children } = token;
  switch (type) {
    case "inline":
      if (outer?.type === "list_item_open") return <TaskLine token={token} onTick={onTick} />;
      return toNodes(children ?? [], onTick);
    case "code_inline":
      return <code>{content}</code>;
    case "code_block":
    case "fence":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: A scrolling area must be reachable by keyboard.
        <pre dir="auto" tabIndex={0}>
          <code>{content}</code>
        </pre>
      );
    case "softbreak":
    case "hardbreak":
      return <br />;
    case "hr":
      return <hr />;
    case "image":
      // The page shows nothing of other servers, which would learn who reads it.
      return <MarkdownLink href={attributeOf(token, "src")}>{toNodes(children ?? [], onTick)}</MarkdownLink>;
    default:
      return content;
  }
}

interface TaskLineProps {
  readonly token: Token;
  readonly onTick: MarkdownProps["onTick"];
}

/** First words of an item of a list, behind a box where they are a task. */
function TaskLine({ token: { children, content, map }, onTick }: TaskLineProps) {
  const task = findTask(content);
  const [first, ...rest] = children ?? [];
  if (!task || !map || !first?.content.startsWith(task.box)) return toNodes(children ?? [], onTick);
  const { isDone, name, box } = task;
  const [line] = map;
  return (
    <>
      {onTick ? (
        <input
          type="checkbox"
          className={styles.box}
          checked={isDone}
          aria-label={name}
          onChange={() => onTick(line, !isDone)}
        />
      ) : (
        <span role="img" aria-label={isDone ? "Done" : "Not done"} className={styles.box}>
          {isDone ? "☑" : "☐"}
        </span>
      )}
      {first.content.slice(box.length)}
      {toNodes(rest, onTick)}
    </>
  );
}

function attributeOf({ attrs }: Token, wanted: string): string {
  return String(attrs?.find(([name]) => name === wanted)?.[1] ?? "");
}
