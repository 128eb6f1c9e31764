/** Variables of a server that counts no requests, so that an attack is stopped by nothing but what it is about. */
export const withoutLimits: Readonly<Record<string, string>> = {
  MUTATIONS_PER_MINUTE: "0",
  MEMBER_ADDRESSES_PER_HOUR: "0",
  USER_COST_PER_MINUTE: "0",
  ANONYMOUS_REQUESTS_PER_MINUTE: "0",
  ANONYMOUS_COST_PER_MINUTE: "0",
  ACCOUNT_REQUESTS_PER_MINUTE: "0",
  ACCOUNT_READS_PER_MINUTE: "0",
  SIGN_UPS_PER_HOUR: "0",
  MAIL_REQUESTS_PER_HOUR: "0",
  MAILS_PER_HOUR: "0",
  FAILED_SIGN_INS: "0",
};
