import { useState } from "react";
import type { InboxNotice } from "../../../client/core/lockstep/index.ts";
import { describeNotice } from "./describe-notice.ts";

interface NewNoticesProps {
  readonly notices: readonly InboxNotice[] | null;
}

/** Says what arrives while the page is open, for who does not see the button. */
export function NewNotices({ notices }: NewNoticesProps) {
  const [told, setTold] = useState<{ readonly through: number; readonly text: string } | null>(null);
  const newest = notices?.[0];
  if (notices && (told === null || (newest && newest.seq > told.through))) {
    const fresh = told === null ? [] : notices.filter(({ seq, isUnread }) => isUnread && seq > told.through);
    setTold({ through: newest?.seq ?? 0, text: describeAll(fresh) });
  }
  return (
    <span role="status" className="visuallyHidden">
      {told?.text}
    </span>
  );
}

function describeAll(notices: readonly InboxNotice[]): string {
  const [newest, ...others] = notices;
  if (!newest) return "";
  const text = `${describeNotice(newest)}.`;
  return others.length === 0 ? text : `${notices.length} new notices. ${text}`;
}
