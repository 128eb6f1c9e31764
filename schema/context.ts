import type { LogPosition } from "../src/engine/log/cursor.ts";
import type { ExpectedError } from "../src/errors/expected-error.ts";
import type { Focused, FocusInput } from "../src/operations/focus.ts";
import type { InvitedMember, InviteMemberInput } from "../src/operations/invite-member.ts";
import type { ProjectKeys, ViewedProject } from "../src/operations/list-projects.ts";
import type { Loaders } from "../src/operations/loaders.ts";
import type { OperationContext } from "../src/operations/operation-context.ts";
import type { Page, PageRequest } from "../src/operations/page.ts";
import type { ProjectChanges, ReadChangesOptions } from "../src/operations/read-changes.ts";
import type { Reads } from "../src/operations/reads.ts";
import type { TokenAccess, Viewer } from "../src/operations/viewer.ts";
import type { InboxStream } from "../src/operations/watch-inbox.ts";
import type { ProjectStream, ProjectStreamOptions } from "../src/operations/watch-project.ts";
import type { WebhookContext } from "../src/operations/webhooks.ts";

/** Context of resolvers, the same for a request over HTTP and an operation over a WebSocket. */
export interface Context {
  /** Throws UnauthenticatedError when no token was shown. */
  readonly viewer: Viewer;
  /** Bounds of the access token that was shown; null for other tokens, and without one. */
  readonly access: TokenAccess | null;
  /** Context of the operations; throws like `viewer`. */
  readonly operation: OperationContext;
  /** Context of the operations on webhooks; throws like `viewer`. */
  readonly webhooks: WebhookContext;
  readonly loaders: Loaders;
  /** Further reads for the answer. */
  readonly reads: Reads;
  /** To be called before a mutation of so many changes. Throws RateLimitedError when the viewer has made too many. */
  admitMutation(changes: number): Promise<void>;
  /** To be called before an e-mail address is looked up. Throws RateLimitedError when the viewer has tried too many. */
  admitAddress(): Promise<void>;
  /** To be called before each change: what is read from then on is read anew. */
  forgetReads(): void;
  /**
   * The project as the viewer sees it. Its position is not newer than anything that this answer says of the project,
   * which is read afterwards. Throws NotFoundError for whoever is no member.
   */
  requireProject(projectId: string): Promise<ViewedProject>;
  /**
   * Position of a project at which this answer told of it first; undefined if it has not yet. Nothing later is newer.
   */
  firstPosition(projectId: string): LogPosition | undefined;
  listProjects(page: PageRequest<ProjectKeys>): Promise<Page<ViewedProject>>;
  countProjects(): Promise<number>;
  watchProject(options: ProjectStreamOptions): Promise<ProjectStream>;
  /** Follows the viewer's own stream after a cursor, or from now on. */
  /** Shows the project what the viewer has open. */
  focus(input: FocusInput): Promise<Focused>;
  /** As the operation. Throws RateLimitedError when the viewer has named too many addresses. */
  inviteMember(input: InviteMemberInput): Promise<InvitedMember>;
  watchInbox(after: string | undefined): Promise<InboxStream>;
  /** As `readChanges`, waiting up to so many seconds. Throws RateLimitedError for a viewer who waits too often. */
  readChanges(
    options: Pick<ReadChangesOptions, "projectId" | "after" | "first" | "atLeast"> & { readonly wait: number },
  ): Promise<ProjectChanges>;
  /** Hears of each field of a mutation that has ended, well or badly. */
  reportMutation(report: MutationReport): void;
}

/** Outcome of a field of a mutation. */
export interface MutationReport {
  /** The schema's name of the field. */
  readonly field: string;
  /** `ok`, `conflict`, or the code of the error. */
  readonly outcome: "ok" | "conflict" | ExpectedError["code"] | "INTERNAL_SERVER_ERROR";
  readonly seconds: number;
}
