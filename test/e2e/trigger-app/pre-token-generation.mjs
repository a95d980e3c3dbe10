/** Puts the user's tenant into the access token in place of the groups, which would tell the API too much. */
export const handler = async (event) => {
  const [, tenant] = event.request.userAttributes.email.split('@');
  event.response.claimsAndScopeOverrideDetails = {
    accessTokenGeneration: { claimsToAddOrOverride: { tenant }, claimsToSuppress: ['cognito:groups'] },
  };
  return event;
};
