/** Consequence that is told before somebody is made or invited as an owner. */
export const ownerConsequence = "Owners may do everything, also delete the project and take your role away.";
