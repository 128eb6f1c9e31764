import { titleOf } from "../title.ts";
import { createPoster } from "./post.ts";

export interface RequestsOptions {
  readonly url: string;
  readonly query: string;
  /** Subject of each request, in turn. */
  readonly subjects: readonly RequestSubject[];
  /** Text that every answer must hold. */
  readonly expected: string;
  readonly concurrency: number;
  readonly seconds: number;
}

/**
 * A change of a task, with a title that it never had; many of them in one request; or a question about a project.
 */
export type RequestSubject =
  | { readonly taskId: string; readonly token: string }
  | { readonly changedProjectId: string; readonly taskIds: readonly string[]; readonly token: string }
  | { readonly projectId: string; readonly token: string };

export interface RequestsResult {
  readonly answered: number;
  readonly seconds: number;
}

/** Above the numbers in the titles of the seed, so that each request changes something. */
let count = 1_000_000;

/** Keeps so many requests under way for so long, and waits for the last answers. Throws at the first bad one. */
export async function sendRequests(options: RequestsOptions): Promise<RequestsResult> {
  const { url, query, subjects, expected, concurrency, seconds } = options;
  const { post, close } = createPoster(url);
  const quotedQuery = JSON.stringify(query);
  const began = performance.now();
  const end = began + seconds * 1_000;
  let answered = 0;

  async function worker(): Promise<void> {
    while (performance.now() < end) {
      count += 1;
      const subject = subjects[count % subjects.length];
      if (!subject) throw new Error("There is nothing to ask about.");
      const body = `{"query":${quotedQuery},"variables":${JSON.stringify(variablesOf(subject))}}`;
      const answer = await post({ token: subject.token, body });
      if (!answer.includes(expected)) throw new Error(`unexpected answer: ${answer.slice(0, 500)}`);
      answered += 1;
    }
  }

  await Promise.all(Array.from({ length: concurrency }, worker));
  close();
  return { answered, seconds: (performance.now() - began) / 1_000 };
}

/** Sends a query that reads nothing, once with each token, so that the server knows them all. */
export async function presentTokens(url: string, tokens: readonly string[]): Promise<void> {
  const { post, close } = createPoster(url);
  const queue = [...tokens];
  const worker = async () => {
    for (let token = queue.pop(); token !== undefined; token = queue.pop()) {
      await post({ token, body: '{"query":"{ __typename }"}' });
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  close();
}

function variablesOf(subject: RequestSubject): object {
  if ("projectId" in subject) return { projectId: subject.projectId, first: 50 };
  const [title, clientMutationId] = [titleOf(count), `${process.pid}-${count}`];
  if ("taskId" in subject) return { input: { taskId: subject.taskId, title, clientMutationId } };
  const { changedProjectId: projectId, taskIds } = subject;
  const changes = taskIds.map((taskId) => ({ updateTask: { taskId, title } }));
  return { input: { projectId, changes, clientMutationId } };
}
