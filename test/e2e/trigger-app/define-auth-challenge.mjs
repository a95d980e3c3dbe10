const TRIES = 3;

/** Asks for the code until the answer is right, three times at most. */
export const handler = async (event) => {
  const { session, userNotFound } = event.request;
  const isDone = session.at(-1)?.challengeResult === true;
  event.response.issueTokens = isDone && !userNotFound;
  event.response.failAuthentication = !isDone && session.length >= TRIES;
  event.response.challengeName = 'CUSTOM_CHALLENGE';
  return event;
};
