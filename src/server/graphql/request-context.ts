import type { Pool } from "pg";
import type { Context, MutationReport } from "../../../schema/context.ts";
import { type LogPosition, parseCursor } from "../../engine/log/cursor.ts";
import { BadUserInputError, ExpiredTokenError, UnauthenticatedError } from "../../errors/expected-error.ts";
import type { InvitationMails } from "../../model/invitation.ts";
import { type Focused, type FocusInput, focus, type ShowFocus } from "../../operations/focus.ts";
import type { InboxLog } from "../../operations/inbox-log.ts";
import { type InvitedMember, type InviteMemberInput, inviteMember } from "../../operations/invite-member.ts";
import {
  countProjects,
  type FindProject,
  findProjects,
  listProjectIds,
  type ProjectKeys,
  type ViewedProject,
} from "../../operations/list-projects.ts";
import { createLoaders, type Loaders } from "../../operations/loaders.ts";
import { NotVisibleError } from "../../operations/not-visible-error.ts";
import type { OperationContext } from "../../operations/operation-context.ts";
import type { Page, PageRequest } from "../../operations/page.ts";
import type { ProjectLog } from "../../operations/project-log.ts";
import { type ProjectChanges, readChanges } from "../../operations/read-changes.ts";
import type { Renames } from "../../operations/renames.ts";
import type { TextMerger } from "../../operations/text-merger.ts";
import { mayReach, requireReach, type TokenAccess, type Viewer } from "../../operations/viewer.ts";
import { type InboxFeeds, type InboxStream, watchInbox } from "../../operations/watch-inbox.ts";
import {
  type ProjectFeeds,
  type ProjectStream,
  type ProjectStreamOptions,
  watchProject,
} from "../../operations/watch-project.ts";
import type { WebhookContext, WebhookSettings } from "../../operations/webhooks.ts";
import type { Presence } from "../../presence/presence.ts";
import type { Tracer } from "../../tracing/tracer.ts";
import { missingToken } from "../limits/admit-anonymous.ts";
import type { ChangeWaits } from "../limits/change-waits.ts";
import type { RateLimits } from "../limits/rate-limits.ts";
import type { ReadLimits } from "../limits/read-limits.ts";
import { RequestReads } from "../limits/request-reads.ts";
import { networkOf } from "../request/read-request.ts";

/** Parts of an instance that all contexts share. */
export interface ContextServices {
  /** For changes. */
  readonly pool: Pool;
  readonly itemProjects: OperationContext["itemProjects"];
  readonly readLimits: ReadLimits;
  readonly findProject: FindProject;
  readonly log: ProjectLog;
  readonly merger: TextMerger;
  readonly invitations: InvitationMails;
  readonly feeds: ProjectFeeds;
  /** Streams of persons. */
  readonly inbox: { readonly log: InboxLog; readonly feeds: InboxFeeds; readonly renames: Renames };
  readonly presence: Presence;
  readonly showFocus: ShowFocus;
  readonly changeWaits: ChangeWaits;
  readonly onMutation: (report: MutationReport) => void;
  /** Called with each query and mutation that was executed. */
  readonly onExecuted: (executed: { readonly type: string; readonly seconds: number }) => void;
  /** As in OperationContext. */
  readonly verifiesAddresses: boolean;
  /** As in OperationContext. */
  readonly restoreDays: number;
  /** As in OperationContext. */
  readonly storageLimits: OperationContext["storageLimits"];
  readonly webhooks: WebhookSettings;
  readonly rateLimits: Pick<RateLimits, "mutations" | "memberAddresses" | "cost" | "anonymousCost">;
  /** Undefined: nothing traces. */
  readonly tracer: Tracer | undefined;
}

/** Parts of an operation that depend on its transport. */
export interface RequestOptions {
  /** Names the WebSocket among those of this instance. */
  readonly connectionId?: string;
  /** Rejects once the token counts no more. A socket is closed then, and needs none. */
  readonly confirmCaller?: () => Promise<unknown>;
  /** Value of `Last-Event-ID`: cursor after which a subscription resumes, whatever its arguments say. */
  readonly resumeAfter?: string | undefined;
}

/** The context of one operation: what it reads is read once and fits together. */
export class RequestContext implements Context {
  readonly reads: RequestReads;
  readonly #services: ContextServices;
  readonly #caller: Viewer | null;
  readonly #origin: OperationContext["origin"];
  readonly #confirmCaller: () => Promise<unknown>;
  readonly #resumeAfter: string | undefined;
  readonly #connectionId: string | null;
  /**
   * By project: the position that this answer told first. A mutation tells it before the project is read, and it is
   * older.
   */
  readonly #told = new Map<string, LogPosition>();
  #ownLoaders: Loaders | null = null;

  /** `caller` is null without a token. */
  constructor(
    services: ContextServices,
    caller: Viewer | null,
    origin: OperationContext["origin"],
    { confirmCaller = async () => {}, resumeAfter, connectionId }: RequestOptions = {},
  ) {
    this.#services = services;
    this.#caller = caller;
    // Without a token nothing is read, but answers have a size all the same.
    this.reads = new RequestReads(services.readLimits, caller?.userId ?? networkOf(origin.address));
    this.#origin = origin;
    this.#confirmCaller = confirmCaller;
    this.#resumeAfter = resumeAfter;
    this.#connectionId = connectionId ?? null;
  }

  /** Made when they are first wanted: a subscription, which is kept for long, wants none. */
  get loaders(): Loaders {
    const { presence, restoreDays } = this.#services;
    this.#ownLoaders ??= createLoaders(this.reads, {
      presence,
      restoreDays,
      viewerId: () => this.viewer.userId,
      findProjects: (ids) => this.#findProjects(ids),
    });
    return this.#ownLoaders;
  }

  async #findProjects(projectIds: readonly string[]): Promise<(ViewedProject | undefined)[]> {
    const { viewer } = this;
    const { userId } = viewer;
    const lookups = projectIds.map((projectId) => ({ projectId, userId }));
    // The answer to a change is never refused for want of a turn.
    const found = this.reads.isOfChange
      ? await findProjects(this.reads, lookups)
      : await Promise.all(lookups.map(this.#services.findProject));
    return found.map((project) => (project && mayReach(viewer, project.id) ? project : undefined));
  }

  /** Follows the operation; undefined where nothing traces. */
  get tracer(): Tracer | undefined {
    return this.#services.tracer;
  }

  get viewer(): Viewer {
    if (this.#caller) return this.#caller;
    throw new UnauthenticatedError(missingToken);
  }

  get access(): TokenAccess | null {
    return this.#caller?.access ?? null;
  }

  /** True when the request has no token. */
  get isAnonymous(): boolean {
    return this.#caller === null;
  }

  async admitMutation(changes: number): Promise<void> {
    if (this.#caller) await this.#services.rateLimits.mutations.take(this.#caller.userId, changes);
  }

  async admitAddress(): Promise<void> {
    await this.#services.rateLimits.memberAddresses.take(this.viewer.userId);
  }

  forgetReads(): void {
    this.reads.noteChange();
    this.#ownLoaders = null;
  }

  /** To be called before an operation is read. Throws RateLimitedError once too much was counted within a minute. */
  async admitOperation(): Promise<void> {
    await this.#costs.limit.take(this.#costs.key);
  }

  /** Counts what an operation costs for its user, or for its address without a token. */
  countCost(cost: number): void {
    this.#costs.limit.count(this.#costs.key, cost);
  }

  get #costs() {
    const { rateLimits } = this.#services;
    return this.#caller
      ? { limit: rateLimits.cost, key: this.#caller.userId }
      : { limit: rateLimits.anonymousCost, key: networkOf(this.#origin.address) };
  }

  get operation(): OperationContext {
    const { viewer } = this;
    const origin = this.#origin;
    const told = this.#told;
    const { pool, itemProjects, log, inbox, merger, verifiesAddresses, restoreDays, storageLimits } = this.#services;
    return {
      viewer,
      pool,
      itemProjects,
      log,
      inbox,
      merger,
      verifiesAddresses,
      restoreDays,
      storageLimits,
      origin,
      answeredAt: (projectId, position) => {
        if (!told.has(projectId)) told.set(projectId, position);
      },
    };
  }

  get webhooks(): WebhookContext {
    const { pool, webhooks } = this.#services;
    return { ...webhooks, viewer: this.viewer, pool };
  }

  async requireProject(projectId: string): Promise<ViewedProject> {
    const project = await this.#findProject(projectId);
    if (!project) throw new NotVisibleError();
    return project;
  }

  firstPosition(projectId: string): LogPosition | undefined {
    return this.#told.get(projectId);
  }

  async listProjects(page: PageRequest<ProjectKeys>): Promise<Page<ViewedProject>> {
    const { nodes: ids, hasNextPage } = await listProjectIds(this.reads, this.viewer, page);
    const projects = await Promise.all(ids.map((id) => this.#findProject(id)));
    return { nodes: projects.filter((project) => project !== undefined), hasNextPage };
  }

  async countProjects(): Promise<number> {
    return countProjects(this.reads, this.viewer);
  }

  async watchProject(options: ProjectStreamOptions): Promise<ProjectStream> {
    const { userId: id, name, email } = this.viewer;
    requireReach(this.viewer, options.projectId);
    const after = this.#readLastEventId("project");
    const resumed = after === undefined ? options : { ...options, after, since: undefined };
    const watched = { ...resumed, holders: this.#holders };
    return watchProject(this.#services, { id, name, email }, watched, this.reads.signal);
  }

  /** Narrowest first. Requests over HTTP are told apart by the session of their token, as different devices are. */
  get #holders(): readonly string[] {
    const { access, sessionId } = this.viewer;
    const session = access ? `token:${access.id}` : `session:${sessionId ?? ""}`;
    return this.#connectionId === null ? [session] : [`connection:${this.#connectionId}`, session];
  }

  async focus(input: FocusInput): Promise<Focused> {
    const { pool, showFocus } = this.#services;
    return focus({ viewer: this.viewer, pool, showFocus, holders: this.#holders }, input);
  }

  async inviteMember(input: InviteMemberInput): Promise<InvitedMember> {
    const { pool, invitations } = this.#services;
    await this.admitAddress();
    return inviteMember({ viewer: this.viewer, pool, invitations }, input);
  }

  async watchInbox(after: string | undefined): Promise<InboxStream> {
    const { inbox } = this.#services;
    return watchInbox(inbox, this.viewer.userId, this.#readLastEventId("inbox") ?? after, this.reads.signal);
  }

  /** Throws BadUserInputError where it is no cursor of this kind of stream. */
  #readLastEventId(kind: string): string | undefined {
    const after = this.#resumeAfter;
    if (after === undefined || parseCursor(kind, after)) return after;
    const message = `Last-Event-ID is not a cursor of a stream of the kind "${kind}".`;
    throw BadUserInputError.at(["Last-Event-ID"], message);
  }

  async readChanges({ wait: seconds, ...options }: Parameters<Context["readChanges"]>[0]): Promise<ProjectChanges> {
    const { feeds, changeWaits, readLimits } = this.#services;
    const { userId: id, name, email, expiresAt } = this.viewer;
    requireReach(this.viewer, options.projectId);
    const { signal, isOfChange } = this.reads;
    const wait = seconds > 0 && !isOfChange ? changeWaits.take(id) : null;
    try {
      // A timer may end a moment early.
      const beginWait = wait && (() => wait.begin(Math.min(seconds * 1_000, expiresAt - Date.now() + 5)));
      const reading = { ...options, beginWait, readTime: readLimits.databaseTime, signal };
      const changes = await readChanges(feeds, { id, name, email }, reading);
      if (wait && expiresAt <= Date.now()) throw new ExpiredTokenError("The token has expired.");
      // The viewer may have signed out meanwhile.
      if (wait) await this.#confirmCaller();
      return changes;
    } finally {
      wait?.end();
    }
  }

  reportMutation(report: MutationReport): void {
    this.#services.onMutation(report);
  }

  /** Notes that the operation was executed, and in which time. */
  reportExecution(type: string, seconds: number): void {
    this.#services.onExecuted({ type, seconds });
  }

  async #findProject(id: string): Promise<ViewedProject | undefined> {
    const project = await this.loaders.project(id);
    return project && { ...project, position: this.#told.get(id) ?? project.position };
  }
}
