/** A person as a token names it. Everything that the client keeps belongs to one account. */
export interface Account {
  /** Address of the API, absolute. */
  readonly server: string;
  /** `iss` of the person's token, or what `identify` returned. */
  readonly issuer: string;
  /** `sub` of the person's token: the same for all tokens of one person. */
  readonly subject: string;
}

/** Returns a text that no other account has. */
export function keyOf({ server, issuer, subject }: Account): string {
  return JSON.stringify([server, issuer, subject]);
}

export function isSameAccount(one: Account | null, other: Account | null): boolean {
  return one === other || (one !== null && other !== null && keyOf(one) === keyOf(other));
}
