import {
  type Cache,
  DocumentTransform,
  InMemoryCache,
  type InMemoryCacheConfig,
  isReference,
  type Reference,
} from "@apollo/client";
import type { DocumentNode } from "graphql";
import possibleTypes from "../generated/possible-types.ts";
import { projectOf, stampField } from "./answer-guard.ts";
import { type Answered, applyOptimisticPayload, applyPayload } from "./apply-payload.ts";
import { attachState, CacheState, listKey } from "./cache-state.ts";
import { changeLists } from "./change-lists.ts";
import { forgetHistory } from "./forget-history.ts";
import { listsOf } from "./lists.ts";
import { type AnsweredObject, argsOf, fieldOf, mapObjects, numberOf, seqOf } from "./map-objects.ts";
import { isGone, markGone } from "./mark-gone.ts";
import { placeChange } from "./place-change.ts";
import { selectStamps } from "./select-stamps.ts";
import type { SentAt } from "./sent-at.ts";
import { createTypePolicies } from "./type-policies.ts";

/**
 * Creates a cache for this schema. The options are those of Apollo Client; type policies are merged with the kit's.
 *
 * - An answer never overwrites newer fields and never brings back deleted items. For that, select `id` and `version` of
 *   tasks and comments, and `seq` of projects.
 * - An older list is brought up to date before it is shown. The client adds the fields that this needs to documents.
 * - An answer that shows less than had been seen before its query was sent comes from another history. The cache forgets
 *   the project's versions, deletions and lists. This needs the kit's link.
 * - Answers of mutations update the lists, optimistic ones too.
 * - After many deletions the cache collects what nothing in it refers to, as `gc` does.
 */
export function lockstepCache(options: InMemoryCacheConfig = {}): InMemoryCache {
  const state = new CacheState();
  const cache = new LockstepCache(state, {
    ...options,
    possibleTypes: { ...possibleTypes.possibleTypes, ...options.possibleTypes },
    typePolicies: createTypePolicies(state.followed),
  });
  cache.policies.addTypePolicies(options.typePolicies ?? {});
  attachState(cache, state);
  return cache;
}

interface Answer {
  /** The lists of projects in it, by `listKey`, and the number that they show. */
  readonly projects: Map<string, { readonly seq: number; readonly lists: Set<string> }>;
  /** The tasks whose comments are in it, and the version that those show. */
  readonly comments: Map<string, number>;
  readonly payloads: Answered[];
  /** Items in it that were deleted since. */
  readonly gone: Reference[];
}

class LockstepCache extends InMemoryCache {
  readonly #state: CacheState;
  readonly #stamps = new DocumentTransform(selectStamps);
  /** Number of optimistic layers being written. They are no answers and hold only for themselves. */
  #layers = 0;

  constructor(state: CacheState, config: InMemoryCacheConfig) {
    super(config);
    this.#state = state;
  }

  /** Counts what the cache has seen. The link notes it when it sends a request. */
  get moment(): number {
    return this.#state.guard.moment;
  }

  override transformDocument(document: DocumentNode): DocumentNode {
    return this.#stamps.transformDocument(super.transformDocument(document));
  }

  override write<TData = unknown, TVariables extends Record<string, unknown> = Record<string, unknown>>(
    options: Cache.WriteOptions<TData, TVariables>,
  ): Reference | undefined {
    if (!options.result) return super.write(options);
    return this.batch({ update: () => (this.#layers > 0 ? this.#writeLayer(options) : this.#writeAnswer(options)) });
  }

  override batch<TUpdateResult>(options: Cache.BatchOptions<InMemoryCache, TUpdateResult>): TUpdateResult {
    if (typeof options.optimistic !== "string") return super.batch(options);
    // Apollo Client repeats the update whenever a layer below is removed.
    const update = (cache: InMemoryCache) => {
      this.#layers += 1;
      try {
        return options.update(cache);
      } finally {
        this.#layers -= 1;
      }
    };
    return super.batch({ ...options, update });
  }

  override evict(options: Cache.EvictOptions): boolean {
    if (options.id && options.fieldName) this.#state.guard.forget(options.id);
    else if (options.id) this.#state.forget(options.id);
    return super.evict(options);
  }

  override gc(options?: { resetResultCache?: boolean }): string[] {
    const { followed, gone } = this.#state;
    // A deleted task is answered with null, also when the cache still holds it.
    const letGo = (task: unknown) => (isReference(task) && gone.has(task.__ref) ? null : task);
    this.modify<{ task: unknown }>({ id: "ROOT_QUERY", fields: { task: letGo } });
    const kept = followed.references();
    for (const id of kept) this.retain(id);
    const ids = super.gc(options);
    for (const id of kept) this.release(id);
    for (const id of ids) this.#state.forget(id);
    return ids;
  }

  override reset(options?: Cache.ResetOptions): Promise<void> {
    this.#state.clear();
    return super.reset(options);
  }

  override restore(data: Parameters<InMemoryCache["restore"]>[0]): this {
    this.#state.clear();
    return super.restore(data);
  }

  #writeLayer<TData, TVariables extends Record<string, unknown>>(
    options: Cache.WriteOptions<TData, TVariables>,
  ): Reference | undefined {
    const { payloads } = this.#readAnswer(options);
    const written = super.write(options);
    for (const payload of payloads) applyOptimisticPayload(this, payload);
    return written;
  }

  #writeAnswer<TData, TVariables extends Record<string, unknown>>(
    options: Cache.WriteOptions<TData, TVariables>,
  ): Reference | undefined {
    const state = this.#state;
    const answer = this.#readAnswer(options);
    // An item may occur several times in an answer: only now is the newest of its versions known.
    const result = this.#map(options, (object) => {
      const id = this.#identifyIn(options, object);
      return id ? state.guard.withoutOlder(id, object) : object.value;
    });
    const written = super.write({ ...options, result: result as typeof options.result });
    for (const [projectId, { seq, lists }] of answer.projects) this.#bringUpToDate(projectId, seq, lists);
    for (const [taskId, version] of answer.comments)
      for (const change of state.followed.commentChangesAfter(taskId, version))
        placeChange(this, state, change, { before: null, only: new Set([listKey(`Task:${taskId}`, "comments")]) });
    for (const payload of answer.payloads) applyPayload(this, state, payload);
    for (const node of answer.gone) if (!isGone(this, node)) markGone(this, node);
    return written;
  }

  /** Applies to the answer's lists the changes that happened after the answer and arrived before it. */
  #bringUpToDate(projectId: string, seq: number, lists: ReadonlySet<string>): void {
    const state = this.#state;
    const missed = state.followed.changesAfter(projectId, seq);
    for (const change of missed ?? []) placeChange(this, state, change, { before: null, only: lists });
    if (missed) return;
    for (const field of listsOf("Project"))
      changeLists(this, state, { ownerId: `Project:${projectId}`, field, only: lists }, () => undefined);
  }

  /** Notes the stamps in an answer, unless it is optimistic, and collects what follows from it. */
  #readAnswer<TData, TVariables extends Record<string, unknown>>(
    options: Cache.WriteOptions<TData, TVariables>,
  ): Answer {
    const { guard, gone, lists } = this.#state;
    const isAnswer = this.#layers === 0;
    const answer: Answer = { projects: new Map(), comments: new Map(), payloads: [], gone: [] };
    if (isAnswer) {
      this.#noticeHistory(options);
      guard.advance();
    }
    this.#map(options, (object) => {
      const id = this.#identifyIn(options, object);
      if (object.field && object.typename.endsWith("Payload")) {
        const { input = {} } = argsOf(object.field, options.query, options.variables);
        answer.payloads.push({ payload: object, input: input as Answered["input"] });
      }
      if (!id || !isAnswer) return object.value;
      if (gone.has(id)) answer.gone.push({ __ref: id });
      guard.note(id, object);
      for (const field of object.fields.values()) {
        const fieldName = field.name.value;
        if (!stampField(object.typename) || !listsOf(object.typename).includes(fieldName)) continue;
        const args = argsOf(field, options.query, options.variables);
        // Pages may differ in age: a list is as old as its oldest page.
        const key = listKey(id, this.policies.getStoreFieldName({ typename: object.typename, fieldName, args }));
        const stamp = stampField(object.typename) === "version" ? numberOf(object, "version") : seqOf(object);
        if (stamp === undefined) lists.delete(key);
        else lists.set(key, Math.min(lists.get(key) ?? stamp, stamp));
        if (stamp === undefined) continue;
        const ownerId = String(fieldOf(object, "id"));
        if (object.typename === "Task") answer.comments.set(ownerId, stamp);
        else {
          const project = answer.projects.get(ownerId) ?? { seq: stamp, lists: new Set() };
          project.lists.add(key);
          answer.projects.set(ownerId, project);
        }
      }
      return object.value;
    });
    return answer;
  }

  /**
   * Forgets a project's history when a request that was sent after a number or version had been seen is answered with a
   * lower one. An entry of the log shows the state right after its change, so it proves nothing.
   */
  #noticeHistory<TData, TVariables extends Record<string, unknown>>(
    options: Cache.WriteOptions<TData, TVariables>,
  ): void {
    const { lockstepSentAt: sentAt } = (options.extensions ?? {}) as SentAt;
    if (sentAt === undefined) return;
    const { guard } = this.#state;
    const lost = new Set<string>();
    this.#map(options, (object) => {
      const id = this.#identifyIn(options, object);
      const field = stampField(object.typename);
      const value = field && numberOf(object, field);
      if (!id || !field || value === undefined || isInEntry(object)) return object.value;
      if (!guard.contradicts(id, field, value, sentAt)) return object.value;
      const projectId = projectOf(object) ?? guard.projectOf(id);
      if (projectId === undefined) this.#state.forget(id);
      else lost.add(projectId);
      return object.value;
    });
    for (const projectId of lost) forgetHistory(this, this.#state, projectId);
  }

  #map<TData, TVariables extends Record<string, unknown>>(
    { query, result }: Cache.WriteOptions<TData, TVariables>,
    visit: (object: AnsweredObject) => AnsweredObject["value"],
  ): AnsweredObject["value"] {
    return mapObjects(this, query, result as AnsweredObject["value"], visit);
  }

  #identifyIn(options: { readonly dataId?: string }, object: AnsweredObject): string | undefined {
    if (!object.parent && options.dataId && !options.dataId.startsWith("ROOT_")) return options.dataId;
    const id = fieldOf(object, "id");
    return typeof id === "string" ? this.identify({ __typename: object.typename, id }) : undefined;
  }
}

/** Returns true for an object inside an entry of the log. */
function isInEntry({ typename, parent }: AnsweredObject): boolean {
  return activities.has(typename) || (parent !== undefined && isInEntry(parent));
}

const activities: ReadonlySet<string> = new Set(possibleTypes.possibleTypes["Activity"]);
