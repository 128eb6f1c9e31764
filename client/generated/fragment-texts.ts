export const userPartsText =
  "fragment UserParts on User{id name email}";

export const taskPartsText =
  "fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}";

export const labelPartsText =
  "fragment LabelParts on Label{id name color version}";

export const commentPartsText =
  "fragment CommentParts on Comment{id body version createdSeq createdAt updatedAt author{...UserParts}}fragment UserParts on User{id name email}";

export const memberPartsText =
  "fragment MemberParts on Member{id role joinedSeq joinedAt user{...UserParts}}fragment UserParts on User{id name email}";
