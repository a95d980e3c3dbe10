import { html } from 'hono/html';
import { choice, type FormFrame, field, form } from '../form.ts';
import type { Content } from '../layout.ts';
import { qrCode } from '../qr-code.ts';
import { TEXTS } from '../texts.ts';

type ChoiceView = FormFrame & { readonly authenticator: boolean; readonly email: boolean };

/** The page that asks which factor the user wants to set up. An e-mail address is given together with the choice. */
export function setUpChoicePage({ authenticator, email, ...frame }: ChoiceView): Content {
  return {
    title: TEXTS.setUpTitle,
    body: html`<p>${TEXTS.setUpText}</p>
${form(
  frame,
  html`${
    email
      ? html`${field({ name: 'email', label: TEXTS.email, type: 'email', autocomplete: 'email', isFirst: true })}
<button name="answer" value="EMAIL_OTP">${TEXTS.byEmail}</button>`
      : ''
  }
${authenticator ? choice('answer', 'SOFTWARE_TOKEN_MFA', TEXTS.byAuthenticator) : ''}`,
)}`,
  };
}

/** The page with the secret of an authenticator app, which asks for the first code. */
export function authenticatorSetUpPage({
  secret,
  link,
  ...frame
}: FormFrame & { readonly secret: string; readonly link: string }): Content {
  const code = { label: TEXTS.codeOfApp, autocomplete: 'one-time-code', inputmode: 'numeric' } as const;
  return {
    title: TEXTS.setUpTitle,
    body: html`<p>${TEXTS.setUpText} ${TEXTS.scan}</p>
${qrCode(link, TEXTS.qrCode)}
<p><a href="${link}">${TEXTS.openApp}</a></p>
<p>${TEXTS.secret}: <code id="secret">${secret}</code></p>
${form(
  frame,
  html`${field({ name: 'code', ...code, isFirst: true })}
${field({ name: 'device_name', label: TEXTS.deviceName, autocomplete: 'off', isOptional: true })}
<button>${TEXTS.go}</button>`,
)}`,
  };
}

/** The page with the recovery codes of a new authenticator app. */
export function recoveryCodesPage({ codes, ...frame }: FormFrame & { readonly codes: readonly string[] }): Content {
  return {
    title: TEXTS.recoveryTitle,
    body: html`<p>${TEXTS.recoveryText}</p>
<ul>${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
${form(frame, html`<button>${TEXTS.go}</button>`)}`,
  };
}
