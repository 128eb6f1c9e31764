const prefix = "pending:";

/** The id of what an optimistic change makes, until the server has given it one. */
export function toPendingId(clientMutationId: string): string {
  return prefix + clientMutationId;
}

export function isPending(id: string): boolean {
  return id.startsWith(prefix);
}
