/** A line for each rule and transport, with the reason if there is one, and the sums. */
export function printReport(results) {
  const lines = results.map(({ rule, transport, outcome, title, reason }) => {
    const head = `${outcome.padEnd(14)} ${rule.padEnd(5)} ${transport.padEnd(9)} ${title}`;
    return reason ? `${head}\n${" ".repeat(31)}${reason}` : head;
  });
  const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
  const sums = ["pass", "fail", "not applicable"].map((outcome) => `${count(outcome)} ${outcome}`);
  return [...lines, "", sums.join(", ")].join("\n");
}
