/** Reaction of a server to an attack. */
export interface Reaction {
  /** Number of messages and requests that it has read. */
  readonly handled: number;
  readonly outcomes: readonly string[];
  /** Forbidden reactions. */
  readonly faults: readonly string[];
}

/** Largest answer in bytes that has errors and no data. */
const errorLimit = 65_536;

/** Why an answer is none that clients may see, or undefined. */
export function findAnswerFault(text: string, errors: unknown, data: unknown = null): string | undefined {
  if (text.includes("INTERNAL_SERVER_ERROR")) return text.slice(0, 2_000);
  const bytes = Buffer.byteLength(text);
  if (!errors || data || bytes <= errorLimit) return undefined;
  return `An answer with errors measures ${bytes} bytes: ${text.slice(0, 500)}`;
}

/** Tells if a GraphQL answer refuses the request, or a part of it. */
export function isRefusal(answer: { readonly errors?: unknown }): boolean {
  return answer.errors !== undefined;
}
