import { type ExpectedNotice, expectNotices, type NoticeKey } from "../support/expect-notices.ts";
import { difference, print } from "./find-divergences.ts";
import type { Finding } from "./judge-storm.ts";
import type { InboxTruth, NoticeRow, StormRecord, TabReport } from "./storm-record.ts";

/**
 * Finds faults of the persons' streams. The project's log tells which notices must be there. Finds lost marks as well,
 * and tabs that show another inbox than the server.
 */
export function findInboxFaults({ log, inboxes, marks, tabs }: StormRecord): Finding[] {
  const expected = expectNotices(log);
  return inboxes.flatMap((inbox) => {
    const { person } = inbox;
    const { readThrough, findings } = replay(inbox);
    const lost = marks.filter((mark) => mark.person === person && mark.isStored && mark.upTo > readThrough);
    return [
      ...compareWithLog(
        inbox,
        expected.filter(({ to }) => to === person),
      ),
      ...findings,
      ...lost.map(({ tab, upTo }): Finding => {
        return {
          kind: "lost",
          text: `Tab ${tab} has marked notices up to ${upTo} as read, and the server up to ${readThrough}`,
        };
      }),
      ...tabs.filter((tab) => tab.person === person).flatMap((tab) => compareTab(tab, inbox, readThrough)),
    ];
  });
}

/** The stream holds what the log wants: each notice once, in order, and no other. */
function compareWithLog({ name, person, rows }: InboxTruth, expected: readonly ExpectedNotice[]): Finding[] {
  const notices = rows.filter(({ type }) => type !== "NoticesRead");
  const left = new Map<string, number>();
  for (const { key } of expected) left.set(print(key), (left.get(print(key)) ?? 0) + 1);
  const wanted = new Set(left.keys());
  const findings = notices.flatMap((row): Finding[] => {
    const text = print(keyOf(row));
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    if (count > 0) return [];
    const told = `${name} is told by ${row.seq} (${text})`;
    if (row.actorId === person) return [{ kind: "unfounded", text: `${told} of own doing` }];
    if (!wanted.has(text)) return [{ kind: "unfounded", text: `${told} of what no change causes` }];
    return [{ kind: "doubled", text: `${told} once more` }];
  });
  for (const { key, seq } of expected.toReversed()) {
    const count = left.get(print(key)) ?? 0;
    if (count <= 0) continue;
    left.set(print(key), count - 1);
    findings.push({ kind: "untold", text: `${name} is not told of change ${seq} (${print(key)})` });
  }
  if (findings.length > 0) return findings;
  const place = notices.findIndex((row, index) => print(keyOf(row)) !== print(expected[index]?.key));
  if (place === -1) return [];
  return [
    {
      kind: "disordered",
      text: `${name} is told in another order than that of the log, from ${notices[place]?.seq} on`,
    },
  ];
}

/** Counts anew, and compares with what the stream and the server say. */
function replay({ name, rows, unreadCount, readThrough: told, notices }: InboxTruth) {
  const findings: Finding[] = [];
  const add = (kind: Finding["kind"], text: string) => void findings.push({ kind, text });
  const unread = new Set<number>();
  let readThrough = 0;
  for (const [index, { seq, type, body }] of rows.entries()) {
    const before = rows[index - 1]?.seq ?? 0;
    if (seq !== before + 1) add("disordered", `${name}'s stream has ${seq} after ${before}`);
    if (type !== "NoticesRead") {
      unread.add(seq);
      continue;
    }
    readThrough = Math.max(readThrough, Number(body["upTo"]));
    for (const each of unread) if (each <= readThrough) unread.delete(each);
    if (body["unreadCount"] !== unread.size) {
      add(
        "miscounted",
        `${name}'s entry ${seq} counts ${body["unreadCount"]} unread notices instead of ${unread.size}`,
      );
    }
  }
  if (unreadCount !== unread.size) {
    add("miscounted", `The server counts ${unreadCount} unread notices of ${name} instead of ${unread.size}`);
  }
  if (told !== readThrough) add("miscounted", `${name} has read up to ${readThrough}, and the server tells ${told}`);
  const stored = rows.filter(({ type }) => type !== "NoticesRead").map(({ seq }) => seq);
  const listed = notices.map(({ seq }) => seq).toReversed();
  if (print(stored) !== print(listed))
    add("diverged", `The server lists ${difference(`notices of ${name}`, listed, stored)}`);
  return { readThrough, findings };
}

function compareTab({ tab, state }: TabReport, { notices, unreadCount }: InboxTruth, readThrough: number): Finding[] {
  // One that does not answer is found already.
  if (!state) return [];
  const { inbox } = state;
  if (!inbox) return [{ kind: "diverged", text: `Tab ${tab} has no inbox` }];
  const findings: Finding[] = [];
  const wanted = notices.map((notice) => ({ ...notice, isUnread: notice.seq > readThrough }));
  const known = new Map<number, unknown>();
  for (const notice of inbox.notices ?? []) {
    if (known.has(notice.seq)) findings.push({ kind: "doubled", text: `Tab ${tab} shows notice ${notice.seq} again` });
    known.set(notice.seq, notice);
  }
  for (const notice of wanted) {
    const own = known.get(notice.seq);
    if (!own) findings.push({ kind: "diverged", text: `Tab ${tab} misses notice ${notice.seq}` });
    else if (print(own) !== print(notice)) {
      findings.push({ kind: "diverged", text: `Tab ${tab} has ${difference(`notice ${notice.seq}`, own, notice)}` });
    }
  }
  const shown = [...known.keys()];
  const isOfServer = shown.every((seq) => wanted.some((notice) => notice.seq === seq));
  const isInOrder = shown.every((seq, index) => index === 0 || seq < Number(shown[index - 1]));
  if (!isOfServer || !isInOrder) {
    const seqs = wanted.map(({ seq }) => seq);
    findings.push({ kind: "diverged", text: `Tab ${tab} has ${difference("list of notices", shown, seqs)}` });
  }
  if (inbox.unreadCount !== unreadCount) {
    findings.push({
      kind: "miscounted",
      text: `Tab ${tab} counts ${inbox.unreadCount} unread notices instead of ${unreadCount}`,
    });
  }
  return findings;
}

function keyOf({ type, actorId, body }: NoticeRow): NoticeKey {
  const { taskId = null, commentId = null } = body as { readonly taskId?: string; readonly commentId?: string | null };
  return { type, actor: actorId, taskId, commentId };
}
