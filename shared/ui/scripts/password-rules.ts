import { CHARACTERS } from '#core/password/policy.ts';

const CHECKS = Object.entries(CHARACTERS).map(([name, pattern]) => `${name}: (password) => ${pattern}.test(password)`);

/**
 * What decides in the browser whether a password fulfils a rule, as the source of an object: the same expressions as in
 * checkPassword. `length` takes the least number of code points as well.
 * @internal A test compares the two.
 */
export const RULE_CHECKS = `{
    length: (password, least) => [...password].length >= least,
    ${CHECKS.join(',\n    ')},
  }`;

/**
 * The script of pages on which somebody chooses a password: it marks which rules the password fulfils, with Cognito's class
 * names, and says what has changed once the person pauses. A password that is typed in twice must be the same.
 */
export const PASSWORD_RULES = `'use strict';
for (const list of document.querySelectorAll('ul[data-rules]')) {
  const checks = ${RULE_CHECKS};
  const field = list.closest('form').elements.namedItem('password');
  const again = list.closest('form').elements.namedItem('confirm_password');
  const announced = document.createElement('div');
  announced.className = 'unseen';
  announced.setAttribute('aria-live', 'polite');
  list.after(announced);
  const rules = [...list.querySelectorAll('li[data-rule]')].map((item) => {
    const text = item.textContent;
    const spoken = document.createElement('span');
    spoken.className = 'unseen';
    item.append(spoken);
    return { item, text, spoken };
  });
  const judge = () => {
    const changed = [];
    for (const { item, text, spoken } of rules) {
      const isMet = checks[item.dataset.rule](field.value, Number(item.dataset.least));
      const state = isMet ? list.dataset.met : list.dataset.notMet;
      const isWrong = !isMet && field.value !== '';
      item.className = isMet ? 'passwordCheck-valid-customizable' : isWrong ? 'passwordCheck-notValid-customizable' : '';
      if (spoken.textContent === ': ' + state) continue;
      spoken.textContent = ': ' + state;
      changed.push([text, text + ': ' + state]);
    }
    if (again) again.setCustomValidity(again.value === field.value ? '' : again.dataset.differs);
    return changed;
  };
  judge();
  let timer;
  let unsaid = new Map();
  const hear = () => {
    for (const [rule, line] of judge()) unsaid.set(rule, line);
    clearTimeout(timer);
    timer = setTimeout(() => {
      announced.textContent = [...unsaid.values()].join('. ');
      unsaid = new Map();
    }, 1000);
  };
  field.addEventListener('input', hear);
  if (again) again.addEventListener('input', judge);
}
`;
