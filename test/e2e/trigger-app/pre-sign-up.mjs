/** Confirms the people of the company at once. All others confirm their address by a code. */
export const handler = async (event) => {
  if (event.request.userAttributes.email?.endsWith('@example.com')) {
    event.response.autoConfirmUser = true;
    event.response.autoVerifyEmail = true;
  }
  return event;
};
