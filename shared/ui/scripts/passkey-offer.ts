/**
 * The script of a page that offers to sign in with any passkey that the browser knows: the browser shows them where it fills in
 * the name, and the form is sent with what the authenticator has made. Nothing happens in a browser that cannot do that, or
 * while the person does something else.
 * https://www.w3.org/TR/webauthn-3/#dom-publickeycredential-isconditionalmediationavailable
 */
export const PASSKEY_OFFER = `'use strict';
{
  const form = document.querySelector('form[data-ceremony=offer]');
  const offer = async () => {
    if (!(await globalThis.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(form.dataset.options));
    const credential = await navigator.credentials.get({ mediation: 'conditional', publicKey });
    form.elements.namedItem('credential').value = JSON.stringify(credential);
    form.submit();
  };
  offer().catch(() => {});
}
`;
