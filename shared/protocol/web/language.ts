import { cookieOf, setCookie } from './cookies.ts';
import { isManaged, type WebCall } from './web-call.ts';

/** A language of the pages, and its name in the links of terms documents. */
type Language = { readonly code: string; readonly termsName: string };

const ENGLISH: Language = { code: 'en', termsName: 'cognito:english' };

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html#managed-login-localization */
const LANGUAGES: readonly Language[] = [
  ENGLISH,
  { code: 'de', termsName: 'cognito:german' },
  { code: 'es', termsName: 'cognito:spanish' },
  { code: 'fr', termsName: 'cognito:french' },
  { code: 'id', termsName: 'cognito:bahasa-indonesia' },
  { code: 'nl', termsName: 'cognito:dutch' },
  { code: 'it', termsName: 'cognito:italian' },
  { code: 'ja', termsName: 'cognito:japanese' },
  { code: 'ko', termsName: 'cognito:korean' },
  { code: 'pt-BR', termsName: 'cognito:portuguese-brazil' },
  { code: 'zh-CN', termsName: 'cognito:chinese-simplified' },
  { code: 'zh-TW', termsName: 'cognito:chinese-traditional' },
];

/** How long a browser keeps the language, in seconds. Browsers keep no cookie longer. */
const KEPT = 400 * 86_400;

/** Returns the language that the request asks for, or the one that the browser has kept. Other names count for nothing. */
export function languageOf(call: WebCall): Language {
  if (!hasLanguages(call)) return ENGLISH;
  return askedIn(call) ?? named(cookieOf(call, 'lang')) ?? ENGLISH;
}

/** Returns the Set-Cookie header by which the browser keeps the language that a request asks for. */
export function languageCookie(call: WebCall): readonly string[] {
  const asked = hasLanguages(call) ? askedIn(call) : undefined;
  return asked ? [setCookie(call, 'lang', asked.code, KEPT)] : [];
}

function hasLanguages(call: WebCall): boolean {
  return isManaged(call) && call.pool.userPoolTier !== 'LITE';
}

const askedIn = ({ web }: WebCall): Language | undefined => named(web.query.get('lang') ?? undefined);
const named = (code: string | undefined): Language | undefined => LANGUAGES.find((one) => one.code === code);
