export const addMemberText =
  "mutation AddMember($input:AddMemberInput!){addMember(input:$input){seq}}";

export const updateMemberRoleText =
  "mutation UpdateMemberRole($input:UpdateMemberRoleInput!){updateMemberRole(input:$input){seq}}";

export const removeMemberText =
  "mutation RemoveMember($input:RemoveMemberInput!){removeMember(input:$input){seq}}";

export const focusText =
  "mutation Focus($input:FocusInput!){focus(input:$input){__typename}}";
