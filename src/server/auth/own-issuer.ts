/** Issuer and audience of the tokens of the server's own accounts, and the issuer of the users behind them. */
export const ownIssuer = "lockstep";
