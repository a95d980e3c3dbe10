/**
 * The script of the pages for passkeys: it hands the options of the form to the browser, and sends the form with what the
 * authenticator has made. It begins at once, unless there is something to read first.
 */
export const PASSKEY_SCRIPT = `'use strict';
{
  const form = document.querySelector('form[data-ceremony]');
  const failed = document.getElementById('passkey-failed');
  const run = async () => {
    failed.hidden = true;
    try {
      const options = JSON.parse(form.dataset.options);
      const credential = form.dataset.ceremony === 'create'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.namedItem('credential').value = JSON.stringify(credential);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  };
  document.getElementById('passkey-button').addEventListener('click', run);
  if (!document.querySelector('[role=alert]:not([hidden])')) run();
}
`;
