import { html } from 'hono/html';
import { choice, codeField, copyButton, type FormFrame, field, form, submit } from '../form.ts';
import type { Content } from '../layout.ts';
import { qrCode } from '../qr-code.ts';
import { CODE_FIELD } from '../scripts/code-field.ts';
import { COPY } from '../scripts/copy.ts';
import { SEND_ONCE } from '../scripts/send-once.ts';

type ChoiceView = FormFrame & { readonly authenticator: boolean; readonly email: boolean };

/** The page that asks which factor the user wants to set up. An e-mail address is given together with the choice. */
export function setUpChoicePage({ authenticator, email, ...frame }: ChoiceView): Content {
  const { texts } = frame;
  return {
    name: 'mfaSetup',
    title: texts.setUpTitle,
    body: html`<p class="textDescription-customizable">${texts.setUpText}</p>
${form(
  frame,
  html`${
    email
      ? html`${field({ name: 'email', label: texts.email, type: 'email', autocomplete: 'email', isFirst: true, problem: frame.problem })}
${submit({ label: texts.byEmail, name: 'answer', value: 'EMAIL_OTP' })}`
      : ''
  }
${authenticator ? choice('answer', 'SOFTWARE_TOKEN_MFA', texts.byAuthenticator) : ''}`,
)}`,
    scripts: [SEND_ONCE],
  };
}

/** The page with the secret of an authenticator app, which asks for the first code. */
export function authenticatorSetUpPage({
  secret,
  link,
  ...frame
}: FormFrame & { readonly secret: string; readonly link: string }): Content {
  const { texts } = frame;
  return {
    name: 'authenticatorSetUp',
    title: texts.setUpTitle,
    graphic: 'AUTH_APP_GRAPHIC',
    body: html`<p class="textDescription-customizable">${texts.setUpText} ${texts.scan}</p>
${qrCode(link, texts.qrCode)}
<p><a href="${link}">${texts.openApp}</a></p>
<p>${texts.secret}: <code id="secret">${secret}</code> ${copyButton(texts, '#secret')}</p>
${form(
  frame,
  html`${codeField({ name: 'code', label: texts.codeOfApp, problem: frame.problem })}
${field({ name: 'device_name', label: texts.deviceName, autocomplete: 'off', isOptional: true })}
${submit({ label: texts.go })}`,
)}`,
    scripts: [SEND_ONCE, CODE_FIELD, COPY],
  };
}

/** The page with the recovery codes of a new authenticator app. */
export function recoveryCodesPage({ codes, ...frame }: FormFrame & { readonly codes: readonly string[] }): Content {
  const { texts } = frame;
  return {
    name: 'recoveryCodes',
    title: texts.recoveryTitle,
    body: html`<p class="textDescription-customizable">${texts.recoveryText}</p>
<ul class="codes">${codes.map((code) => html`<li><code class="recovery-code">${code}</code></li>`)}</ul>
<p>${copyButton(texts, '.recovery-code')}</p>
${form(frame, submit({ label: texts.go }))}`,
    scripts: [SEND_ONCE, COPY],
  };
}
