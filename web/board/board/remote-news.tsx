import { useEffect, useState } from "react";
import { type ArrivedChange, useOnChange } from "../../../client/react/index.ts";
import { UserText } from "../design/user-text.tsx";
import { describeChange } from "../history/describe-change.tsx";
import type { OpenProject } from "../project/project-context.ts";
import { createNewsTimer } from "./news-timer.ts";

/** The last of some changes by others, and their number. */
interface News {
  readonly last: ArrivedChange;
  readonly count: number;
}

/** Tells screen readers of what others change while the page is visible, one sentence at a time. */
export function RemoteNews({ open: { projectId, titles } }: { readonly open: OpenProject }) {
  const [news, setNews] = useState<News | null>(null);
  const [timer] = useState(() => createNewsTimer<ArrivedChange>((last, count) => setNews({ last, count })));
  useEffect(() => timer.stop, [timer]);
  useOnChange(projectId, (change) => {
    if (!change.isOwn && !document.hidden) timer.add(change);
  });
  return (
    <p role="status" className="visuallyHidden">
      {news && (
        <>
          <UserText>{news.last.actor.name}</UserText> {describeChange(news.last.event, (taskId) => titles.get(taskId))}
          {describeOthers(news.count - 1)}.
        </>
      )}
    </p>
  );
}

function describeOthers(count: number): string {
  if (count === 0) return "";
  return count === 1 ? ", and 1 more change" : `, and ${count} more changes`;
}
