const TEXTS = {
  en: { subject: 'Your code', body: (code) => `Your code is ${code}.` },
  fr: { subject: 'Votre code d’accès', body: (code) => `Bonjour, votre code est ${code}.` },
};

/** Writes to each user in their language. */
export const handler = async (event) => {
  const { codeParameter, userAttributes } = event.request;
  const { subject, body } = TEXTS[userAttributes.locale?.slice(0, 2)] ?? TEXTS.en;
  event.response.emailSubject = subject;
  event.response.emailMessage = body(codeParameter);
  return event;
};
