/** Codes with which this server closes a WebSocket: those of RFC 6455 and of graphql-transport-ws. */
export const closeCodes = {
  restart: 1012,
  tryAgainLater: 1013,
  malformed: 4400,
  unauthenticated: 4401,
  tokenExpired: 4403,
  wrongProtocol: 4406,
  neverAsked: 4408,
  duplicateId: 4409,
  tooMany: 4429,
  internalError: 4500,
};
