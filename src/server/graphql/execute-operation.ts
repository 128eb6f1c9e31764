import { type ExecutionArgs, type ExecutionResult, execute, getOperationAST } from "graphql";
import { stringify } from "safe-stable-stringify";
import { id } from "../../../schema/text.ts";
import type { ViewedProject } from "../../operations/list-projects.ts";
import { encodePeople } from "../../operations/people.ts";
import { findPosition } from "../../operations/project-position.ts";
import { inStep } from "../../tracing/tracer.ts";
import { RenderedAnswer } from "./rendered-answer.ts";
import type { RequestContext } from "./request-context.ts";
import type { ExecutedFields, SharedFields } from "./shared-fields.ts";
import { type SplitOperation, splitOperation } from "./split-operation.ts";
import { StateContext } from "./state-context.ts";
import { describeFailure, describeOperation } from "./trace-operation.ts";

export interface PreparedOperation extends ExecutionArgs {
  readonly contextValue: RequestContext;
}

/**
 * Executes a query or mutation. A query for a project has fields that are a function of the project's state. Those are
 * executed once for all readers of that state. The others are executed for this viewer, the membership among them. If
 * the shared fields fail, they are executed for this viewer as well, so that errors and limits are the viewer's own.
 */
export function executeOperation(
  args: PreparedOperation,
  sharedFields: SharedFields,
): Promise<ExecutionResult | RenderedAnswer> {
  const describe = () => describeOperation(args);
  return inStep(args.contextValue.tracer, describe, async (note) => {
    const begunAt = performance.now();
    const result = await executeParts(args, sharedFields);
    const type = getOperationAST(args.document, args.operationName)?.operation ?? "query";
    args.contextValue.reportExecution(type, (performance.now() - begunAt) / 1_000);
    const failure = result instanceof RenderedAnswer ? null : describeFailure(result);
    if (failure) note(failure);
    return result;
  });
}

async function executeParts(
  args: PreparedOperation,
  sharedFields: SharedFields,
): Promise<ExecutionResult | RenderedAnswer> {
  const { contextValue: context, variableValues } = args;
  const split = context.isAnonymous ? null : splitOperation(args);
  if (!split) return execute(args);
  const ownResult = execute({ ...args, document: split.own });
  // The own part waits for the same membership.
  const projectId = id.parse(split.readProjectId(variableValues));
  const project = await context.requireProject(projectId).catch(() => null);
  if (!project) return ownResult;
  const key = `${split.number} ${stringify(variableValues)}`;
  const fields = await sharedFields.read(key, project.position, () => executeFields(args, split, project));
  const shared = fields ?? (await execute({ ...args, document: split.shared }));
  const own = await ownResult;
  if ("json" in shared && own.data && !own.errors) return new RenderedAnswer(join(own.data, split, shared.json));
  return merge(own, "json" in shared ? toResult(shared, split) : shared, split);
}

async function executeFields(
  args: PreparedOperation,
  { shared: document, projectKey, fields }: SplitOperation,
  project: ViewedProject,
): Promise<ExecutedFields | null | undefined> {
  const { reads } = args.contextValue;
  const context = new StateContext(reads, project);
  const { data, errors } = await execute({ ...args, document, contextValue: context });
  if (errors || !data) return reads.isOver ? undefined : null;
  const values: Values = Object(data[projectKey]);
  const keys = fields.filter(({ key, isShared }) => isShared && key in values).map(({ key }) => key);
  const json = new Map(keys.map((key) => [key, Buffer.from(JSON.stringify(values[key]))]));
  const { position } = project;
  const after = await findPosition(reads, project.id).catch(() => undefined);
  const isExact = after?.seq === position.seq && after.token === position.token;
  return { position, isExact, json, people: encodePeople(context.people) };
}

type Values = Readonly<Record<string, unknown>>;

function toResult({ json }: ExecutedFields, { projectKey }: SplitOperation): ExecutionResult {
  const project = Object.fromEntries([...json].map(([key, text]) => [key, JSON.parse(text.toString())]));
  return { data: { [projectKey]: project } };
}

/** Joins two results of which at least one has errors. An error at the project itself is told once. */
function merge(own: ExecutionResult, shared: ExecutionResult, split: SplitOperation): ExecutionResult {
  const { projectKey } = split;
  const ofOwn = own.data?.[projectKey];
  if (!own.data || !ofOwn) return own;
  const errors = [...(own.errors ?? []), ...(shared.errors ?? [])];
  const ofShared = shared.data?.[projectKey];
  const values: Values = { ...Object(ofShared), ...Object(ofOwn) };
  const keys = keysOf(split, (key) => key in values);
  const project = ofShared ? pick(values, keys) : null;
  return { data: { ...own.data, [projectKey]: project }, ...(errors.length > 0 && { errors }) };
}

/** The keys of the project in the order of the query. A field that a directive leaves out has no value. */
function keysOf({ fields }: SplitOperation, hasValue: (key: string) => boolean): string[] {
  return fields.map(({ key }) => key).filter(hasValue);
}

function pick(values: Values, keys: readonly string[]): Values {
  return Object.fromEntries(keys.map((key) => [key, values[key]]));
}

/** Returns the JSON of the answer. */
function join(own: Values, split: SplitOperation, json: ExecutedFields["json"]): Buffer {
  const pieces: Buffer[] = [];
  let text = '{"data":';
  writeObject(Object.keys(own), (key) => {
    const value = own[key];
    if (key === split.projectKey) writeProject(Object(value));
    else text += JSON.stringify(value);
  });
  pieces.push(Buffer.from(`${text}}`));
  return Buffer.concat(pieces);

  function writeProject(project: Values): void {
    const keys = keysOf(split, (key) => json.has(key) || key in project);
    writeObject(keys, (key) => {
      const shared = json.get(key);
      if (!shared) text += JSON.stringify(project[key]);
      else {
        pieces.push(Buffer.from(text), shared);
        text = "";
      }
    });
  }

  function writeObject(keys: readonly string[], writeValue: (key: string) => void): void {
    text += "{";
    for (const [index, key] of keys.entries()) {
      text += `${index === 0 ? "" : ","}${JSON.stringify(key)}:`;
      writeValue(key);
    }
    text += "}";
  }
}
