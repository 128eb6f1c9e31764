import type { ApolloClient, ErrorLike } from "@apollo/client";
import { Observable, ReplaySubject, type Subscription, share, timer } from "rxjs";
import { ProjectBoardDocument, type ProjectBoardQuery, ProjectEventsDocument } from "../generated/graphql.ts";
import { applyActivity } from "./apply-activity.ts";
import { toEnding } from "./project-ending.ts";
import type { ProjectBoard, ProjectEnding, ProjectEvent, ProjectView } from "./project-view.ts";
import { fetchSnapshot, writeSnapshot } from "./snapshot.ts";

export interface WatchProjectOptions {
  /** Shows the viewer to others as present; default true. */
  readonly announce?: boolean;
}

/** The view before the first answer. */
export const emptyView: ProjectView = {
  status: "loading",
  project: null,
  me: null,
  latest: null,
  error: null,
  ending: null,
};

/** Bounds of the wait between two attempts to take a snapshot, in milliseconds. */
const shortestWait = 200;
const longestWait = 10_000;

const watched = new WeakMap<ApolloClient, Map<string, Observable<ProjectView>>>();

/**
 * Follows a project: all pages of its board, then every change as it happens, applied to the client's cache. Emits the
 * view at once and at each change of it. Completes when the project ended for the viewer, and never fails. All watchers
 * of a project with the same client and options share one subscription, which ends with the last of them.
 */
export function watchProject(
  client: ApolloClient,
  projectId: string,
  { announce = true }: WatchProjectOptions = {},
): Observable<ProjectView> {
  const ofClient = watched.get(client) ?? new Map<string, Observable<ProjectView>>();
  watched.set(client, ofClient);
  const key = `${announce} ${projectId}`;
  const known = ofClient.get(key);
  if (known) return known;
  const views = new Observable<ProjectView>((observer) => {
    const watcher = new ProjectWatcher(client, projectId, announce, {
      show: (view) => observer.next(view),
      end: () => observer.complete(),
    });
    observer.add(() => watcher.stop());
    watcher.start();
  });
  const shared = views.pipe(
    share({
      connector: () => new ReplaySubject(1),
      // React unsubscribes and subscribes again in one go when it checks an effect.
      resetOnRefCountZero: () => timer(0),
    }),
  );
  ofClient.set(key, shared);
  return shared;
}

interface Audience {
  show(view: ProjectView): void;
  end(): void;
}

/** One subscription to a project, with the board snapshots that it needs. */
class ProjectWatcher {
  readonly #client: ApolloClient;
  readonly #projectId: string;
  readonly #announce: boolean;
  readonly #audience: Audience;
  readonly #stops: (() => void)[] = [];
  #view = emptyView;
  #events: Subscription | undefined;
  /** Events that arrived while a snapshot is on its way. */
  #waiting: (readonly [event: ProjectEvent, cursor: string | undefined])[] | null = [];
  /** Number of the last snapshot requested. Answers to earlier ones are dropped. */
  #snapshots = 0;
  #isStopped = false;

  constructor(client: ApolloClient, projectId: string, announce: boolean, audience: Audience) {
    this.#client = client;
    this.#projectId = projectId;
    this.#announce = announce;
    this.#audience = audience;
  }

  start(): void {
    const { cache } = this.#client;
    this.#audience.show(this.#view);
    this.#stops.push(
      cache.watch<ProjectBoardQuery>({
        query: cache.transformDocument(ProjectBoardDocument),
        variables: { projectId: this.#projectId },
        optimistic: true,
        immediate: true,
        callback: ({ complete, result }) => {
          if (complete && result) this.#showBoard(result as ProjectBoardQuery);
        },
      }),
      // The store was emptied, and another user may be signed in.
      this.#client.onResetStore(async () => void this.#takeSnapshot()),
    );
    void this.#takeSnapshot();
  }

  stop(): void {
    this.#isStopped = true;
    this.#events?.unsubscribe();
    for (const stop of this.#stops.splice(0)) stop();
  }

  #show(change: Partial<ProjectView>): void {
    if (this.#isStopped) return;
    this.#view = { ...this.#view, ...change };
    this.#audience.show(this.#view);
  }

  #showBoard({ me, project }: ProjectBoardQuery): void {
    if (project && !project.tasks.pageInfo.hasNextPage && !project.members.pageInfo.hasNextPage)
      this.#show({ me, project: toBoard(project) });
  }

  #end(ending: ProjectEnding): void {
    if (this.#isStopped) return;
    this.#show({ status: "ended", error: null, ending });
    this.stop();
    this.#audience.end();
  }

  /** Retries until it has a snapshot at or above the number `needed`. `startsOver`: the history is another one. */
  async #takeSnapshot({ needed, startsOver } = { needed: 0, startsOver: false }): Promise<void> {
    this.#snapshots += 1;
    const number = this.#snapshots;
    this.#waiting = [];
    const isOver = () => this.#isStopped || number !== this.#snapshots;
    for (let attempt = 0; !isOver(); attempt += 1) {
      if (attempt > 0) await pause(attempt);
      try {
        const snapshot = await fetchSnapshot(this.#client, this.#projectId);
        if (isOver()) return;
        if (snapshot.seq < needed) continue;
        const waiting = this.#waiting ?? [];
        this.#waiting = null;
        writeSnapshot(this.#client, snapshot, startsOver);
        this.#show({ status: "catching-up", error: null });
        for (const [event, cursor] of waiting) this.#take(event, cursor);
        if (!this.#events) this.#subscribe(snapshot.cursor);
        return;
      } catch (thrown) {
        const error = thrown as ErrorLike;
        const ending = toEnding(error);
        if (isOver()) return;
        if (ending) return this.#end(ending);
        this.#show({ error });
      }
    }
  }

  #subscribe(after: string): void {
    this.#events = this.#client
      .subscribe({
        query: ProjectEventsDocument,
        variables: { projectId: this.#projectId, after, announce: this.#announce },
        fetchPolicy: "no-cache",
        // Another watcher must not share a stream that began elsewhere.
        context: { queryDeduplication: false },
      })
      .subscribe({
        next: ({ data, error, extensions }) => {
          if (error) this.#end(toEnding(error) ?? { reason: "failed", error });
          else if (data) this.#hear(data.projectActivity, extensions?.["cursor"] as string | undefined);
        },
        complete: () => {
          const isDeleted = this.#view.latest?.__typename === "ProjectDeleted";
          this.#end({ reason: isDeleted ? "deleted" : "failed", error: null });
        },
      });
  }

  #hear(event: ProjectEvent, cursor: string | undefined): void {
    if (event.__typename === "Resync") {
      this.#show({ status: "catching-up" });
      void this.#takeSnapshot({ needed: event.seq, startsOver: event.reason === "OTHER_HISTORY" });
    } else if (this.#waiting) this.#waiting.push([event, cursor]);
    else this.#take(event, cursor);
  }

  #take(event: ProjectEvent, cursor: string | undefined): void {
    applyActivity(this.#client.cache, event, this.#projectId, cursor);
    if ("at" in event) this.#show({ latest: event });
    else if (event.__typename === "Ready") this.#show({ status: "live" });
  }
}

function toBoard(project: NonNullable<ProjectBoardQuery["project"]>): ProjectBoard {
  return { ...project, members: project.members.nodes, tasks: project.tasks.nodes };
}

/** Random, so that clients which were lost together do not return together. The upper bound doubles each time. */
function pause(attempt: number): Promise<void> {
  const longest = Math.min(longestWait, shortestWait * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, shortestWait + Math.random() * (longest - shortestWait)));
}
