import { taskCommentsText } from "../../generated/comments-text.ts";
import type { TaskCommentsQuery } from "../../generated/graphql.ts";
import type { CommentList, Send } from "../types.ts";
import type { Comment } from "../wire.ts";
import { createPager } from "./create-pager.ts";
import { findFailure } from "./request-failure.ts";

/** Attempts to get a list that is not older than what the project's store holds. */
const maxAttempts = 5;

interface LoadCommentsOptions {
  readonly send: Send;
  readonly taskId: string;
  readonly signal: AbortSignal;
  /** Puts the list into the store. Returns false where the store is past it. */
  take(list: CommentList): boolean;
}

/** Loads the comments of a task. Resolves with null, or with the reason why it failed. Never rejects. */
export async function loadComments(options: LoadCommentsOptions): Promise<string | null> {
  try {
    return await loadPages(options);
  } catch {
    return "The server's answer lists no comments.";
  }
}

async function loadPages({ send, taskId, signal, take }: LoadCommentsOptions): Promise<string | null> {
  const ask = createPager(send, signal);
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const comments: Comment[] = [];
    let seq = Number.POSITIVE_INFINITY;
    let after: string | null | undefined = null;
    do {
      const page: object = { taskId, after };
      const outcome = await ask(taskCommentsText, page);
      const failure = findFailure(outcome);
      if (failure) return "reason" in failure ? failure.reason : reasons[failure.kind];
      const { task } = (outcome as { readonly data: TaskCommentsQuery }).data;
      if (!task) return reasons["not-found"];
      // Comments that come between the pages are events after the first number.
      seq = Math.min(seq, task.project.seq);
      comments.push(...task.comments.nodes);
      const { hasNextPage, endCursor } = task.comments.pageInfo;
      after = hasNextPage ? endCursor : null;
    } while (after);
    if (take({ taskId, seq, comments })) return null;
  }
  return "The project changes too fast. Try again.";
}

const reasons = {
  "not-found": "Task not found, or you are not a member of its project.",
  "no-token": "Nobody is signed in.",
};
