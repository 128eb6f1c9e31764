import { expect, it } from "vitest";
import { PersonInbox } from "../../../../client/core/person/inbox.ts";
import { createSteeredEnvironment } from "../steered-environment.ts";
import { noticeTime, PersonLog } from "./person-log.ts";

it("keeps the mark of a notice that another tab tells of while the disk is read", async () => {
  const log = new PersonLog();
  for (let made = 0; made < 3; made += 1) log.notice();
  let answer = (_: unknown): void => {};
  const inbox = new PersonInbox({
    environment: createSteeredEnvironment(0).environment,
    lockstep: { send: async () => ({ kind: "data", data: { viewer: log.page(0) } }), subscribe: () => () => {} },
    values: Promise.resolve({
      read: (name) =>
        name === "opened-notices"
          ? new Promise((resolve) => {
              answer = resolve;
            })
          : Promise.resolve(undefined),
      write: async () => {},
    }),
  });
  const begun = inbox.begin();
  await Promise.resolve();
  inbox.markOpened({ seq: 3, at: noticeTime });
  answer(new Map([[2, noticeTime]]));
  await begun;
  expect(inbox.view.notices?.map(({ isUnread }) => isUnread)).toEqual([false, false, true]);
  inbox.close();
});
