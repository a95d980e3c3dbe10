/**
 * The script of pages whose button sends another code: after a code was sent, the button waits and says for how long. Only that
 * it waits no more is announced. Without the script the button does not wait.
 */
export const RESEND_TIMER = `'use strict';
for (const button of document.querySelectorAll('button[data-wait]')) {
  const text = button.textContent;
  const end = Date.now() + Number(button.dataset.wait) * 1000;
  const announced = document.createElement('span');
  announced.className = 'unseen';
  announced.setAttribute('aria-live', 'polite');
  button.after(announced);
  const refuse = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left > 0) {
      button.textContent = button.dataset.waiting.replace('{seconds}', left);
      return;
    }
    clearInterval(timer);
    button.textContent = text;
    button.removeAttribute('aria-disabled');
    button.removeEventListener('click', refuse);
    announced.textContent = text;
  };
  button.setAttribute('aria-disabled', 'true');
  button.addEventListener('click', refuse);
  const timer = setInterval(tick, 1000);
  tick();
}
`;
